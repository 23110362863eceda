"""Puts a folder's campaign on the site, whole or not at all."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from wagtail.models import Page

from undersigned.campaigns import home
from undersigned.campaigns.folder import keeping, media, pages, reading
from undersigned.campaigns.folder.content import Content
from undersigned.campaigns.folder.reading import Sheet
from undersigned.campaigns.languages.fields import DEPTH, shared
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.publish import again
from undersigned.signing.models import Petition


@dataclass(frozen=True, slots=True)
class Loaded:
    page: CampaignPage
    changed: bool  # False: the site had it already, word for word, and no revision was made


def load(folder: Path, *, publish: bool = True) -> Loaded:
    """Makes the page or a new revision of it, and publishes that. Raises `FolderProblem`; then nothing is changed."""
    content, sheet = reading.content(folder)
    translations = reading.translations(folder, original=content.fields["language"])
    shelf = media.Shelf()
    try:
        with transaction.atomic():
            original = _original(content, sheet, shelf, publish=publish)
            others = [
                _translation(original.page, language, *read, shelf, publish=publish)
                for language, read in translations.items()
            ]
    except BaseException:
        shelf.clear()
        raise
    return Loaded(original.page, changed=any(loaded.changed for loaded in (original, *others)))


def _original(content: Content, sheet: Sheet, shelf: media.Shelf, *, publish: bool) -> Loaded:
    front = home.provide()
    page = CampaignPage.objects.child_of(front).filter(slug=content.fields["slug"]).first()
    draft = page.get_latest_revision_as_object() if page else CampaignPage(live=False)
    petition = _keep(content, sheet, page, publishes=publish)
    loaded = _put_on_site(content, sheet, shelf, page=page, draft=draft, parent=front, publish=publish)
    if petition is None or content.keeps is None:
        return loaded
    if not loaded.changed:
        again(petition)
    keeping.refuse_to_delete(petition, content.keeps, sheet)
    return Loaded(loaded.page, changed=True)


def _keep(content: Content, sheet: Sheet, page: CampaignPage | None, *, publishes: bool) -> Petition | None:
    """The petition whose retention was changed, if it was. Before publishing, which promises it to signers."""
    if content.keeps is None:
        return None
    names = ("title", "slug", "language")
    of = page or CampaignPage(**{name: content.fields[name] for name in names})
    return keeping.choose(of, content.keeps, sheet, publishes=publishes)


def _translation(
    original: CampaignPage, language: str, content: Content, sheet: Sheet, shelf: media.Shelf, *, publish: bool
) -> Loaded:
    page = original.translations().filter(language=language).first()
    if page:
        draft = page.get_latest_revision_as_object()
    else:
        # The depth tells what it is before it has its place.
        draft = CampaignPage(**shared(original), language=language, slug=language, depth=DEPTH + 1, live=False)
    return _put_on_site(content, sheet, shelf, page=page, draft=draft, parent=original, publish=publish)


def _put_on_site(
    content: Content,
    sheet: Sheet,
    shelf: media.Shelf,
    *,
    page: CampaignPage | None,
    draft: CampaignPage,
    parent: Page,
    publish: bool,
) -> Loaded:
    """`page`: as it is on the site, if it is; `draft`: what is to become it."""
    if page and _is_there(page, draft, content, publish=publish):
        return Loaded(page, changed=False)
    pages.put(content, draft, shelf)
    _refuse_problems(draft, parent, sheet, is_draft=not publish)
    if page is None:
        parent.add_child(instance=draft)
    revision = draft.save_revision(clean=publish)
    if publish:
        revision.publish()
    return Loaded(CampaignPage.objects.get(pk=draft.pk), changed=True)


def _is_there(page: CampaignPage, draft: CampaignPage, content: Content, *, publish: bool) -> bool:
    is_as_public_as_asked = (page.live and not page.has_unpublished_changes) or not publish
    return is_as_public_as_asked and pages.content(draft) == content


def _refuse_problems(page: CampaignPage, parent: Page, sheet: Sheet, *, is_draft: bool) -> None:
    page._cached_parent_obj = parent  # noqa: SLF001 – as Wagtail's own editor does before a page has a place in the tree
    for key, sentence in pages.problems(page, is_draft=is_draft):
        sheet.find(key, sentence)
    sheet.stop_if_wrong()
