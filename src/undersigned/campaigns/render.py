"""A campaign's page as facts and as html. No request is needed: pages are baked without one.

What the editor previews is made by the same functions as what visitors get, byte for byte.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from undersigned.campaigns import address, consent, linked_data, picture, share_words, stationery, wording
from undersigned.campaigns.languages import names
from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.look import renditions, theming
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.campaigns.outcome import steps as outcome
from undersigned.campaigns.outcome.fields import RECORDED
from undersigned.campaigns.papers import content as papers
from undersigned.campaigns.sections import anchors
from undersigned.design import living
from undersigned.mail import compose
from undersigned.offline import parts
from undersigned.signing import count
from undersigned.updates import shown
from undersigned.voices import recent, wall

NAV_LENGTH = 4
DESCRIPTION_LENGTH = 400


def facts(page: CampaignPage) -> dict[str, Any]:
    """The plain dict `campaign` that every template gets. JSON-able; a few queries beyond the page's own."""
    totals = _totals(page)
    with translation.override(page.language):
        return {
            **_who(page),
            **_when(page),
            **_what_is_signed(page),
            "slug": page.original.slug,
            "path": page.visited_at,
            "url": _url(page),
            "ask": page.title,
            "deck": page.deck,
            "description": _description(page),
            "outcome": outcome.facts(page),
            "updates": shown.facts(page.petition_id, page.language) if page.petition_id else [],
            "language": page.language,
            "languages": _languages(page),
            "target": count.formatted(page.target, page.language) if page.target else "",
            "postcode": _postcode(page.postcode_style),
            "hands_over": page.hands_over,
            "card": consent.card(page),
            "share": share(page),
            "og_image": address.absolute(f"{settings.MEDIA_URL}{_picture(page, totals).name}"),
            "has_samples": totals.samples > 0,
            "parts": _parts(page),
            "look": theming.facts(page),
            "nav": _nav(page),
        }


def campaign_html(page: CampaignPage, *, voices: Sequence[wall.Voice], signers: Sequence[recent.Recent] = ()) -> str:
    """The page with its living marks still in it. `voices`, `signers`: as `voices.wall` and `voices.recent` have them.

    After the close it has no form; whoever bakes it bakes it again then.
    """
    form = empty_form(page) if is_open(page, at=timezone.now()) else None
    campaign = facts(page)
    context = {
        "campaign": campaign,
        "page": page,
        "form": form,
        "voices": voices,
        "signers": signers,
        "has_share": any(block.block_type == "share" for block in page.sections),
        "locale": names.open_graph(page.language),
    }
    with translation.override(page.language):
        for block, anchor in zip(page.sections, anchors(page.sections), strict=True):
            block.anchor = anchor
        context["linked_data"] = linked_data.of(page, campaign=campaign, is_open=form is not None)
        return render_to_string("campaigns/campaign_page.html", context)


def home_html(home: HomePage, campaigns: list[dict[str, Any]]) -> str:
    """`campaigns`: the facts of those that `listed` names. Rendered in the language of the installation."""
    with translation.override(settings.LANGUAGE_CODE):
        is_new = not campaigns and not CampaignPage.objects.filter(first_published_at__isnull=False).exists()
        context = {"page": home, "campaigns": campaigns, "url": address.absolute("/"), "is_new": is_new}
        return render_to_string("public/home.html", context)


def finished_campaign(page: CampaignPage) -> str:
    """The page with today's remarks and count in it: what a visitor would get now."""
    renditions.provide(page)
    voices = wall.approved(page.petition_id) if page.petition_id else []
    variant, values = count.living(_totals(page), target=page.target, language=page.language)
    html = campaign_html(page, voices=voices, signers=signers(page, at=timezone.now()) or ())
    return living.compose(html, variant=variant, values=values)


def finished_home(home: HomePage) -> str:
    return home_html(home, [facts(page) for page in listed(at=timezone.now())])


def listed(*, at: datetime) -> list[CampaignPage]:
    """What the home page lists: what is open, the newest first; then what is closed and has something to tell."""
    shown = Q(closes_at__isnull=True) | Q(closes_at__gt=at) | RECORDED
    originals = CampaignPage.objects.live().filter(shown, depth=DEPTH).select_related("petition")
    pages = sorted(originals.order_by("-first_published_at", "pk"), key=lambda page: not is_open(page, at=at))
    return [_in_the_sites_language(page) for page in pages]


def _in_the_sites_language(page: CampaignPage) -> CampaignPage:
    if page.language == settings.LANGUAGE_CODE:
        return page
    translated = page.translations().live().filter(language=settings.LANGUAGE_CODE).first()
    return translated or page


def picture_of(page: CampaignPage) -> picture.Picture:
    """What the page names as its picture. Whoever publishes the page has it drawn: `picture.provide`."""
    return _picture(page, _totals(page))


def is_open(page: CampaignPage, *, at: datetime) -> bool:
    return page.closes_at is None or at < page.closes_at


def signers(page: CampaignPage, *, at: datetime) -> list[recent.Recent] | None:
    """The first names to be shown, of those who signed last; None where the page shows none whoever signs."""
    if page.petition_id is None or not (page.live and page.names_offer and is_open(page, at=at)):
        return None
    return recent.names(page.petition_id, at=at)


def empty_form(page: CampaignPage) -> dict[str, Any]:
    """The petition form before anything was typed."""
    return {
        "action": f"{page.visited_at}sign",
        "values": {"name": "", "email": "", "postcode": "", "show_name": False, "updates": False, "further": []},
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
        "is_open": is_open(page, at=timezone.now()),
        "begun_on": _day(page.first_published_at) if page.first_published_at else "",
        "changed_at": _moment(page.last_published_at) if page.last_published_at else "",
    }


def _description(page: CampaignPage) -> str:
    """For search engines and links: what came of it stands before what was asked."""
    told = outcome.facts(page).get("sentence", "")
    words = page.deck or page.petition_text
    return Truncator(f"{told}. {words}" if told else words).chars(DESCRIPTION_LENGTH)


def share(page: CampaignPage) -> dict[str, Any]:
    """As `sharing.links` takes it. After the close nobody is asked to sign any more."""
    takes_signatures = is_open(page, at=timezone.now())
    return {
        "title": wording.share_title(page.title) if takes_signatures else page.title,
        "words": page.share_words or (wording.share_words(page.title) if takes_signatures else page.title),
        "url": _url(page),
        "own": share_words.own(page),
        "has_papers": bool(papers.of(page)),
    }


def _what_is_signed(page: CampaignPage) -> dict[str, Any]:
    petition = page.petition
    newest = petition.texts.filter(language=page.language).order_by("-version").first() if petition else None
    worded = petition.wordings.filter(language=page.language).order_by("-version").first() if petition else None
    return {
        "consent": wording.statements(page),
        "further": [{"name": name, "sentence": sentence} for name, sentence in consent.further(page).items()],
        "petition_text": page.petition_text,
        "text_version": newest.version if newest else 0,
        "wording_version": worded.version if worded else 0,
        "text_published_at": _day(newest.published_at) if newest else "",
    }


def _languages(page: CampaignPage) -> list[dict[str, str]]:
    """All in which it can be read, this one too; none where there is no other."""
    shown = [one for one in page.in_every_language() if one.live or one.pk == page.pk]
    if len(shown) < 2:
        return []
    return [
        {
            "language": one.language,
            "name": names.own(one.language),
            "locale": names.open_graph(one.language),
            "path": one.visited_at,
            "url": _url(one),
        }
        for one in shown
    ]


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
    return address.absolute(page.visited_at)


def _totals(page: CampaignPage) -> count.Totals:
    return count.current(page.petition_id) if page.petition_id else count.Totals(0)


def _parts(page: CampaignPage) -> dict[str, Any]:
    """What stands beside the count, and how a reader of the page's language writes it."""
    now = parts.of(page.petition_id) if page.petition_id else parts.NONE
    shown = {"paper": now.paper, "earlier": now.earlier}
    return {**shown, "shown": {name: count.formatted(number, page.language) for name, number in shown.items()}}


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
