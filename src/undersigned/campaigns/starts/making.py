"""Begins a campaign: a draft with the words of a start, the organisation's facts and the organiser's answers."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns import slugs
from undersigned.campaigns.folder import html, markdown, media, pages, reading
from undersigned.campaigns.folder.content import Content
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.campaigns.organisation import Organisation
from undersigned.campaigns.starts import gaps
from undersigned.signing.models import Petition

FOLDERS = Path(__file__).parent / "folders"
LANGUAGE = "en"  # of the starts themselves; others are their translations
NAMED = ("addressed_to", "sponsor", "contact_email", "deleted_when")  # what the words of a start may name: {sponsor}
SLUG_LENGTH = 60
_PURPOSE = gettext_lazy("To hand this petition to %(recipient)s, and to count each person once")
_CARD = {
    "postal_address": gettext_lazy("the postal address of whoever runs the campaign"),
    "deleted_when": gettext_lazy("when: for example “six months after the petition has been handed over”"),
    "kept_in": gettext_lazy("the countries where the data is kept"),
    "authority": gettext_lazy("the authority that signers can complain to"),
}


@dataclass(frozen=True, slots=True)
class Start:
    name: str  # its folder's
    label: Promise
    description: Promise


STARTS = (
    Start("blank", gettext_lazy("Blank"), gettext_lazy("The parts that every petition has. All the words are yours.")),
    Start(
        "veto-a-bill",
        gettext_lazy("Veto a bill"),
        gettext_lazy("Asks whoever can refuse a bill to do so: what it would do, provision by provision, and why not."),
    ),
    Start(
        "ask-a-council",
        gettext_lazy("Ask a council"),
        gettext_lazy("Asks a council or an authority to decide something: what is planned, whom it concerns."),
    ),
)


@transaction.atomic
def begin(start: str, *, answers: Mapping[str, Any], parent: HomePage, user: Any) -> CampaignPage:
    """`answers`: by the names of the page's fields; the ask (`title`) and the `language` are among them."""
    page = CampaignPage(live=False, owner=user)
    pages.put(_content(start, answers["language"]), page, media.Shelf())
    for name, value in {**Organisation.load().facts(), **answers}.items():
        setattr(page, name, value)
    with translation.override(page.language):
        _ask_for_the_card(page)
    page.draft_title = page.title
    page.slug = _free_slug(page.title)
    with translation.override(page.language):
        gaps.fill(page, _facts(page))
    parent.add_child(instance=page)
    page.save_revision(user=user, clean=False)
    return page


def _content(start: str, language: str) -> Content:
    """In that language, or in the start's own."""
    folder = FOLDERS / start
    content, _sheet = reading.content(folder)
    translations = reading.translations(folder, original=LANGUAGE)
    if language in translations:
        words, _sheet = translations[language]
        content = replace(content, fields={**content.fields, **words.fields}, sections=words.sections)
    content.fields["privacy_notice"] = _privacy(language)
    return content


def _privacy(language: str) -> str:
    """The notice that all starts share."""
    own = FOLDERS / f"privacy.{language}.md"
    path = own if own.exists() else FOLDERS / f"privacy.{LANGUAGE}.md"
    document, _problems = markdown.read(path.read_text(encoding="utf-8"))
    return html.write(document)


def _facts(page: CampaignPage) -> dict[str, str]:
    """What `{…}` stands for. A field that nobody has filled in becomes a gap."""
    named = {f"{{{name}}}": getattr(page, name) or gaps.gap(_called(name)) for name in NAMED}
    is_american = page.postcode_style == page.PostcodeStyle.US
    return {**named, "{postcode}": _("ZIP code") if is_american else _("postcode")}


def _ask_for_the_card(page: CampaignPage) -> None:
    """What signers must be told of their data, where the organisation has not said it for all of its campaigns."""
    page.purpose = page.purpose or _PURPOSE % {"recipient": page.addressed_to or gaps.gap(_called("addressed_to"))}
    for name, asks in _CARD.items():
        setattr(page, name, getattr(page, name) or gaps.gap(str(asks)))


def _called(name: str) -> str:
    field: Any = CampaignPage._meta.get_field(name)  # noqa: SLF001  (Django documents it)
    return str(field.verbose_name)


def _free_slug(ask: str) -> str:
    begun = slugify(ask)[:SLUG_LENGTH].strip("-") or "petition"
    candidates = itertools.chain([begun], (f"{begun}-{number}" for number in itertools.count(2)))
    return next(slug for slug in candidates if not _is_taken(slug))


def _is_taken(slug: str) -> bool:
    """By the site itself, by another page, or by a petition whose page is gone."""
    return (
        slug in slugs.RESERVED
        or CampaignPage.objects.filter(slug=slug).exists()
        or Petition.objects.filter(slug=slug).exists()
    )
