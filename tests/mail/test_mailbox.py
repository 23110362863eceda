"""The demonstration's mailbox: what is sent can be read, newest first, and a key is never a path."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from pytest_django import Settings

from undersigned.mail import mailbox


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Not there yet, as on a first run."""
    settings.EMAIL_BACKEND = "undersigned.mail.mailbox.MailboxBackend"
    settings.MAILBOX_ROOT = tmp_path / "var" / "mailbox"
    return tmp_path / "var" / "mailbox"


def _letter(subject: str = "Confirm", date: str = "Mon, 02 Mar 2026 09:30:00 +0000") -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        subject, "Confirmá — text", "Theo <petition@riverton.example>", ["rosa@example.org"], headers={"Date": date}
    )
    letter.attach_alternative("<p>Confirmá — html</p>", "text/html")
    return letter


def test_a_mailbox_where_nothing_came_is_empty(folder: Path) -> None:
    assert mailbox.letters() == []
    assert folder.parent.is_dir()


def test_a_letter_is_read_as_it_was_written() -> None:
    assert _letter("¡Confirmá!").send() == 1

    (found,) = mailbox.letters()
    assert (found.sender, found.to) == ("Theo <petition@riverton.example>", "rosa@example.org")
    assert (found.subject, found.at.isoformat()) == ("¡Confirmá!", "2026-03-02T09:30:00+00:00")
    assert (found.text.strip(), found.html.strip()) == ("Confirmá — text", "<p>Confirmá — html</p>")
    assert mailbox.letter(found.key) == found


def test_the_newest_letter_is_the_first() -> None:
    for subject, time in (("second", "09:31:00"), ("third", "09:32:00"), ("first", "09:30:00")):
        _letter(subject, f"Mon, 02 Mar 2026 {time} +0000").send()

    assert [letter.subject for letter in mailbox.letters()] == ["third", "second", "first"]


def test_a_letter_without_html_has_none() -> None:
    EmailMessage("Subject", "Only text", "petition@riverton.example", ["rosa@example.org"]).send()

    (found,) = mailbox.letters()
    assert (found.text.strip(), found.html) == ("Only text", "")


def test_many_are_taken_at_once() -> None:
    assert get_connection().send_messages([_letter(), _letter(), _letter()]) == 3

    assert len({letter.key for letter in mailbox.letters()}) == 3


@pytest.mark.parametrize("key", ["", "nowhere", "../secret", "../../secret", "/etc/passwd", "new", "x\x00y"])
def test_a_key_that_no_letter_has_opens_nothing(folder: Path, key: str) -> None:
    _letter().send()
    (folder.parent / "secret").write_text("From: x\nDate: Mon, 02 Mar 2026 09:30:00 +0000\n\nsecret")

    assert mailbox.letter(key) is None
