"""Links that hand a petition to somebody's own messenger. Plain addresses: nobody is asked before the click.

Each carries `?s=<channel>`, so that the organiser sees which way signatures came; a signer's own also `via=<code>`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy as _

_NONE: Mapping[str, str] = {}
_POSTS = ("x", "bluesky", "mastodon", "telegram")


@dataclass(frozen=True, slots=True)
class Link:
    channel: str
    label: str
    href: str


def links(*, url: str, title: str, words: str, own: Mapping[str, str] = _NONE) -> list[Link]:
    """One link a channel, the most personal first. `words` come before the address, `title` heads an email.

    `own`: what an organiser wrote in their place: "whatsapp", "sms", "post" (for all that take short ones), "email",
    and "subject".
    """
    subject = own.get("subject") or title
    return [
        Link(channel, str(label), href(tagged(url, channel), subject, said(channel, words, own)))
        for channel, label, href in _CHANNELS
    ]


def said(channel: str, words: str, own: Mapping[str, str]) -> str:
    """What stands before the address."""
    return own.get("post" if channel in _POSTS else channel) or words


def tagged(url: str, channel: str) -> str:
    """`url` with `s=<channel>` in its query, in place of any earlier source."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "s"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("s", channel)])))


def mastodon_path(url: str) -> str:
    """Our own page that asks which server to share on, beside the petition's: `/<slug>/mastodon`, with the same query.

    Without our host, so that nothing else can be meant by it.
    """
    parts = urlsplit(url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "s"])
    return urlunsplit(("", "", f"{parts.path}mastodon", query, ""))


def one_text(words: str, url: str) -> str:
    """For the places that take one text: the words, then the address."""
    return f"{words} {url}".strip()


def _address(start: str, **fields: str) -> str:
    # Messengers and mail programs show a plus sign as a plus: blanks must be %20.
    return start + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())


_Href = Callable[[str, str, str], str]
_CHANNELS: tuple[tuple[str, object, _Href], ...] = (
    ("whatsapp", _("WhatsApp"), lambda url, title, words: _address("https://wa.me/?", text=one_text(words, url))),
    # `?&body=`: one spelling that both kinds of phones read.
    ("sms", _("Text message"), lambda url, title, words: _address("sms:?&", body=one_text(words, url))),
    (
        "email",
        _("Email"),
        lambda url, title, words: _address("mailto:?", subject=title, body=f"{words}\r\n\r\n{url}".strip()),
    ),
    (
        "facebook",
        _("Facebook"),
        lambda url, title, words: _address("https://www.facebook.com/sharer/sharer.php?", u=url),
    ),
    ("x", _("X"), lambda url, title, words: _address("https://x.com/intent/post?", text=words, url=url)),
    (
        "bluesky",
        _("Bluesky"),
        lambda url, title, words: _address("https://bsky.app/intent/compose?", text=one_text(words, url)),
    ),
    ("mastodon", _("Mastodon"), lambda url, title, words: mastodon_path(url)),
    ("telegram", _("Telegram"), lambda url, title, words: _address("https://t.me/share/url?", url=url, text=words)),
)
# What links of ours may name as the way they went, as an organiser reads it.
NAMES: Mapping[str, Any] = {
    **{channel: label for channel, label, _href in _CHANNELS},
    "share": _("The phone’s share menu"),
    "copy": _("Copied link"),
    "qr": _("QR code"),
    "poster": _("Poster"),
    "sheet": _("Sign-up sheet"),
}
