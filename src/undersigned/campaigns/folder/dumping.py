"""Writes a campaign of the site as a folder."""

from pathlib import Path

from django.utils.translation import gettext as _

from undersigned.campaigns.folder import pages, writing
from undersigned.campaigns.folder.problems import Finding, FolderProblem
from undersigned.campaigns.models import CampaignPage


def dump(slug: str, folder: Path) -> None:
    """What the editor shows, drafts included. `folder` must be new or empty. Raises `FolderProblem`."""
    page = CampaignPage.objects.filter(slug=slug).first()
    if page is None:
        raise FolderProblem([Finding(slug, 0, "", _("There is no campaign with this address."))])
    if folder.exists() and any(folder.iterdir()):
        raise FolderProblem([Finding(str(folder), 0, "", _("This folder is not empty. Name a new one."))])
    writing.folder(pages.content(page.get_latest_revision_as_object()), folder)
