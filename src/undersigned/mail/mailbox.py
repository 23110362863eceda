"""The demonstration's mailbox: letters go to a folder (Maildir) instead of a mail server, and can be read from it."""

import mailbox
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_adding = threading.Lock()  # the courier's threads come together, and Maildir's names are made for one at a time


@dataclass(frozen=True, slots=True)
class Received:
    """One letter as a mail program shows it."""

    key: str
    sender: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


class MailboxBackend(BaseEmailBackend):
    """Django's interface to it. The only transport where no mail server is set."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with _adding:
            folder = mailbox.Maildir(_folder())
            for message in email_messages:
                folder.add(message.message().as_bytes())
        return len(email_messages)


def letters() -> list[Received]:
    """All of them, newest first."""
    folder = mailbox.Maildir(_folder())
    found = [_read(key, folder.get_bytes(key)) for key in folder.keys()]  # noqa: SIM118  a Maildir is no mapping
    return sorted(found, key=lambda letter: (letter.at, letter.key), reverse=True)


def letter(key: str) -> Received | None:
    """None where there is none of that key; the key never becomes a path."""
    folder = mailbox.Maildir(_folder())
    return _read(key, folder.get_bytes(key)) if key in folder.keys() else None  # noqa: SIM118


def forget(words: Sequence[str]) -> int:
    """Removes every letter in which one of these stands; how many. Where letters go to a mail server: nothing."""
    root: Path = settings.MAILBOX_ROOT
    if not root.exists():
        return 0
    folder, gone = mailbox.Maildir(root), 0
    for key in list(folder.keys()):
        found = _read(key, folder.get_bytes(key))
        if any(word.casefold() in f"{found.to} {found.text} {found.html}".casefold() for word in words):
            folder.discard(key)
            gone += 1
    return gone


def _folder() -> Path:
    root: Path = settings.MAILBOX_ROOT
    root.parent.mkdir(parents=True, exist_ok=True)
    return root


def _read(key: str, raw: bytes) -> Received:
    message: ParsedMessage = message_from_bytes(raw, policy=policy.default)
    return Received(
        key=key,
        sender=str(message["From"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=message["Date"].datetime,
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: ParsedMessage, subtype: str) -> str:
    part: Any = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
