"""By what a letter is known that comes back: found in any message, made by nobody else."""

import base64
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests import product
from tests.mail import postroom
from tests.mail.conftest import point_at
from tests.mail.postroom import Clock
from tests.people import INES, ROSA
from tests.postbox import Postbox
from undersigned.mail import returned
from undersigned.mail.compose import Back
from undersigned.mail.returned import Ways

if TYPE_CHECKING:
    from undersigned.signing.models import Petition

KEY = bytes(range(32))
LETTER = UUID(int=7)
TOKEN = returned.mint(LETTER, key=KEY)


@given(st.uuids())
def test_the_token_fits_before_the_at_sign_and_leads_back_to_its_letter(letter: UUID) -> None:
    token = returned.mint(letter, key=KEY)

    assert len(token) == 39
    assert token.isalnum()
    assert returned.find(f"To: bounces+{token}@riverton.example".encode(), key=KEY) == letter


def test_a_mail_server_may_change_its_case() -> None:
    assert returned.find(f"x <BOUNCES+{TOKEN.upper()}@RIVERTON.EXAMPLE>".encode(), key=KEY) == LETTER


def test_every_changed_bit_is_refused() -> None:
    raw = base64.b32decode(TOKEN.upper() + "=")
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        token = base64.b32encode(bytes(changed)).decode().rstrip("=").lower()
        assert returned.find(token.encode(), key=KEY) is None


def test_another_installations_token_is_none() -> None:
    assert returned.find(TOKEN.encode(), key=bytes(32)) is None


@pytest.mark.parametrize("raw", [b"", TOKEN[:-1].encode(), (TOKEN + "a").encode(), b"1" * 39, b"a" * 10_000])
def test_what_only_looks_like_one_is_none(raw: bytes) -> None:
    assert returned.find(raw, key=KEY) is None


def test_among_many_that_are_not_ours_ours_is_found() -> None:
    assert returned.find(b"a" * 39 + b" " + b"b" * 39 + b"\r\n" + TOKEN.encode(), key=KEY) == LETTER


def test_letters_return_to_the_address_that_was_set_or_to_their_sender() -> None:
    assert Ways(KEY, "bounces@riverton.example").back(LETTER) == Back(TOKEN, f"bounces+{TOKEN}@riverton.example")
    assert Ways(KEY).back(LETTER) == Back(TOKEN, "")
    assert len(f"{'b' * 24}+{TOKEN}") == 64  # RFC 5321 §4.5.3.1.1: no more before the @


class Envelopes(Postbox):
    """Keeps who each letter says it is from on the envelope, too."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.senders: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        self.senders.append(str(envelope.mail_from))
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.django_db
def test_each_letters_envelope_names_it_and_its_sender_stays(campaign: "Petition", settings: Settings) -> None:
    box = Envelopes(product.free_port())
    box.start()
    point_at(settings, "127.0.0.1", int(box.url.rpartition(":")[2]))
    queued = [postroom.letter(campaign, person) for person in (ROSA, INES)]
    ways = Ways(settings.MASTER_KEYS.token, "bounces@riverton.example")

    postroom.postman(Clock(), back_of=ways.back).deliver()
    postroom.send_home()
    box.stop()

    assert sorted(box.senders) == sorted(ways.back(letter.id).path for letter in queued)
    assert {str(letter["From"]) for letter in box.letters} == {"Riverton Readers <petition@riverton.example>"}
    names = {str(letter["Message-ID"]).encode() for letter in box.letters}
    assert {returned.find(name, key=settings.MASTER_KEYS.token) for name in names} == {one.id for one in queued}
