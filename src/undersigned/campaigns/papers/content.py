"""What stands on a campaign's papers: plain values in the campaign's language, in letters that our fonts have.

Paper has no deadline that passes by itself: once a petition is closed there are none.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from undersigned.campaigns import address, lettering
from undersigned.campaigns.look import theming
from undersigned.sharing import links, qr

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage

KINDS = ("poster", "sheet")
HERE = Path(__file__).resolve().parent
_LONG_WORD = re.compile(r"\S{40}(?=\S)")  # where it may break, or it would run off the sheet
SHORT = 700  # characters: a longer text stands on the back of the sheet
ROWS = 10
ASK_SIZES = ((40, 54), (80, 42), (140, 30), (255, 20))  # up to so many characters, in points


@dataclass(frozen=True, slots=True)
class Paper:
    kind: str
    data: dict[str, Any]
    digest: str  # another one: another paper


def of(page: "CampaignPage") -> list[Paper]:
    """Poster and sheet; none after the close, nor where a letter is one that our fonts lack."""
    if page.closes_at is not None and page.closes_at <= timezone.now():
        return []
    with translation.override(page.language):
        try:
            return [_paper(kind, page) for kind in KINDS]
        except LookupError:
            return []


def _paper(kind: str, page: "CampaignPage") -> Paper:
    data = {**_both(page, kind), **(_poster(page) if kind == "poster" else _sheet(page))}
    digest = hashlib.sha256(json.dumps([_template(kind), data]).encode()).hexdigest()
    return Paper(kind, data, digest)


@lru_cache
def _template(kind: str) -> str:
    return (HERE / f"{kind}.typ").read_text()


def _both(page: "CampaignPage", kind: str) -> dict[str, Any]:
    url = address.absolute(page.visited_at)
    look = theming.facts(page)
    run_by = _("This petition is run by %(sponsor)s.") % {"sponsor": page.sponsor}
    if page.paid_for_by:
        run_by += " " + _("Paid for by %(payer)s.") % {"payer": page.paid_for_by}
    return {
        "paper": "us-letter" if page.postcode_style == page.PostcodeStyle.US else "a4",
        "language": page.language,
        "ground": f"#{look['ground']}",
        "accent": f"#{look['mark']}",
        "ask": _set(page.title, "serif"),
        "to": _set(_("To: %(addressee)s") % {"addressee": page.addressed_to}),
        "sponsor": _set(page.sponsor),
        "run_by": _set(run_by),
        "is_wordy": len(run_by) > 160,
        "url": url,
        "address": _set(url.partition("://")[2].rstrip("/")),
        "code": _code(links.tagged(url, kind)),
        "code_alt": _("QR code of this petition"),
    }


def _poster(page: "CampaignPage") -> dict[str, Any]:
    return {
        "ask_size": next(size for most, size in ASK_SIZES if len(page.title) <= most),
        "deck": _set(page.deck),
        "is_full": len(page.title + page.deck + page.addressed_to) > 480,
        "deck_size": 19 if len(page.deck) <= 200 else 14,
        "call": _("Sign the petition"),
    }


def _sheet(page: "CampaignPage") -> dict[str, Any]:
    text = [_set(paragraph) for paragraph in page.petition_text.split("\n\n") if paragraph.strip()]
    is_short = len(page.petition_text) <= SHORT
    is_us = page.postcode_style == page.PostcodeStyle.US
    return {
        "text": text if is_short else [_("The full text of the petition is on the back of this sheet.")],
        "full": [] if is_short else text,
        "full_title": _("The full text of the petition"),
        "consent": _set(_consent(page)),
        "rows": ROWS,
        "columns": [
            _("Full name"),
            _("Address and ZIP code") if is_us else _("Address and postcode"),
            _("Signature"),
            _("Date"),
        ],
        "notice": _set(_notice(page)),
        "collector": [_("Collected by"), _("Place"), _("Date")],
    }


def _consent(page: "CampaignPage") -> str:
    # As on the page (see `wording`), for what is asked on paper.
    return _(
        "By signing I add my name to this petition to %(recipient)s. I agree that %(sponsor)s uses my name, address and"
        " signature for it, and I know that my signature may show a political opinion."
    ) % {"recipient": page.addressed_to, "sponsor": page.sponsor}


def _notice(page: "CampaignPage") -> str:
    # Not the page's sentence: a sheet shows whoever receives it all that is on it.
    given = _("This sheet is given to %(recipient)s.") % {"recipient": page.addressed_to}
    reached = ", ".join(one for one in (*page.postal_address.split("\n"), page.contact_email) if one.strip())
    return f"{given} " + _("%(sponsor)s answers for the data on it: %(contact)s. How it is used: %(address)s") % {
        "sponsor": page.sponsor,
        "contact": reached,
        "address": address.absolute(f"{page.visited_at}privacy"),
    }


def _set(text: str, face: lettering.Face = "sans") -> str:
    """In one line, without the signs that the font lacks. Raises `LookupError` where it lacks a letter."""
    kept = lettering.drawable(text, face)
    if text.strip() and not kept:
        raise LookupError(face)
    return _LONG_WORD.sub("\\g<0>\u200b", kept)


def _code(url: str) -> str:
    code = qr.drawing(url)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.side} {code.side}">'
        f'<path stroke="#000" d="{code.dark}"/></svg>'
    )
