"""The statements beside the button, from the campaign's fields. They are what a consent refers to.

Publishing freezes them; a change makes a new version, so that it can be told who agreed to which words.
"""

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from undersigned.campaigns import consent
from undersigned.retention import policy, sentences

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage


def statements(page: "CampaignPage") -> dict[str, str]:
    """By purpose: "sign", "updates" and "name" (empty unless offered), "privacy"; in the campaign's language.

    With them what the button says, what is handed over, and the further purposes, where the campaign has any.
    """
    with translation.override(page.language):
        return {
            "sign": _sign(page),
            "button": _("I agree and sign"),
            "updates": _updates(page) if page.updates_offer else "",
            "name": _("Show my first name on this page, among those who signed last.") if page.names_offer else "",
            "privacy": _privacy(page),
            **({"hands_over": page.hands_over} if page.hands_over else {}),
            **({"kept": kept} if (kept := sentences.sentence(policy.of(page.petition))) else {}),
            **consent.further(page),
        }


def share_title(ask: str) -> str:
    return _("Sign the petition: %(ask)s") % {"ask": ask}


def share_words(ask: str) -> str:
    return _("I just signed. Will you? %(ask)s") % {"ask": ask}


def _sign(page: "CampaignPage") -> str:
    # Signing may reveal a political opinion or a belief: the consent has to name that (GDPR, article 9).
    sentence = (
        _(
            "By signing I add my name to this petition to %(recipient)s. I agree that %(sponsor)s uses my name, email"
            " address and ZIP code for it, and I know that my signature may show a political opinion."
        )
        if page.postcode_style == page.PostcodeStyle.US
        else _(
            "By signing I add my name to this petition to %(recipient)s. I agree that %(sponsor)s uses my name, email"
            " address and postcode for it, and I know that my signature may show a political opinion."
        )
    )
    return sentence % {"recipient": page.addressed_to, "sponsor": page.sponsor}


def _updates(page: "CampaignPage") -> str:
    return _("%(sponsor)s may email me news about this campaign. I can stop it at any time.") % {
        "sponsor": page.sponsor
    }


def _privacy(page: "CampaignPage") -> str:
    if page.recipient_gets:
        return page.recipient_gets
    if page.hands_over == page.HandsOver.COUNT:
        return _("Only the number of signatures is given to %(recipient)s. Your name and your addresses are not.") % {
            "recipient": page.addressed_to
        }
    if page.hands_over == page.HandsOver.NAMES:
        return _("Your name is given to %(recipient)s. Your postcode and your email address are not.") % {
            "recipient": page.addressed_to
        }
    sentence = (
        _("Your name and ZIP code are given to %(recipient)s. Your email address is not.")
        if page.postcode_style == page.PostcodeStyle.US
        else _("Your name and postcode are given to %(recipient)s. Your email address is not.")
    )
    return sentence % {"recipient": page.addressed_to}
