"""For whom a campaign's signatures are sealed, as an organiser types it: a public key of age on each line.

Chosen before the first publication, for good: the records that are there cannot be sealed for others by this server.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import SealedTo
from undersigned.vault import recipients

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage


def recipients_of(page: "CampaignPage") -> list[str]:
    return [line for line in (line.strip() for line in page.sealed_to.splitlines()) if line]


def problems(page: "CampaignPage") -> dict[str, Any]:
    """By field, as a form shows them."""
    typed = recipients_of(page)
    if page.petition and page.petition.text_version > 0:
        row = SealedTo.objects.filter(petition=page.petition).first()
        if typed != (row.recipients if row else []):
            return {
                "sealed_to": _("For whom signatures are sealed is settled by the first publication. It has to stay.")
            }
        return {}
    return {"sealed_to": sentence} if typed and (sentence := _problem(typed)) else {}


def _problem(typed: list[str]) -> Any:
    for one in typed:
        if one.startswith("AGE-SECRET-KEY-"):
            return _("This is a secret key. Nobody else may see it: make a new one, and type its public key, age1….")
        if not recipients.is_recipient(one):
            return _("Each line holds one public key of age, as age-keygen prints it: age1… with 62 characters.")
    if len(set(typed)) < len(typed):
        return _("A key stands here twice. Each has to be another person’s.")
    if len(typed) < recipients.FEWEST:
        return _("At least two keys, each of another person: if one is lost, the other still opens the signatures.")
    return ""
