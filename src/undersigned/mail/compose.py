"""Turns a queued letter into a message: the petition's stationery, the default words where it has none, both parts.

Nothing that a stranger typed is in any letter, not even the signer's name: a form that mails must not carry messages.
"""

from collections.abc import Mapping
from email.utils import formataddr
from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from undersigned.mail.models import Stationery

SUBJECT_LENGTH = 120


def message(*, kind: str, stationery: Stationery, to: str, links: Mapping[str, str]) -> EmailMultiAlternatives:
    """`kind`: "confirm" or "already". `links`: addresses and code by name, from `signing.letters`."""
    with translation.override(stationery.language):
        context = {
            **links,
            "ask": stationery.ask,
            "words": _paragraphs(getattr(stationery, f"{kind}_words")) or default_words(kind),
            "paid_for_by": stationery.paid_for_by,
            "sender_name": stationery.sender_name,
            "site_host": urlsplit(links["page_url"]).netloc,
            "language": stationery.language,
        }
        letter = EmailMultiAlternatives(
            subject=subject(kind, stationery),
            body=render_to_string(f"mail/{kind}.txt", context),
            from_email=formataddr((_one_line(stationery.sender_name), stationery.sender_address)),
            to=[to],
            reply_to=[stationery.reply_to] if stationery.reply_to else None,
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        letter.attach_alternative(render_to_string(f"mail/{kind}.html", context), "text/html")
    return letter


def subject(kind: str, stationery: Stationery) -> str:
    """The organiser's own, or the default, in the language that is active."""
    own: str = getattr(stationery, f"{kind}_subject")
    defaults = {
        "confirm": gettext("Confirm your signature: %(ask)s"),
        "already": gettext("You have already signed: %(ask)s"),
    }
    return _one_line(own or defaults[kind] % {"ask": stationery.ask})[:SUBJECT_LENGTH]


def default_words(kind: str) -> list[str]:
    """The opening paragraphs, in the language that is active."""
    if kind == "confirm":
        return [gettext("Thank you for signing. Your signature counts once you confirm that this address is yours.")]
    return [
        gettext("Somebody, most likely you, has just signed this petition with your email address again."),
        gettext("Your signature is already counted, once. There is nothing more to do."),
    ]


def _one_line(words: str) -> str:
    """For a header: a line break in it would begin the next one."""
    return " ".join(words.split())


def _paragraphs(words: str) -> list[str]:
    return [paragraph.strip() for paragraph in words.replace("\r\n", "\n").split("\n\n") if paragraph.strip()]
