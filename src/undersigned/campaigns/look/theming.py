"""How a campaign differs from the house's look: its theme from the page's fields, and what is wrong with them."""

import math
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.look import renditions
from undersigned.design import colour, theme
from undersigned.design.theme import Faint, Headings, Theme

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage

HEADINGS: dict[str, Headings] = {name: name for name in theme.DISPLAY}
MISSPELLED = gettext_lazy("Write a colour as # and six signs, such as #0a5c50: figures, and letters from a to f.")


def of(page: "CampaignPage") -> Theme:
    """What a draft holds that is no colour is passed over."""
    return Theme(
        action=_known(page.action_colour),
        accent=_known(page.accent_colour),
        headings=HEADINGS.get(page.headings, theme.HOUSE.headings),
    )


def facts(page: "CampaignPage") -> dict[str, Any]:
    """The part `look` of what every template gets. JSON-able; a query where there is a logo."""
    own, logo = of(page), renditions.logo(page.logo) if page.logo else None
    colours = theme.tokens(own)
    return {
        "style": theme.style(own, has_logo=logo is not None),
        "logo": logo,
        "ground": colours["hero"][0].removeprefix("#"),
        "mark": colours["accent"][0].removeprefix("#"),
    }


def tidy(page: "CampaignPage") -> None:
    page.action_colour, page.accent_colour = page.action_colour.lower(), page.accent_colour.lower()


def problems(page: "CampaignPage") -> dict[str, Any]:
    """Sentences by field."""
    fields = ("action_colour", "accent_colour")
    found: dict[str, Any] = {name: MISSPELLED for name in fields if not _is_right(getattr(page, name))}
    action, accent = _known(page.action_colour), _known(page.accent_colour)
    faint = theme.faint_action(action) if action else None
    if faint:
        sentence = _(
            "On the page this colour has a contrast of %(ratio)s to 1. Words that everybody can read need 4.5 to 1."
            " The nearest shade that has it: %(offer)s"
        )
        found["action_colour"] = sentence % _told(faint)
    faint = theme.faint_accent(accent, action=action) if accent else None
    if faint:
        sentence = _(
            "On the dark top of the page this colour has a contrast of %(ratio)s to 1. Words that everybody can read"
            " need 4.5 to 1. The nearest shade that has it: %(offer)s"
        )
        found["accent_colour"] = sentence % _told(faint)
    return found


def _told(faint: Faint) -> dict[str, str]:
    # Rounded down: 4.49 is not 4.5.
    return {"ratio": number_format(math.floor(faint.ratio * 10) / 10, 1), "offer": faint.offer}


def _known(text: str) -> str:
    return text if colour.is_spelled(text) else ""


def _is_right(text: str) -> bool:
    return not text or colour.is_spelled(text)
