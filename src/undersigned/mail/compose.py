"""Turns a queued letter into a message: the petition's stationery, the default words where it has none, both parts.

All of a letter but the address, the links and the code depends on its stationery and its kind alone. That is made once
for many letters, up to the bytes, as a form with gaps that each letter fills: it costs a twentieth. A form is made anew
for every round of letters, so that it is never older than that.

Nothing that a stranger typed is in any letter, not even the signer's name: a form that mails must not carry messages.
"""

import re
import secrets
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, formatdate, make_msgid
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers
from django.core.mail.utils import DNS_NAME
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from undersigned.mail.models import Stationery

SUBJECT_LENGTH = 120
LINKS = ("page_url", "confirm_url", "withdraw_url", "code", "site_host")
SOFT_BREAK = b"=\r\n"  # RFC 2045 §6.7: a line break that is none; around each gap, so that no line gets too long
_EDGE = secrets.token_hex(8)  # nobody can write it into a wording: it is another one each time the product starts
_GAP = re.compile(rf"{_EDGE}_(\w+?)_{_EDGE}".encode())


@dataclass(frozen=True, slots=True)
class Contents:
    """What is one signer's own in a letter. `links`: addresses and code by name."""

    to: str
    links: Mapping[str, str]


class Written(EmailMessage):
    """A message whose bytes are made already."""

    def __init__(self, content: bytes, *, sender: str, to: str) -> None:
        super().__init__(from_email=sender, to=[to])
        self.content = content

    def message(self) -> "_Finished":  # type: ignore[override]  # all that a backend wants of it is `as_bytes`
        return _Finished(self.content)


@dataclass(frozen=True, slots=True)
class Form:
    """A letter of one kind on one stationery, but for what is the signer's own: that stands between the pieces."""

    sender: str
    pieces: tuple[bytes, ...]
    gaps: tuple[str, ...]  # the name of the one behind each piece but the last

    def filled(self, contents: Contents) -> Written:
        """Raises `KeyError` where a link is missing, `BadHeaderError` for an address that would be another header."""
        _, to = forbid_multi_line_headers("To", contents.to, "utf-8")
        own = {"to": to.encode(), "date": formatdate().encode(), "id": make_msgid(domain=str(DNS_NAME)).encode()}
        for name, value in (*contents.links.items(), ("site_host", urlsplit(contents.links["page_url"]).netloc)):
            own[f"text_{name}"] = _quoted(value)
            own[f"html_{name}"] = _quoted(escape(value))
        filled = [own[gap] + piece for gap, piece in zip(self.gaps, self.pieces[1:], strict=True)]
        return Written(b"".join([self.pieces[0], *filled]), sender=self.sender, to=contents.to)


def form(kind: str, stationery: Stationery) -> Form:
    """`kind`: "confirm" or "already". Raises `ValueError` for a sender's address that is none."""
    with translation.override(stationery.language):
        context = {
            "ask": stationery.ask,
            "words": _paragraphs(getattr(stationery, f"{kind}_words")) or default_words(kind),
            "paid_for_by": stationery.paid_for_by,
            "sender_name": stationery.sender_name,
            "language": stationery.language,
        }
        text = render_to_string(f"mail/{kind}.txt", context | {name: _gap(f"text_{name}") for name in LINKS})
        html = render_to_string(f"mail/{kind}.html", context | {name: _gap(f"html_{name}") for name in LINKS})
        sender = formataddr((_one_line(stationery.sender_name), stationery.sender_address))
        frame = EmailMultiAlternatives(
            subject=subject(kind, stationery),
            body=_gap("text"),
            from_email=sender,
            reply_to=[stationery.reply_to] if stationery.reply_to else None,
            headers={
                "To": _gap("to"),
                "Date": _gap("date"),
                "Message-ID": _gap("id"),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
    frame.attach_alternative(_gap("html"), "text/html")
    whole = _with_parts(frame, text=text, html=html)
    found = _GAP.split(whole)
    return Form(sender, pieces=tuple(found[::2]), gaps=tuple(gap.decode() for gap in found[1::2]))


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


@dataclass(frozen=True, slots=True)
class _Finished:
    content: bytes

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:  # noqa: ARG002, FBT001, FBT002  as Django's
        return self.content if linesep == "\r\n" else self.content.replace(b"\r\n", linesep.encode())


def _gap(name: str) -> str:
    return f"{_EDGE}_{name}_{_EDGE}"


def _with_parts(frame: EmailMultiAlternatives, *, text: str, html: str) -> bytes:
    """The frame's headers; the parts in an encoding that stands gaps."""
    message: Any = frame.message()
    for part in message.get_payload():
        part.replace_header("Content-Transfer-Encoding", "quoted-printable")
    whole: bytes = message.as_bytes(linesep="\r\n")
    for name, words in (("text", text), ("html", html)):
        whole = whole.replace(_gap(name).encode(), _quoted_around_gaps(words))
    return whole


def _quoted_around_gaps(words: str) -> bytes:
    found = _GAP.split(words.encode())
    quoted = [_gap(part.decode()).encode() if place % 2 else _quoted(part) for place, part in enumerate(found)]
    return SOFT_BREAK.join(quoted)


def _quoted(words: str | bytes) -> bytes:
    """RFC 2045 §6.7, with the line breaks of mail."""
    raw = words.encode() if isinstance(words, str) else words
    return b2a_qp(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")


def _one_line(words: str) -> str:
    """For a header: a line break in it would begin the next one."""
    return " ".join(words.split())


def _paragraphs(words: str) -> list[str]:
    return [paragraph.strip() for paragraph in words.replace("\r\n", "\n").split("\n\n") if paragraph.strip()]
