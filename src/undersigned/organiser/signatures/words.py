"""What the desk calls the states of a signature, the reasons, and what has happened to it."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from undersigned.signing.decide import BY_ORGANISER, Reason
from undersigned.signing.models import Signature

State = Signature.State

STATES: dict[str, Any] = {
    State.CONFIRMED: _("Confirmed"),
    State.PENDING: _("Waiting to confirm"),
    State.HELD: _("Held back"),
    State.STRUCK: _("Struck"),
    State.WITHDRAWN: _("Withdrawn"),
}
KINDS: dict[str, str] = {State.CONFIRMED: "good", State.HELD: "bad", State.STRUCK: "bad"}  # of the chips

MEANINGS: dict[str, Any] = {
    State.CONFIRMED: _("Its owner has confirmed it. It is counted."),
    State.PENDING: _("Its owner has not confirmed it yet. Seven days after the last letter it is deleted."),
    State.HELD: _("It is not counted and its owner is not written to. Seven days after it was signed it is deleted."),
    State.STRUCK: _("It was counted, and was taken out of the count. The address cannot sign again."),
    State.WITHDRAWN: _("Its owner has removed it. What told whose it was is destroyed."),
}

REASONS: dict[str, Any] = {
    Reason.DOUBLE: _("A double: the same person has signed with another address"),
    Reason.NOBODY: _("Not a person: a robot, or invented"),
    Reason.FALSE_NAME: _("A false name"),
    Reason.NOT_ENTITLED: _("Not entitled to sign this petition"),
    Reason.LEGAL_ORDER: _("A court or an authority has ordered it"),
}
HELD_BECAUSE: dict[str, Any] = {
    "honeypot": _("It filled in a field that people do not see"),
    "network": _("More came from its network than people send"),
    "mailbox": _("As many letters as may be have gone to this mailbox"),
    "mail-never": _("Its mailbox gets no letters: its owner wants none from this site"),
    "mail-complaint": _("Its mailbox gets no letters: its owner reported one as spam"),
    "mail-bounce": _("Its mailbox gets no letters: a mail server said that it is not there"),
    "mail-organiser": _("Its mailbox gets no letters: an organiser stopped them"),
    BY_ORGANISER: _("Held by an organiser"),
}
ALARM = _("Hardly anybody answers the letters to its network, its mail provider or this petition: see the gate")
WITHDRAWN_BECAUSE: dict[str, Any] = {
    "signer": _("Withdrawn by its owner"),
    "not-me": _("Removed: the address's owner says that they never signed"),
}

LETTERS: dict[str, Any] = {
    "confirm": _("Letter that asks to confirm"),
    "already": _("Letter that says that the signature is there already"),
    "update": _("Letter with news of the campaign"),
    "receipt": _("Letter with the receipt"),
}
DECISIONS: dict[str, Any] = {
    "hold": _("Held back"),
    "release": _("Released"),
    "strike": _("Struck from the count"),
    "reinstate": _("Put back into the count"),
    "letter": _("Letter asked for again"),
    "stop-letters": _("Letters to the mailbox stopped"),
    "allow-letters": _("Letters to the mailbox allowed again"),
}


class StrikeLine(LogFormatter):
    """How a strike stands in the site's history."""

    label = _("Signature: strike")

    def format_message(self, log_entry: Any) -> str:
        return gettext("Struck a signature: %(reason)s") % {"reason": reason(log_entry.data.get("reason", ""))}


def reason(code: str) -> Any:
    """Of a hold or a strike."""
    if code.startswith("alarm-"):
        return ALARM
    return REASONS.get(code) or HELD_BECAUSE.get(code) or code
