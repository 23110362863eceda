"""Links and codes: by vectors worked out here once more, and by everything Mallory may try."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signing import tokens
from undersigned.signing.tokens import Broken, Expired, Kind, Valid, Waiting
from undersigned.vault import keys

KEY = bytes(range(32))
PETITION = UUID("5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f10")
ELSEWHERE = UUID("5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f11")
SIGNATURE = UUID("0195560e-9a40-7abc-8def-0123456789ab")
AT = 1_772_444_000.75
NONCE = bytes(range(12))
DAY = 86_400
LIFETIMES = {
    Kind.CONFIRM: 7 * DAY,
    Kind.SIGNED: 30 * DAY,
    Kind.WITHDRAW: 730 * DAY,
    Kind.UNSUBSCRIBE: 730 * DAY,
    Kind.NEVER: 730 * DAY,
    Kind.MANAGE: DAY,
}

ROSA = Waiting("rosa@example.org", "Rosa", bytes(range(16)))
TOKENS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", max_size=80)


def _mint(kind: Kind = Kind.CONFIRM, petition: UUID = PETITION, key: bytes = KEY) -> str:
    return tokens.mint(kind, SIGNATURE, petition=petition, key=key, at=AT)


def _read(token: str, kind: Kind = Kind.CONFIRM, *, petition: UUID = PETITION, at: float = AT) -> object:
    return tokens.read(token, kind, petition=petition, key=KEY, at=at)


def _decoded(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# Links --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_a_token_is_made_as_its_format_says(kind: Kind) -> None:
    body = b"\x01" + bytes([kind]) + SIGNATURE.bytes + (1_772_444_000 + LIFETIMES[kind]).to_bytes(4, "big")
    link_key = hmac.new(KEY, b"\x00\x04link", hashlib.sha256).digest()
    mac = hmac.new(link_key, PETITION.bytes + body, hashlib.sha256).digest()[:16]

    token = _mint(kind)

    assert _decoded(token) == body + mac
    assert len(token) == 51


def test_a_token_stays_what_it_is_from_release_to_release() -> None:
    # node: the format above with crypto.createHmac
    assert _mint() == "AQEBlVYOmkB6vI3vASNFZ4mraa6T4J_MLcDarqi9bQV_QgzNu8U"
    assert tokens.code(SIGNATURE, 1, key=KEY) == "373525"


@pytest.mark.parametrize("door", Kind)
@pytest.mark.parametrize("kind", Kind)
def test_a_token_opens_the_door_of_its_own_kind_alone(kind: Kind, door: Kind) -> None:
    assert _read(_mint(kind), door) == (Valid(SIGNATURE) if kind == door else Broken())


def test_a_token_of_another_petition_is_broken() -> None:
    assert _read(_mint(), petition=ELSEWHERE) == Broken()


def test_a_token_by_another_key_is_broken() -> None:
    assert _read(_mint(key=bytes(32))) == Broken()


def test_every_flipped_bit_is_refused() -> None:
    raw = _decoded(_mint())

    for bit in range(8 * len(raw)):
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        assert _read(_encoded(bytes(altered))) == Broken(), bit


def test_every_character_taken_away_or_added_is_refused() -> None:
    token = _mint()

    for place in range(len(token) + 1):
        assert _read(token[:place]) == (Valid(SIGNATURE) if place == len(token) else Broken())
        assert _read(token[:place] + "A" + token[place:]) == Broken()


@pytest.mark.parametrize("kind", Kind)
def test_a_token_lives_to_its_last_second(kind: Kind) -> None:
    token, end = _mint(kind), 1_772_444_000 + LIFETIMES[kind]

    assert _read(token, kind, at=end) == Valid(SIGNATURE)
    assert _read(token, kind, at=end + 0.001) == Expired()
    assert _read(token, kind, at=end + 1e9) == Expired()


def test_only_a_token_of_ours_can_be_too_old() -> None:
    late = AT + 1e9

    assert _read(_mint(Kind.SIGNED), Kind.CONFIRM, at=late) == Broken()
    assert _read(_mint(), petition=ELSEWHERE, at=late) == Broken()


def test_a_life_cannot_be_prolonged() -> None:
    raw = _decoded(_mint())

    assert _read(_encoded(raw[:18] + b"\xff\xff\xff\xff" + raw[22:])) == Broken()


@pytest.mark.parametrize(
    "respell",
    [
        lambda token: token + "=",
        lambda token: token + "==",
        lambda token: f" {token}",
        lambda token: f"{token}\n",
        lambda token: token[:20] + "\n" + token[20:],
        lambda token: token.replace("-", "+").replace("_", "/"),
        lambda token: token[:-1] + chr(ord(token[-1]) + 1),
        lambda token: token.translate({ord("A"): "\uff21"}),
        lambda token: token + "\u200b",
    ],
    ids=["=", "==", "blank", "line end", "folded", "other alphabet", "spare bits", "full-width", "zero width"],
)
def test_a_token_has_one_spelling(respell: Callable[[str], str]) -> None:
    token = next(one for one in _all_tokens() if "-" in one and "A" in one and one[-1] in "AEIMQUYcgkosw048")

    assert respell(token) != token
    assert _read(respell(token)) == Broken()


def _all_tokens() -> list[str]:
    """So many that each spelling has one that it changes."""
    return [tokens.mint(Kind.CONFIRM, UUID(int=number), petition=PETITION, key=KEY, at=AT) for number in range(500)]


@given(st.text() | TOKENS)
def test_garbage_is_broken_and_raises_nothing(garbage: str) -> None:
    assert _read(garbage) == Broken()
    assert tokens.open_waiting(garbage, petition=PETITION, key=KEY, at=AT) == Broken()


@given(st.binary(max_size=120))
def test_garbage_in_the_right_alphabet_is_broken(garbage: bytes) -> None:
    assert _read(_encoded(garbage)) == Broken()
    assert tokens.open_waiting(_encoded(garbage), petition=PETITION, key=KEY, at=AT) == Broken()


@given(signature=st.uuids(), petition=st.uuids(), kind=st.sampled_from(Kind), at=st.floats(0, 4e9))
def test_whoever_it_is_for_is_read_back(signature: UUID, petition: UUID, kind: Kind, at: float) -> None:
    token = tokens.mint(kind, signature, petition=petition, key=KEY, at=at)

    assert tokens.read(token, kind, petition=petition, key=KEY, at=at) == Valid(signature)


# Codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("serial", [1, 2, 3, 65_535])
def test_a_code_is_six_digits_made_as_its_format_says(serial: int) -> None:
    code_key = hmac.new(KEY, b"\x00\x04code", hashlib.sha256).digest()
    digest = hmac.new(code_key, SIGNATURE.bytes + serial.to_bytes(2, "big"), hashlib.sha256).digest()

    code = tokens.code(SIGNATURE, serial, key=KEY)

    assert code == str(int.from_bytes(digest[:8], "big") % 1_000_000).rjust(6, "0")
    assert (len(code), code.isascii(), code.isdecimal()) == (6, True, True)


def test_a_code_may_begin_with_noughts() -> None:
    codes = [tokens.code(UUID(int=number), 1, key=KEY) for number in range(200)]

    assert {len(code) for code in codes} == {6}
    assert any(code.startswith("0") for code in codes)


def test_each_letter_has_a_code_of_its_own() -> None:
    assert len({tokens.code(SIGNATURE, serial, key=KEY) for serial in (1, 2, 3)}) == 3


# Who waits ----------------------------------------------------------------------------------------------------


def _seal(waiting: Waiting = ROSA, nonce: bytes = NONCE) -> str:
    return tokens.seal_waiting(waiting, petition=PETITION, key=KEY, at=AT, nonce=nonce)


def _open(token: str, *, petition: UUID = PETITION, key: bytes = KEY, at: float = AT) -> object:
    return tokens.open_waiting(token, petition=petition, key=key, at=at)


def test_who_waits_is_sealed_as_its_format_says() -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    waiting_key = hmac.new(KEY, b"\x00\x07waiting", hashlib.sha256).digest()
    raw = _decoded(_seal())

    clear = AESGCM(waiting_key).decrypt(raw[:12], raw[12:], PETITION.bytes)

    assert raw[:12] == NONCE
    assert json.loads(clear) == {"e": ROSA.email, "n": "Rosa", "i": bytes(range(16)).hex(), "t": 1_772_444_000}


def test_who_waits_is_read_back() -> None:
    assert _open(_seal()) == ROSA


def test_nobody_else_reads_who_waits() -> None:
    token = _seal()

    assert b"rosa" not in _decoded(token)
    assert _open(token, petition=ELSEWHERE) == Broken()
    assert _open(token, key=bytes(32)) == Broken()


def test_who_waits_is_forgotten_after_a_day() -> None:
    token = _seal()

    assert _open(token, at=1_772_444_000 + DAY) == ROSA
    assert _open(token, at=1_772_444_000 + DAY + 0.001) == Expired()


def test_every_flipped_bit_of_who_waits_is_refused() -> None:
    raw = _decoded(_seal())

    for bit in range(8 * len(raw)):
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        assert _open(_encoded(bytes(altered))) == Broken(), bit


def test_who_waits_is_as_long_for_a_stranger_as_for_one_who_has_signed() -> None:
    # It holds the blind index, which every address has, and nothing of the row, which only a signer's has.
    stranger = Waiting("rosb@example.org", "Rosb", bytes(16))

    assert len(_seal(stranger)) == len(_seal())


def test_no_two_addresses_of_the_page_are_alike() -> None:
    assert _seal(nonce=bytes(12)) != _seal(nonce=bytes(11) + b"\x01")


@given(
    email=st.emails(),
    first_name=st.text(st.characters(exclude_categories=["C"]), min_size=1),
    index=st.binary(min_size=16, max_size=16),
)
def test_anybody_who_waits_is_read_back(email: str, first_name: str, index: bytes) -> None:
    waiting = Waiting(email, first_name, index)

    assert _open(_seal(waiting)) == waiting


@pytest.mark.parametrize("kind", Kind)
def test_a_link_is_no_waiting_token_and_the_other_way_round(kind: Kind) -> None:
    assert _open(_mint(kind)) == Broken()
    assert _read(_seal(), kind) == Broken()


def test_a_link_by_a_key_that_was_replaced_still_opens_its_door() -> None:
    old, new = bytes(range(32)), keys.Renewed(bytes(range(1, 33)))
    one, petition = UUID(int=7), UUID(int=8)
    link = tokens.mint(tokens.Kind.WITHDRAW, one, petition=petition, key=old, at=0)
    waiting = tokens.Waiting("rosa@example.org", "Rosa", b"\1" * 16)
    page = tokens.seal_waiting(waiting, petition=petition, key=old, at=0, nonce=bytes(12))

    assert tokens.read(link, tokens.Kind.WITHDRAW, petition=petition, key=new, at=1) == tokens.Broken()
    assert tokens.open_waiting(page, petition=petition, key=new, at=1) == tokens.Broken()

    new.before = (old,)

    assert tokens.read(link, tokens.Kind.WITHDRAW, petition=petition, key=new, at=1) == tokens.Valid(one)
    assert tokens.open_waiting(page, petition=petition, key=new, at=1) == waiting
    assert tokens.mint(tokens.Kind.WITHDRAW, one, petition=petition, key=new, at=0) != link
