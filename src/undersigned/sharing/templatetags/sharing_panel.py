"""`{% share_panel share %}`: every way to pass a petition on, from its title, words and address."""

from collections.abc import Mapping
from typing import Any

from django import template

from undersigned.sharing import links as sharing_links

register = template.Library()


@register.inclusion_tag("sharing/panel.html")
def share_panel(share: Mapping[str, Any], fallback: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`share` may lack title, words and links (a signer's own address has only `url`): then `fallback`'s are used."""
    both = {**(fallback or {}), **(share or {})}
    url, title, words = both["url"], both.get("title", ""), both.get("words", "")
    return {
        "title": title,
        "words": words,
        "copy_url": sharing_links.tagged(url, "copy"),
        "share_url": sharing_links.tagged(url, "share"),
        "links": both.get("links") or sharing_links.links(url=url, title=title, words=words),
    }
