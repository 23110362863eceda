"""Begin a translation: a draft below the original, with the original's words in it, to be written over."""

from typing import Any

from undersigned.campaigns.languages import fields, names
from undersigned.campaigns.models import CampaignPage


def missing(original: CampaignPage) -> list[tuple[str, Any]]:
    """The languages that it is not in yet, with their names."""
    there = {page.language for page in original.in_every_language()}
    return [(code, name) for code, name in names.choices() if code not in there]


def begin(original: CampaignPage, language: str, *, user: Any = None) -> CampaignPage:
    """From the newest draft of the original; nobody sees it before it is published.

    `language` must be one of those that are `missing`: two translations into one cannot have one address.
    """
    source = original.get_latest_revision_as_object()
    words = {name: getattr(source, name) for name in fields.WORDS}
    page = CampaignPage(
        **words, **fields.shared(original), draft_title=source.title, language=language, slug=language, live=False
    )
    page.hero_alt = source.hero_words
    page.owner = user
    original.add_child(instance=page)
    page.save_revision(user=user, clean=False)
    return page
