"""An invented campaign for the gallery: a page that is never stored, and what its signers would see and type."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns import render
from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.sections import Sections
from undersigned.sharing import links, qr
from undersigned.signing import count
from undersigned.voices import recent, wall

NAME = "Rosa María de Córdoba"
EMAIL = "rosa.maria.de.cordoba@example.org"
CODE = "abcd2345"
SIGNERS: list[recent.Recent] = [{"name": "Rosa", "is_today": True}, {"name": "Theo", "is_today": False}]
WORDS: dict[str, Any] = {
    "title": gettext_lazy("The council should keep the library open on Sundays"),
    "deck": gettext_lazy("One salary keeps the doors open. The council decides before the year ends."),
    "addressed_to": gettext_lazy("The city council"),
    "sponsor": gettext_lazy("Friends of the library (an invented group)"),
    "paid_for_by": gettext_lazy("its members"),
    "petition_text": gettext_lazy("We ask the council to keep the doors open.\n\nSundays are for books."),
    "privacy_notice": gettext_lazy("<p>We keep your name until the council has answered.</p>"),
    "purpose": gettext_lazy("to hand this petition to the council, and to count each person once"),
    "deleted_when": gettext_lazy("six months after the council has answered"),
    "kept_in": gettext_lazy("the country of the library"),
    "authority": gettext_lazy("the data protection authority"),
    "closed_words": gettext_lazy("The council has read the petition and answers next month."),
}


def page(language: str, **changes: Any) -> CampaignPage:
    """Open for a month, with one of every section that the block picker can show."""
    with translation.override(language):
        fields = {name: str(words) for name, words in WORDS.items()} | {
            "slug": "specimen",
            "language": language,
            "contact_email": "hello@example.org",
            "postal_address": "12 Example Street",
            "hands_over": "postcodes",
            "target": 2_000,
            "first_published_at": timezone.now() - timedelta(days=60),
            "closes_at": timezone.now() + timedelta(days=30),
            "sections": sections(),
        }
        # A place in the tree that no stored page has.
        return CampaignPage(**{**fields, **changes}, path="zzzz", depth=DEPTH)


def sections() -> list[tuple[str, Any]]:
    """In the language that is active."""
    return [(name, value(block)) for name, block in Sections().child_blocks.items() if block.is_previewable]


def value(block: Any) -> Any:
    """Of a section, as the block picker shows it, in the language that is active."""
    return block.to_python(_said(block.get_prep_value(block.get_preview_value())))


def _said(raw: Any) -> Any:
    """With words in place of promises of words."""
    if isinstance(raw, dict):
        return {name: _said(each) for name, each in raw.items()}
    if isinstance(raw, list):
        return [_said(each) for each in raw]
    return str(raw) if isinstance(raw, Promise) else raw


def voices(language: str) -> list[wall.Voice]:
    with translation.override(language):
        words = [
            _("We go every Sunday after lunch, and so do our neighbours."),
            _("It is warm there, and nobody asks me to buy anything."),
        ]
    return [{"words": each, "shown_as": "Rosa", "language": language, "is_sample": True} for each in words]


def form(of: CampaignPage, *, problem: str = "") -> dict[str, Any]:
    empty = render.empty_form(of)
    values = {**empty["values"], "name": NAME, "email": EMAIL.partition("@")[0] if problem else EMAIL}
    return {**empty, "values": values, **_problems("email", problem)}


def _problems(field: str, sentence: str) -> dict[str, Any]:
    if not sentence:
        return {"problems": [], "by_field": {}}
    return {"problems": [{"field": field, "sentence": sentence}], "by_field": {field: sentence}}


def check(campaign: dict[str, Any], **changes: str) -> dict[str, Any]:
    return {
        "first_name": "Rosa",
        "email": EMAIL,
        "sender_address": campaign["sender_address"],
        "subject": campaign["confirm_subject"],
        "action": "",
        "resend_action": "",
        "problem": "",
        "note": "",
        "mailbox_url": "",
        "share": campaign["share"],
        **changes,
    }


def signed(campaign: dict[str, Any], *, state: str = "open", problem: str = "", brought: int = 0) -> dict[str, Any]:
    url = f"{campaign['share']['url']}?via={CODE}"
    code = qr.svg(qr.drawing(links.tagged(url, "qr")))
    return {
        "number": count.formatted(1_205, campaign["language"]),
        "first_name": "Rosa",
        "name": NAME,
        "postcode": "06103",
        "withdraw_url": "",
        "share": {"url": url, "qr": f"data:image/svg+xml,{quote(code)}"},
        "brought": brought,
        "brought_shown": str(brought),
        "remark": {
            "action": "",
            "values": {"words": "", "shown_as": "Rosa", "may_publish": False},
            **_problems("words", problem),
            "state": state,
        },
    }


def mine(campaign: dict[str, Any], *, problem: str = "") -> dict[str, Any]:
    """Of somebody who has done a thing or two there."""
    signed_on = timezone.now() - timedelta(days=9)
    return {
        "action": "#",
        "state": "confirmed",
        "done": "" if problem else "show-name",
        "signature": {
            "name": NAME,
            "email": EMAIL,
            "postcode": "06103",
            "number": 1_205,
            "signed_on": signed_on,
            "confirmed_on": signed_on,
        },
        "may_correct": True,
        "may_rename": False,
        "wants_news": True,
        "shows_name": True,
        "agreed": [{"box": "further_1", "sentence": campaign["consent"]["updates"]}],
        "remark": campaign["petition_text"],
        "packets": 1,
        "acts": [{"did": "name-shown", "on": timezone.now()}],
        "values": {"name": NAME, "postcode": "06103"},
        **_problems("postcode", problem),
    }


def mine_ask(_campaign: dict[str, Any]) -> dict[str, Any]:
    return {"action": "#", "typed": EMAIL, "problem": ""}


def mastodon(campaign: dict[str, Any], **changes: str) -> dict[str, Any]:
    text = links.one_text(campaign["share"]["words"], campaign["share"]["url"])
    return {"action": "", "typed": "", "via": CODE, "problem": "", "host": "", "href": "", "text": text, **changes}
