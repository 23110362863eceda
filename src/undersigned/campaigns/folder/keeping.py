"""How long a campaign's data is kept, as `[retention]` in its folder says it: chosen on loading, looked up to write it.

What the table does not say stays as it is. A draft changes nothing of it, and nothing that loading chooses deletes
anybody at once: that is for an owner at the desk, behind a dry run.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from undersigned.campaigns import publish
from undersigned.campaigns.folder.reading import Sheet
from undersigned.campaigns.models import CampaignPage
from undersigned.retention import plan, policy
from undersigned.retention.terms import DEFAULT, Terms
from undersigned.signing.models import Petition

KEY = ("retention",)


def chosen(page: CampaignPage) -> Terms | None:
    """None: what a new campaign begins with, which need not be written down."""
    terms = policy.of(page.petition)
    return None if terms == DEFAULT else terms


def choose(page: CampaignPage, terms: Terms, sheet: Sheet, *, publishes: bool) -> Petition | None:
    """The petition for which it was chosen, before its page is published; None: that is what holds.

    Raises `FolderProblem`, as the other does.
    """
    if policy.of(page.petition) == terms:
        return None
    if not publishes:
        sheet.find(KEY, _("A draft does not change how long data is kept. Load it without --draft, or take this out."))
        sheet.stop_if_wrong()
    petition = page.petition or publish.petition_for(page)
    # As it is now, too: publishing may close it, and what was promised before counts from that day.
    refuse_to_delete(petition, terms, sheet)
    policy.choose(petition, terms)
    return petition


def refuse_to_delete(petition: Petition, terms: Terms, sheet: Sheet) -> None:
    """Before the page is published, and after: its close counts, too."""
    petition.refresh_from_db()
    now = timezone.now()
    if policy.would_be_due(petition, terms, at=now) and plan.dry_run(petition, at=now, everything=True):
        sentence = _("All that tells who has signed would be deleted at once. Choose more days, or do it at the desk.")
        sheet.find(KEY, sentence)
        sheet.stop_if_wrong()
