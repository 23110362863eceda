"""Writes a campaign of the site as a folder."""

from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from undersigned.campaigns.folder import keeping, pages, writing
from undersigned.campaigns.folder.content import Content
from undersigned.campaigns.folder.problems import Finding, FolderProblem
from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage


def dump(slug: str, folder: Path) -> None:
    """What the editor shows, drafts included. `folder` must be new or empty. Raises `FolderProblem`."""
    page = CampaignPage.objects.filter(slug=slug, depth=DEPTH).first()
    if page is None:
        raise FolderProblem([Finding(slug, 0, "", _("There is no campaign with this address."))])
    if folder.exists() and any(folder.iterdir()):
        raise FolderProblem([Finding(str(folder), 0, "", _("This folder is not empty. Name a new one."))])
    translations = {one.language: _draft(one) for one in page.translations()}
    content = replace(_draft(page), keeps=keeping.chosen(page))
    writing.folder(content, folder, translations=translations)


def _draft(page: CampaignPage) -> Content:
    return pages.content(page.get_latest_revision_as_object())
