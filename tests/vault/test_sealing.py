"""A sealed record opens for its own row and its own key, unaltered, or not at all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.vault import sealing

KEY = sealing.data_key(7, bytes(range(64, 96)))
NONCE = bytes(range(200, 212))
RECORD = {"name": "Rosa Marín", "email": "rosa@example.org"}

# node: createCipheriv("aes-256-gcm", 40 … 5f, c8 … d3), AAD "us1|signature|row-1|7", the record as compact JSON
SEALED = bytes.fromhex(
    "010007"
    "c8c9cacbcccdcecfd0d1d2d3"
    "149106fec2c71cc15af57264f9398df6147bf275677a4902496c213a29af88ab"
    "674b74a3a1a6fa5e4098381ec0adf0e36223c3bd65e54a6ac4eea9d1e7839f1bc2"
)

MASTER = bytes(range(32))
OWNER = "5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f10"
DATA_KEY = bytes(range(64, 96))
# the same, key 00 … 1f, AAD "us1|key|5b1f…|7"
WRAPPED = bytes.fromhex(
    "c8c9cacbcccdcecfd0d1d2d3"
    "51392398c289bd673c7555f5524ba55bb0d6befb503efe73b5f061ba86ccf5b6"
    "eaac653a2595ccdaf64c2497fc1bd0bc"
)

JSON = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text())


def test_a_record_is_sealed_as_another_implementation_seals_it() -> None:
    assert sealing.seal(RECORD, key=KEY, kind="signature", row="row-1", nonce=NONCE) == SEALED


def test_what_was_sealed_opens_for_its_row() -> None:
    assert sealing.unseal(SEALED, key=KEY, kind="signature", row="row-1") == RECORD


def test_a_record_opens_from_a_memoryview_as_databases_give_it() -> None:
    assert sealing.unseal(memoryview(SEALED), key=KEY, kind="signature", row="row-1") == RECORD  # type: ignore[arg-type]  # psycopg's bytea


@given(record=JSON, row=st.text(), nonce=st.binary(min_size=12, max_size=12))
def test_any_record_comes_back_as_it_was(record: dict[str, Any], row: str, nonce: bytes) -> None:
    sealed = sealing.seal(record, key=KEY, kind="signature", row=row, nonce=nonce)

    assert sealing.unseal(sealed, key=KEY, kind="signature", row=row) == record


def test_a_record_cannot_be_moved_to_another_row() -> None:
    with pytest.raises(sealing.CannotOpen, match="signature row-2"):
        sealing.unseal(SEALED, key=KEY, kind="signature", row="row-2")


def test_a_record_cannot_be_moved_to_another_kind_of_row() -> None:
    with pytest.raises(sealing.CannotOpen, match="letter row-1"):
        sealing.unseal(SEALED, key=KEY, kind="letter", row="row-1")


def test_kind_and_row_cannot_be_parted_elsewhere() -> None:
    sealed = sealing.seal(RECORD, key=KEY, kind="remark", row="1", nonce=NONCE)

    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed, key=KEY, kind="remar", row="k1")


def test_another_campaigns_key_opens_nothing() -> None:
    other = sealing.data_key(7, bytes(32))

    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(SEALED, key=other, kind="signature", row="row-1")


def test_another_key_id_opens_nothing_even_with_the_same_bytes() -> None:
    renumbered = SEALED[:1] + (8).to_bytes(2, "big") + SEALED[3:]

    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(renumbered, key=sealing.data_key(8, bytes(range(64, 96))), kind="signature", row="row-1")


def test_every_flipped_bit_is_refused() -> None:
    for bit in range(8 * len(SEALED)):
        altered = bytearray(SEALED)
        altered[bit // 8] ^= 1 << bit % 8

        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(bytes(altered), key=KEY, kind="signature", row="row-1")


@pytest.mark.parametrize("length", [0, 1, 3, 4, 10, 14, 15, 16, 30, 31, len(SEALED) - 1])
def test_a_record_that_was_cut_short_is_refused(length: int) -> None:
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(SEALED[:length], key=KEY, kind="signature", row="row-1")


def test_a_data_key_is_wrapped_as_another_implementation_wraps_it() -> None:
    assert sealing.wrap(DATA_KEY, by=MASTER, kid=7, owner=OWNER, nonce=NONCE) == WRAPPED
    assert sealing.unwrap(WRAPPED, by=MASTER, kid=7, owner=OWNER) == DATA_KEY


@pytest.mark.parametrize(
    "changed",
    [{"by": bytes(32)}, {"kid": 8}, {"owner": "00000000-0000-0000-0000-000000000000"}],
    ids=["another master key", "another id", "another owner"],
)
def test_a_data_key_opens_only_for_its_owner_under_its_master(changed: dict[str, Any]) -> None:
    given_to: dict[str, Any] = {"by": MASTER, "kid": 7, "owner": OWNER} | changed

    with pytest.raises(sealing.CannotOpen, match="was it sealed by another installation's keys"):
        sealing.unwrap(WRAPPED, **given_to)
