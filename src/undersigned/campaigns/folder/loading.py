"""Puts a folder's campaign on the site, whole or not at all."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from undersigned.campaigns import home
from undersigned.campaigns.folder import media, pages, reading
from undersigned.campaigns.folder.content import Content
from undersigned.campaigns.folder.reading import Sheet
from undersigned.campaigns.models import CampaignPage, HomePage


@dataclass(frozen=True, slots=True)
class Loaded:
    page: CampaignPage
    changed: bool  # False: the site had it already, word for word, and no revision was made


def load(folder: Path, *, publish: bool = True) -> Loaded:
    """Makes the page or a new revision of it, and publishes that. Raises `FolderProblem`; then nothing is changed."""
    content, sheet = reading.content(folder)
    shelf = media.Shelf()
    try:
        with transaction.atomic():
            return _put_on_site(content, sheet, shelf, publish=publish)
    except BaseException:
        shelf.clear()
        raise


def _put_on_site(content: Content, sheet: Sheet, shelf: media.Shelf, *, publish: bool) -> Loaded:
    front = home.provide()
    page = CampaignPage.objects.child_of(front).filter(slug=content.fields["slug"]).first()
    draft = page.get_latest_revision_as_object() if page else CampaignPage(live=False)
    is_there = page is not None and (page.live or not publish) and pages.content(draft) == content
    if is_there and not (publish and page.has_unpublished_changes):
        return Loaded(page, changed=False)
    pages.put(content, draft, shelf)
    _refuse_problems(draft, front, sheet, is_draft=not publish)
    if page is None:
        front.add_child(instance=draft)
    revision = draft.save_revision(clean=publish)
    if publish:
        revision.publish()
    return Loaded(CampaignPage.objects.get(pk=draft.pk), changed=True)


def _refuse_problems(page: CampaignPage, front: HomePage, sheet: Sheet, *, is_draft: bool) -> None:
    page._cached_parent_obj = front  # noqa: SLF001 – as Wagtail's own editor does before a page has a place in the tree
    for key, sentence in pages.problems(page, is_draft=is_draft):
        sheet.find(key, sentence)
    sheet.stop_if_wrong()
