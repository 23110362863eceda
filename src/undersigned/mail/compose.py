"""Turns a queued letter into a message: the petition's stationery, the default words where it has none, both parts.

All of a letter but the address, the links and the code depends on its stationery and its kind alone. That is made once
for many letters, up to the bytes, as a form with gaps that each letter fills: it costs a twentieth. A form is made anew
for every round of letters, so that it is never older than that.

Nothing that a stranger typed is in any letter, not even the signer's name: a form that mails must not carry messages.
"""

import re
import secrets
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
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

from undersigned.mail import own_page
from undersigned.mail.models import Letter, Stationery

SUBJECT_LENGTH = 120
LINKS = (
    "page_url", "confirm_url", "withdraw_url", "unsubscribe_url", "never_url", "own_url", "code", "entry", "site_host",
)  # fmt: skip
SOFT_BREAK = b"=\r\n"  # RFC 2045 §6.7: a line break that is none; around each gap, so that no line gets too long
FILE = secrets.token_bytes(24)  # in the place of a file; in base64 it takes one line
_EDGE = secrets.token_hex(8)  # nobody can write it into a wording: it is another one each time the product starts
_GAP = re.compile(rf"{_EDGE}_(\w+?)_{_EDGE}".encode())


class Unwanted(Exception):
    """Whom the letter goes to does not want it any more: it is not sent, and not kept."""


class Later(Exception):
    """It waits: so many went to its domain just now, or what it brings is not there yet. No attempt is counted."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"in {wait}")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class News:
    """An update's own words, the same in all letters in one language."""

    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along. `name` is ours: letters, digits, dots, dashes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What is one signer's own in a letter. `links`: addresses and code by name. `news`: what an update says.

    `attached`: of a kind "receipt".
    """

    to: str
    links: Mapping[str, str]
    news: News | None = None
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """By what a letter is known when it comes back. `path`: where to; empty: to its sender."""

    token: str = ""
    path: str = ""


class Written(EmailMessage):
    """A message whose bytes are made already."""

    def __init__(self, content: bytes, *, sender: str, to: str, return_path: str = "") -> None:
        super().__init__(from_email=sender, to=[to])
        self.content = content
        self.return_path = return_path  # of the envelope, where it is not the sender; see `mail.returned`

    def message(self) -> "_Finished":  # type: ignore[override]  # all that a backend wants of it is `as_bytes`
        return _Finished(self.content)


@dataclass(frozen=True, slots=True)
class Form:
    """A letter of one kind on one stationery, but for what is the signer's own: that stands between the pieces."""

    sender: str
    pieces: tuple[bytes, ...]
    gaps: tuple[str, ...]  # the name of the one behind each piece but the last

    def filled(self, contents: Contents, back: Back = Back()) -> Written:
        """Raises `KeyError` where a link is missing, `BadHeaderError` for an address that would be another header."""
        _, to = forbid_multi_line_headers("To", contents.to, "utf-8")
        own = {"to": to.encode(), "date": formatdate().encode()}
        own["id"] = f"<{back.token}@{DNS_NAME}>".encode() if back.token else make_msgid(domain=str(DNS_NAME)).encode()
        site = urlsplit(contents.links["page_url"])
        own["list"] = (site.hostname or "").encode()
        own["unsubscribe"] = (contents.links.get("unsubscribe_url") or contents.links.get("never_url", "")).encode()
        for name, value in (*contents.links.items(), ("site_host", site.netloc)):
            own[f"text_{name}"] = _quoted(value)
            own[f"html_{name}"] = _quoted(escape(value))
        if contents.attached:
            packed = encodebytes(contents.attached.data).replace(b"\n", b"\r\n").rstrip()
            own |= {"file_name": contents.attached.name.encode(), "file_data": packed}
        filled = [own[gap] + piece for gap, piece in zip(self.gaps, self.pieces[1:], strict=True)]
        return Written(b"".join([self.pieces[0], *filled]), sender=self.sender, to=contents.to, return_path=back.path)


def form(kind: str, stationery: Stationery, news: News | None = None) -> Form:
    """`kind`: "confirm", "already", "receipt", which has a file attached, or "update", which has `news`.

    Raises `ValueError` for a sender's address that is none.
    """
    with translation.override(stationery.language):
        context = {
            "ask": stationery.ask,
            "subject": news.subject if news else "",
            "words": _words(kind, stationery, news),
            "paid_for_by": stationery.paid_for_by,
            "sender_name": stationery.sender_name,
            "language": stationery.language,
        }
        called = own_page.template(kind)
        text = render_to_string(f"mail/{called}.txt", context | {name: _gap(f"text_{name}") for name in LINKS})
        html = render_to_string(f"mail/{called}.html", context | {name: _gap(f"html_{name}") for name in LINKS})
        sender = formataddr((_one_line(stationery.sender_name), stationery.sender_address))
        frame = EmailMultiAlternatives(
            subject=_one_line(news.subject)[:SUBJECT_LENGTH] if news else subject(kind, stationery),
            body=_gap("text"),
            from_email=sender,
            reply_to=[stationery.reply_to] if stationery.reply_to else None,
            headers={
                "To": _gap("to"),
                "Date": _gap("date"),
                "Message-ID": _gap("id"),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                **_way_out(stationery, is_news=news is not None),
            },
        )
    frame.attach_alternative(_gap("html"), "text/html")
    if kind == Letter.RECEIPT:
        frame.attach(_gap("file_name"), FILE, "application/octet-stream")
    whole = _with_parts(frame, text=text, html=html)
    found = _GAP.split(whole)
    return Form(sender, pieces=tuple(found[::2]), gaps=tuple(gap.decode() for gap in found[1::2]))


def subject(kind: str, stationery: Stationery) -> str:
    """The organiser's own, or the default, in the language that is active."""
    if own_page.is_own(kind):
        return _one_line(own_page.subject(kind) % {"ask": stationery.ask})[:SUBJECT_LENGTH]
    typed: str = getattr(stationery, f"{kind}_subject", "")
    defaults = {
        "confirm": gettext("Confirm your signature: %(ask)s"),
        "already": gettext("You have already signed: %(ask)s"),
        "receipt": gettext("Your receipt: %(ask)s"),
    }
    return _one_line(typed or defaults[kind] % {"ask": stationery.ask})[:SUBJECT_LENGTH]


def default_words(kind: str) -> list[str]:
    """The opening paragraphs, in the language that is active."""
    if own_page.is_own(kind):
        return own_page.words(kind)
    if kind == "confirm":
        return [gettext("Thank you for signing. Your signature counts once you confirm that this address is yours.")]
    if kind == Letter.RECEIPT:
        return [
            gettext(
                "Your signature counts. The petition’s public log has it, and the file with this letter proves that."
            ),
            gettext("Keep the file to yourself, for it holds your name and your email address."),
        ]
    return [
        gettext("Somebody, most likely you, has just signed this petition with your email address again."),
        gettext("Your signature is already counted, once. There is nothing more to do."),
    ]


def _words(kind: str, stationery: Stationery, news: News | None) -> list[str]:
    own = news.words if news else getattr(stationery, f"{kind}_words", "")
    return _paragraphs(own) or default_words(kind)


def _way_out(stationery: Stationery, *, is_news: bool) -> dict[str, str]:
    """Of news: no more of them. Of any other letter, which nobody has subscribed to: no letter from here any more."""
    return {
        **({"List-Id": f"<{stationery.slug}.{_gap('list')}>"} if is_news else {}),  # RFC 2919 §2
        "List-Unsubscribe": f"<{_gap('unsubscribe')}>",  # RFC 2369 §3.2
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058 §3.1
    }


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
    for part in message.walk():
        if part.get_content_maintype() == "text":
            part.replace_header("Content-Transfer-Encoding", "quoted-printable")
    whole: bytes = message.as_bytes(linesep="\r\n")
    whole = whole.replace(encodebytes(FILE).rstrip(), _gap("file_data").encode())
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
