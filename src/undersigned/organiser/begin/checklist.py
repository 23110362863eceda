"""What keeps a draft from being published, each with the way to its field in the editor."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from undersigned.campaigns.folder import pages, shape
from undersigned.campaigns.folder.problems import Key
from undersigned.campaigns.models import CampaignPage
from undersigned.organiser import languages

_FIELDS: dict[Key, str] = {place: name for name, place in shape.PLACES.items()}


@dataclass(frozen=True, slots=True)
class Lack:
    label: str
    sentence: str
    url: str


def of(draft: CampaignPage) -> list[Lack]:
    """In the page's own words; empty if it can be published."""
    return [_lack(draft, key, sentence) for key, sentence in pages.problems(draft, is_draft=False)]


def label(field: str) -> str:
    """What the editor calls it."""
    if field in ("title", ""):
        return _("The ask") if field else _("The page")
    of_page: Any = CampaignPage._meta.get_field(field)  # noqa: SLF001  (Django documents it)
    return str(capfirst(of_page.verbose_name))


def _lack(draft: CampaignPage, key: Key, sentence: str) -> Lack:
    field = _FIELDS.get(key, str(key[0]) if key else "")
    # As the editor has them. The sections have none, but stand right below the picture.
    anchor = "hero_is_decorative" if field == "sections" else field
    return Lack(label(field), sentence, f"{languages.edit_url(draft)}#id_{anchor}-label")
