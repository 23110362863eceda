"""The postman in trouble: what is tried again, what is given up with which reason; nobody else waits for it."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError
from pytest_django import Settings

from tests import product
from tests.factories import NOW
from tests.mail import postroom
from tests.mail.conftest import point_at
from tests.mail.postroom import Clock, postman, recipients, state
from tests.mail.servers import Server
from tests.people import INES, ROSA, Person, crowd
from tests.postbox import Postbox
from undersigned.mail.models import Letter, Stationery
from undersigned.mail.postman import WAITS
from undersigned.signing.models import DataKey, Petition, Signature

pytestmark = pytest.mark.django_db

MailServer = Callable[..., Server]


def _letters(of: Petition, number: int) -> list[Letter]:
    """Due one after the other, a second apart."""
    return [
        postroom.letter(of, person, at=NOW - timedelta(seconds=9 - place)) for place, person in enumerate(crowd(number))
    ]


# Refused ------------------------------------------------------------------------------------------------------


def test_a_letter_refused_for_good_is_given_up_with_a_reason_without_the_address(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letter = postroom.letter(campaign, ROSA)
    smtp.refuse = "550 5.1.1 <ROSA@Example.org>: no such user, nor rosa.marin@mail.example.org"

    assert postman(clock).deliver() == 0

    assert state(letter)[:2] == ("failed", 1)
    assert letter.trouble == "SMTPDataError: (550, b'5.1.1 <…>: no such user, nor …')"
    clock.pass_by(days=30)
    smtp.refuse = ""
    assert (postman(clock).deliver(), smtp.letters) == (0, [])


@pytest.mark.parametrize("address", ["rosa@example.org", "rosa@b\u00fccher.example"])
def test_a_recipient_whom_the_server_does_not_know_is_given_up_and_stops_nobody(
    campaign: Petition, mail_server: MailServer, clock: Clock, address: str
) -> None:
    letter = postroom.letter(campaign, Person("Rosa", address))
    other = postroom.letter(campaign, INES, at=NOW + timedelta(seconds=1))
    clock.pass_by(seconds=1)
    server = mail_server()
    as_sent = address.encode("idna").decode() if address.isascii() else "rosa@xn--bcher-kva.example"
    server.unknown = {as_sent: f"550 5.1.1 <{as_sent}> does not live here"}

    assert postman(clock).deliver() == 1

    assert (state(letter)[:2], state(other)[0]) == (("failed", 1), "sent")
    assert letter.trouble == "SMTPRecipientsRefused: [(550, b'5.1.1 <…> does not live here')]"
    assert recipients(server) == [INES.email]


def test_a_refusal_that_cannot_be_told_of_keeps_no_other_from_it(
    campaign: Petition, mail_server: MailServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    rosas, iness = postroom.letter(campaign, ROSA, at=NOW - timedelta(seconds=1)), postroom.letter(campaign, INES)
    server = mail_server()
    server.unknown = {person.email: "550 5.1.1 does not live here" for person in (ROSA, INES)}
    told = []

    def away(letter_id: UUID, _said: str) -> None:
        told.append(letter_id)
        if letter_id == rosas.id:
            raise OperationalError

    sending = postman(clock)
    sending._on_refused = away
    caplog.set_level(logging.WARNING, "undersigned.mail.postman")
    sending.deliver()

    assert (told, state(rosas)[0], state(iness)[0]) == ([rosas.id, iness.id], "failed", "failed")
    lost = [record.__dict__["letter"] for record in caplog.records if record.message == "mail.refusal_lost"]
    assert lost == [str(rosas.id)]


def test_a_letter_refused_for_now_waits_longer_each_time_and_is_given_up_in_the_end(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letter = postroom.letter(campaign, ROSA)
    smtp.refuse = "451 4.3.0 come back later"
    waited = []

    for _ in WAITS:
        assert postman(clock).deliver() == 0
        now, attempts, due = state(letter)
        waited.append((now, attempts, (NOW + due - clock.now).total_seconds() / 60))
        clock.now = NOW + due - timedelta(seconds=1)
        postman(clock).deliver()
        assert state(letter) == (now, attempts, due)  # not a second too early
        clock.pass_by(seconds=1)
    postman(clock).deliver()

    assert waited == [
        ("waiting", place, minutes) for place, minutes in enumerate((1, 5, 15, 60, 240, 720, 1440), start=1)
    ]
    assert state(letter)[:2] == ("failed", 8)
    assert letter.trouble == "SMTPDataError: (451, b'4.3.0 come back later')"
    assert smtp.letters == []


def test_a_letter_that_was_refused_for_now_arrives_when_its_time_comes(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letter = postroom.letter(campaign, ROSA)
    smtp.refuse = "451 4.7.1 greylisted"
    postman(clock).deliver()
    smtp.refuse = ""

    clock.pass_by(minutes=1)

    assert postman(clock).deliver() == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.trouble) == ("sent", 2, "")


# Away ---------------------------------------------------------------------------------------------------------


def test_while_the_server_is_away_all_letters_wait_however_long(
    campaign: Petition, mail_server: MailServer, clock: Clock, settings: Settings
) -> None:
    point_at(settings, "127.0.0.1", product.free_port())
    letters = _letters(campaign, 3)

    for _ in range(20):
        assert postman(clock).deliver() == 0
        clock.pass_by(hours=6)

    assert [state(letter)[:2] for letter in letters] == [("waiting", 0)] * 3
    assert letters[0].trouble == "ConnectionRefusedError: [Errno 111] Connection refused"
    server = mail_server()
    clock.pass_by(minutes=1)
    assert postman(clock).deliver() == 3
    assert sorted(recipients(server)) == [person.email for person in crowd(3)]


def test_a_server_that_hangs_up_in_the_middle_costs_no_letter(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server = mail_server()
    server.hangs_up_after = 2
    letters = _letters(campaign, 4)

    assert postman(clock).deliver() == 2
    assert [state(letter)[:2] for letter in letters] == [("sent", 1), ("sent", 1), ("waiting", 1), ("waiting", 0)]

    server.hangs_up_after = None
    clock.pass_by(minutes=1)
    assert postman(clock).deliver() == 2
    assert sorted(recipients(server)) == [person.email for person in crowd(4)]


@pytest.mark.parametrize(
    ("trouble", "attempts"), [("wrong password", 0), ("our sender is refused", 1), ("no TLS for the password", 0)]
)
def test_a_server_that_will_not_have_us_condemns_no_letter(  # noqa: PLR0917  three fixtures, two parameters
    campaign: Petition, mail_server: MailServer, clock: Clock, settings: Settings, trouble: str, attempts: int
) -> None:
    server = mail_server("127.0.0.2" if trouble.startswith("no TLS") else "127.0.0.1", wants_login=True)
    if trouble.startswith("our sender"):
        server.sender = "550 5.7.1 <petition@riverton.example> may not send here"
    else:
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "undersigned", "of last year"
    letters = _letters(campaign, 2)

    assert postman(clock).deliver() == 0

    assert [state(letter)[:2] for letter in letters] == [("waiting", attempts), ("waiting", 0)]
    assert "@" not in letters[0].trouble


# A letter that cannot be written ------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", ["seal", "key", "stationery", "petition", "sender", "reply to"])
def test_a_letter_that_cannot_be_written_waits_and_stops_no_other(
    campaign: Petition, smtp: Postbox, clock: Clock, trouble: str
) -> None:
    from tests import factories

    library = factories.petition("library")
    sheet = postroom.stationery(library)
    broken, good = postroom.letter(library, ROSA, at=NOW - timedelta(seconds=1)), postroom.letter(campaign, INES)
    match trouble:
        case "seal":
            Signature.objects.filter(id=broken.about).update(sealed=b"")
        case "key":
            DataKey.objects.filter(petition=library).update(wrapped=None)
            _forget_keys()
        case "stationery":
            Stationery.objects.filter(id=sheet.id).delete()
        case "petition":
            Letter.objects.filter(id=broken.id).update(petition_id=library.pk + 1_000)
        case "sender":
            Stationery.objects.filter(id=sheet.id).update(sender_address="a@b.example\r\nBcc: mallory@example.com")
        case "reply to":
            Stationery.objects.filter(id=sheet.id).update(reply_to="a@b.example\r\nBcc: mallory@example.com")

    assert postman(clock).deliver() == 1

    assert (recipients(smtp), state(good)[0]) == ([INES.email], "sent")
    assert state(broken) == ("waiting", 1, timedelta(minutes=1))
    assert broken.trouble.partition(":")[0] in ("CannotOpen", "DoesNotExist", "BadHeaderError", "ValueError")
    assert "@" not in broken.trouble


def _forget_keys() -> None:
    from undersigned.signing import keyring

    keyring.for_petition.cache_clear()
