"""A campaign's page as facts and as html. No request is needed: pages are baked without one.

What the editor previews is made by the same functions as what visitors get, byte for byte.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from undersigned.campaigns import address, linked_data, picture, stationery, wording
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.campaigns.sections import anchors
from undersigned.design import living
from undersigned.mail import compose
from undersigned.signing import count
from undersigned.voices import wall

NAV_LENGTH = 4
LOCALES = {"en": "en_US", "es": "es_ES"}  # as the Open Graph protocol names a language


def facts(page: CampaignPage) -> dict[str, Any]:
    """The plain dict `campaign` that every template gets. JSON-able; three queries beyond the page's own."""
    totals = _totals(page)
    with translation.override(page.language):
        return {
            **_who(page),
            **_when(page),
            **_what_is_signed(page),
            "slug": page.slug,
            "path": f"/{page.slug}/",
            "url": _url(page),
            "ask": page.title,
            "deck": page.deck,
            "language": page.language,
            "target": page.target,
            "postcode": _postcode(page.postcode_style),
            "share": {
                "title": wording.share_title(page.title),
                "words": page.share_words or wording.share_words(page.title),
                "url": _url(page),
            },
            "og_image": address.absolute(f"{settings.MEDIA_URL}{_picture(page, totals).name}"),
            "has_samples": totals.samples > 0,
            "nav": _nav(page),
        }


def campaign_html(page: CampaignPage, *, voices: Sequence[wall.Voice]) -> str:
    """The page with its living marks still in it. `voices`: the approved remarks, as `voices.wall` has them.

    After the close it has no form; whoever bakes it bakes it again then.
    """
    form = empty_form(page) if is_open(page, at=timezone.now()) else None
    campaign = facts(page)
    context = {
        "campaign": campaign,
        "page": page,
        "form": form,
        "voices": voices,
        "locale": LOCALES[page.language],
    }
    with translation.override(page.language):
        for block, anchor in zip(page.sections, anchors(page.sections), strict=True):
            block.anchor = anchor
        context["linked_data"] = linked_data.of(page, campaign=campaign, is_open=form is not None)
        return render_to_string("campaigns/campaign_page.html", context)


def home_html(home: HomePage, campaigns: list[dict[str, Any]]) -> str:
    """`campaigns`: the facts of the open ones. Rendered in the language of the installation."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {"page": home, "campaigns": campaigns, "url": address.absolute("/")}
        return render_to_string("public/home.html", context)


def finished_campaign(page: CampaignPage) -> str:
    """The page with today's remarks and count in it: what a visitor would get now."""
    voices = wall.approved(page.petition_id) if page.petition_id else []
    variant, values = count.living(_totals(page), target=page.target, language=page.language)
    return living.compose(campaign_html(page, voices=voices), variant=variant, values=values)


def finished_home(home: HomePage) -> str:
    return home_html(home, [facts(page) for page in CampaignPage.objects.live().child_of(home).order_by("pk")])


def picture_of(page: CampaignPage) -> picture.Picture:
    """What the page names as its picture. Whoever publishes the page has it drawn: `picture.provide`."""
    return _picture(page, _totals(page))


def is_open(page: CampaignPage, *, at: datetime) -> bool:
    return page.closes_at is None or at < page.closes_at


def empty_form(page: CampaignPage) -> dict[str, Any]:
    """The petition form before anything was typed."""
    return {
        "action": f"/{page.slug}/sign",
        "values": {"name": "", "email": "", "postcode": "", "updates": False},
        "problems": [],
        "by_field": {},
        "source": "",
        "via": "",
    }


def _who(page: CampaignPage) -> dict[str, Any]:
    paper = stationery.of(page)
    return {
        "addressed_to": page.addressed_to,
        "sponsor": page.sponsor,
        "paid_for_by": page.paid_for_by,
        "contact_email": page.contact_email,
        "postal_address": page.postal_address,
        "sender_name": paper.sender_name,
        "sender_address": paper.sender_address,
        "confirm_subject": compose.subject("confirm", paper),
    }


def _when(page: CampaignPage) -> dict[str, Any]:
    closes_at = page.closes_at
    return {
        "deadline": timezone.localtime(closes_at).date().isoformat() if closes_at else "",
        "closes_at": timezone.localtime(closes_at).isoformat() if closes_at else "",
        "closed_words": page.closed_words,
        "changed_at": _moment(page.last_published_at) if page.last_published_at else "",
    }


def _what_is_signed(page: CampaignPage) -> dict[str, Any]:
    petition = page.petition
    newest = petition.texts.order_by("-version").first() if petition else None
    return {
        "consent": wording.statements(page),
        "petition_text": page.petition_text,
        "text_version": petition.text_version if petition else 0,
        "wording_version": petition.wording_version if petition else 0,
        "text_published_at": _day(newest.published_at) if newest else "",
    }


def _postcode(style: str) -> dict[str, Any]:
    """How the form asks for it. Whatever the style, spaces and hyphens are the signer's own business."""
    styles = {
        "us": (_("ZIP code"), _("Five digits."), "numeric", 10),
        "uk": (pgettext("United Kingdom", "Postcode"), "", "text", 8),
        "es": (pgettext("Spain", "Postcode"), _("Five digits."), "numeric", 5),
        "any": (_("Postcode"), "", "text", 10),
    }
    label, hint, inputmode, maxlength = styles[style]
    return {"style": style, "label": label, "hint": hint, "inputmode": inputmode, "maxlength": maxlength}


def _nav(page: CampaignPage) -> list[dict[str, str]]:
    links = [{"href": "#sign", "label": _("Sign")}] if is_open(page, at=timezone.now()) else []
    for block, anchor in zip(page.sections, anchors(page.sections), strict=True):
        heading = block.value.get("heading", "")
        if heading:
            links.append({"href": f"#{anchor}", "label": heading.partition(":")[0]})  # the menu needs it short
    return links[:NAV_LENGTH]


def _picture(page: CampaignPage, totals: count.Totals) -> picture.Picture:
    return picture.of(page, totals=totals, is_open=is_open(page, at=timezone.now()))


def _url(page: CampaignPage) -> str:
    return address.absolute(f"/{page.slug}/")


def _totals(page: CampaignPage) -> count.Totals:
    return count.current(page.petition_id) if page.petition_id else count.Totals(0)


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
