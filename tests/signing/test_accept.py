"""Accepting: the record opens to what was typed, the commitment is the one of the log's format, ids have order."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOW
from tests.people import ROSA, Person
from tests.signing.commands import sign, submission, value
from undersigned.signing import accept, keyring
from undersigned.signing.models import Petition
from undersigned.signing.signature import State
from undersigned.vault import sealing


def _entropy(*draws: bytes) -> accept.Entropy:
    """Known bytes in place of random ones, each draw as long as it was asked for."""
    left: Iterator[bytes] = iter(draws)

    def draw(length: int) -> bytes:
        drawn = next(left)
        assert len(drawn) == length
        return drawn

    return draw


@pytest.mark.django_db
def test_the_record_opens_to_exactly_what_was_typed(petition: Petition) -> None:
    salt = bytes(range(32))
    typed = submission(petition, ROSA)
    keys = keyring.for_petition(petition.pk)

    command = accept.signature(
        typed,
        petition=value(petition),
        keys=keys,
        language="en",
        hold_reason="",
        at=NOW,
        entropy=_entropy(b"\x01" * 10, salt, b"\x02" * 10),
    )

    row = command.signature
    assert keys.unseal("signature", row.id, row.sealed) == {
        "name": "Rosa Marín",
        "email": "rosa@example.org",
        "postcode": "97201",
        "salt": salt.hex(),
    }
    assert (row.petition_id, row.state, row.hold_reason, row.signed_at) == (petition.pk, State.PENDING, "", NOW)
    assert (row.text_version, row.wording_version, row.wants_updates, row.shows_name) == (1, 1, True, True)
    assert (row.language, row.source, row.via) == ("en", "bluesky", "abcdefgh")
    assert row.blind_index == keys.index("ROSA+x@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "email", "canonical"),
    [
        ("Rosa Marín", "rosa@example.org", "rosa@example.org"),
        ("Rosa Mari\u0301n", "Rosa.Marin+vote@GoogleMail.com", "rosamarin@gmail.com"),
    ],
)
def test_the_commitment_is_the_one_the_format_says(petition: Petition, name: str, email: str, canonical: str) -> None:
    command = sign(petition, Person(name, email))

    row = command.signature
    salt = bytes.fromhex(keyring.for_petition(petition.pk).unseal("signature", row.id, row.sealed)["salt"])
    text_hash = hashlib.sha256(petition.texts.get(version=1).canonical.encode()).digest()
    by_field = {
        field: hmac.new(hmac.new(salt, field, hashlib.sha256).digest(), value.encode(), hashlib.sha256).digest()
        for field, value in ((b"email", canonical), (b"name", "Rosa Mar\u00edn"))
    }
    committed = b"undersigned/sign/v1\0" + text_hash + by_field[b"email"] + by_field[b"name"]
    assert row.commitment == hashlib.sha256(committed).digest()
    assert len(salt) == 32


@pytest.mark.django_db
def test_nothing_of_the_person_can_be_read_in_the_row_or_its_letter(petition: Petition) -> None:
    command = sign(petition, ROSA)

    written = repr(command).lower()
    for said in ("rosa", "marín", "example.org", "97201"):
        assert said not in written
        assert said.encode() not in command.signature.sealed.lower()


@pytest.mark.django_db
def test_two_signatures_of_one_person_have_nothing_in_common_but_the_index(petition: Petition) -> None:
    one, other = sign(petition, ROSA).signature, sign(petition, ROSA).signature

    assert one.blind_index == other.blind_index
    assert one.id != other.id
    assert one.commitment != other.commitment
    assert one.sealed[15:] != other.sealed[15:]


@pytest.mark.django_db
def test_a_record_is_bound_to_its_row_and_its_kind(petition: Petition) -> None:
    keys, command = keyring.for_petition(petition.pk), sign(petition, ROSA)

    for kind, row in (("signature", UUID(int=command.signature.id.int + 1)), ("letter", command.signature.id)):
        with pytest.raises(sealing.CannotOpen):
            keys.unseal(kind, row, command.signature.sealed)


@pytest.mark.django_db
def test_what_defence_holds_is_held_with_its_reason(petition: Petition) -> None:
    row = sign(petition, ROSA, hold_reason="honeypot").signature

    assert (row.state, row.hold_reason) == (State.HELD, "honeypot")


# Ids ----------------------------------------------------------------------------------------------------------


def test_an_id_is_laid_out_as_rfc_9562_says() -> None:
    at = datetime.fromisoformat("2022-02-22T14:22:22-05:00")  # the example of its appendix A.6

    new = accept.new_id(at, lambda length: (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(length, "big"))

    assert new == UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    assert (new.version, new.variant) == (7, "specified in RFC 4122")


@given(
    at=st.datetimes(datetime(1971, 1, 1), datetime(2500, 1, 1)),  # noqa: DTZ001  any moment will do
    random=st.binary(min_size=10, max_size=10),
)
def test_any_id_tells_its_millisecond(at: datetime, random: bytes) -> None:
    moment = at.replace(tzinfo=NOW.tzinfo)

    new = accept.new_id(moment, lambda _: random)

    assert (new.version, new.int >> 80) == (7, int(moment.timestamp() * 1000))


def test_ids_lie_in_the_order_of_time() -> None:
    made = [accept.new_id(NOW + timedelta(milliseconds=ms), secrets.token_bytes) for ms in range(100)]

    assert made == sorted(made)


def test_ids_of_one_millisecond_differ() -> None:
    assert len({accept.new_id(NOW, secrets.token_bytes) for _ in range(1_000)}) == 1_000
