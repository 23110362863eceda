"""A picture in all the sizes and formats that were made of it."""

from typing import Any

from django import template
from wagtail.images.models import Image

from undersigned.campaigns.look import renditions

register = template.Library()


@register.inclusion_tag("campaigns/picture.html")
def campaign_picture(image: Image | None, alt: str = "", *, is_first: bool = False) -> dict[str, Any]:
    """`is_first`: what a visitor sees first, to be fetched before all others. Nothing where nothing was made."""
    found = renditions.sources(image) if image else []
    return {"sources": found[:-1], "plain": found[-1] if found else None, "alt": alt, "is_first": is_first}


@register.filter
def poster(image: Image | None) -> str:
    """The address of the picture that a film shows until it plays."""
    found: dict[str, str] = {source.type: source.largest.url for source in renditions.sources(image)} if image else {}
    return found.get("image/webp") or found.get("image/jpeg", "")


@register.filter
def described(image: Image | None) -> str:
    """The words that its section has for it; empty where it only decorates, or was deleted since."""
    return "" if image is None or image.decorative else image.contextual_alt_text or ""
