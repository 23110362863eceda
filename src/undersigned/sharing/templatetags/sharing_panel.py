"""`{% share_panel share %}`: every way to pass a petition on. `{% ask_to_share share later="#next" %}`: asks first."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import template

from undersigned.sharing import links as sharing_links

register = template.Library()


@register.inclusion_tag("sharing/panel.html")
def share_panel(share: Mapping[str, Any], fallback: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`share` may lack title and words (a signer's own address has only `url`): then `fallback`'s are used.

    With a `qr` in it, the panel has that code too.
    """
    both = {**(fallback or {}), **(share or {})}
    url, title, words = both["url"], both.get("title", ""), both.get("words", "")
    return {
        "title": title,
        "words": words,
        "url": url,
        "copy_url": sharing_links.tagged(url, "copy"),
        "share_url": sharing_links.tagged(url, "share"),
        "links": sharing_links.links(url=url, title=title, words=words, own=both.get("own", {})),
        "qr": both.get("qr"),
        "papers": urlsplit(url).path if both.get("has_papers") else "",
    }


@register.inclusion_tag("sharing/ask.html")
def ask_to_share(share: Mapping[str, Any], fallback: Mapping[str, Any] | None = None, *, later: str) -> dict[str, Any]:
    """One question first; Yes opens the panel, Not now leads to `later`. Who was asked shares more often."""
    return {**share_panel(share, fallback), "later": later}
