"""An update as a letter, before anybody gets it: to look at, and to send to oneself."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext

from undersigned.campaigns.languages import names
from undersigned.updates import letters
from undersigned.updates.models import Update, Words

NOBODYS = "signer@example.org"


@dataclass(frozen=True, slots=True)
class Preview:
    """In one language, as a mail program shows it."""

    language: str
    name: str
    sender: str
    subject: str
    html: str
    text: str


def previews(update: Update) -> list[Preview]:
    """The petition's own language first."""
    texts = sorted(update.texts.select_related("update__petition"), key=lambda text: (not _is_own(text), text.language))
    return [_preview(text) for text in texts]


def send_test(text: Words, *, to: str) -> None:
    """At once, and without the outbox. Raises `smtplib`'s errors and `OSError`."""
    with translation.override(text.language):
        text.subject = gettext("Test: %(subject)s") % {"subject": text.subject}
    get_connection().send_messages([_written(text, to=to)])


def _preview(text: Words) -> Preview:
    message: Any = message_from_bytes(_written(text, to=NOBODYS).message().as_bytes(), policy=policy.default)
    html, plain = (message.get_body((kind,)).get_content() for kind in ("html", "plain"))
    return Preview(
        text.language, names.own(text.language), str(message["From"]), str(message["Subject"]), html, plain.strip()
    )


def _written(text: Words, *, to: str) -> Any:
    return letters.specimen(
        text, to=to, site_url=settings.WAGTAILADMIN_BASE_URL, key=settings.MASTER_KEYS.token, at=timezone.now()
    )


def _is_own(text: Words) -> bool:
    own: bool = text.language == text.update.petition.language
    return own
