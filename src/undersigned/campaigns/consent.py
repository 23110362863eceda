"""What is said to a signer before they sign, beside the petition's words: who answers for the data, and for what.

The controller card stands on the page as facts. A further purpose is a sentence of the organiser's; each has an
unticked box at the form, and who leaves it empty signs all the same.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from undersigned.retention import policy, sentences
from undersigned.signing.consent import FURTHER

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage

LONGEST = 200

TOO_MANY = _("Ask for three further purposes at most, one on a line.")
TOO_LONG = _("A box is read in passing: use at most 200 characters on a line.")
NOT_SEALED = _("Take these out: in sealed mode nobody could take back what they agreed to.")


def further(page: "CampaignPage") -> dict[str, str]:
    """The sentence at each box, by the name of its field. None in a sealed campaign: see `NOT_SEALED`."""
    if page.sealed_to.strip():
        return {}
    return dict(zip(FURTHER, _lines(page), strict=False))


def problems(page: "CampaignPage") -> dict[str, Any]:
    """Sentences by field."""
    lines = _lines(page)
    if lines and page.sealed_to.strip():
        return {"further_purposes": NOT_SEALED}
    if len(lines) > len(FURTHER):
        return {"further_purposes": TOO_MANY}
    return {"further_purposes": TOO_LONG} if any(len(line) > LONGEST for line in lines) else {}


def card(page: "CampaignPage") -> dict[str, str]:
    """In the language that is active. What a page from before the card does not say is empty.

    `kept`: what this site does by itself. Where it is there, `deleted_when` is of the organiser's own copies alone.
    """
    return {
        "receives": str(page.HandsOver(page.hands_over).label) if page.hands_over else "",
        "purpose": _in_a_line(page.purpose),
        "deleted_when": _in_a_line(page.deleted_when),
        "kept": sentences.sentence(policy.of(page.petition)),
        "kept_in": page.kept_in,
        "officer": page.data_officer,
        "authority": page.authority,
    }


def _in_a_line(words: str) -> str:
    """Its full stop is the template's."""
    return words.strip().removesuffix(".")


def _lines(page: "CampaignPage") -> list[str]:
    return [" ".join(line.split()) for line in page.further_purposes.splitlines() if line.strip()]
