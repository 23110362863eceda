"""What the fraud desk calls what stands out, and the rules: plain words, and no accusation."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from undersigned.fraud.conditions import Conditions
from undersigned.fraud.models import Crowd, Rule

Kind = Crowd.Kind
State = Rule.State


@dataclass(frozen=True, slots=True)
class Alert:
    """What it may mean, and what one can do about it."""

    name: Any
    meaning: Any


_CROWD = _(
    "A school, an office, a library or a mobile network looks like this. So does one person with many addresses. "
    "Look at a few of them: begin a rule, its dry run shows names and touches nobody."
)
ALERTS: dict[str, Alert] = {
    "crowd": Alert(_("Many from one place"), _CROWD),
    "large-crowd": Alert(_("Very many from one place"), _CROWD),
    "domain": Alert(
        _("An email domain stands out"),
        _(
            "A company’s or a university’s own mail looks like this after somebody has written to all there. So does a "
            "domain that somebody registered for the purpose: look it up on the web before you decide."
        ),
    ),
    "quick": Alert(
        _("Confirmed within seconds"),
        _(
            "People open a letter after a minute, as a rule, and half of these were confirmed within ten seconds. "
            "A program may have read the letters. A mail scanner cannot: it opens links and presses no button."
        ),
    ),
    "machine": Alert(
        _("At the pace of a machine"),
        _(
            "They came in the same second, or at the same pause over and over. A tablet at a stall does not: each "
            "person takes another time to type."
        ),
    ),
    "silent": Alert(
        _("Hardly anybody confirms"),
        _(
            "Somebody may type other people’s addresses, who then get letters that they never asked for. Or letters "
            "to this domain do not arrive: look at Letters. Hold back those that wait, if it is the first."
        ),
    ),
}
STATES: dict[str, Any] = {
    State.LOOKING: _("Dry run: looking for what fits"),
    State.FOUND: _("Dry run is done: it waits for you"),
    State.APPLYING: _("Being applied"),
    State.APPLIED: _("Applied"),
    State.STOPPED: _("Stopped on the way"),
    State.DROPPED: _("Dropped, nothing was done"),
    State.UNDOING: _("Being undone"),
    State.UNDONE: _("Undone"),
}
CHIPS: dict[str, str] = {State.FOUND: "good", State.APPLIED: "bad", State.STOPPED: "bad"}
WAITS: tuple[Any, ...] = (
    _("under 10 seconds"),
    _("under a minute"),
    _("under 10 minutes"),
    _("under an hour"),
    _("under a day"),
    _("later"),
)


def whence(crowd: Crowd) -> str:
    """“Network 09ab12cd”: enough to tell one from another on the same day."""
    if crowd.kind == Kind.DOMAIN:
        return crowd.key
    names = {
        Kind.NETWORK: _("Network %(name)s"),
        Kind.LINE: _("Connection %(name)s"),
        Kind.ALL: _("All who signed"),
    }
    return str(names[Kind(crowd.kind)]) % {"name": crowd.key[:8]}


def conditions(wanted: Conditions) -> list[tuple[Any, str]]:
    """As a list of what and which."""
    named: list[tuple[Any, Any]] = [
        (_("Email domain"), wanted.domain),
        (_("Email address"), wanted.email),
        (_("Name"), wanted.name),
        (_("Network"), wanted.network[:8]),
        (_("Connection"), wanted.line[:8]),
        (_("Signed from"), wanted.since),
        (_("Signed before"), wanted.until),
        (_("Confirmed within"), _seconds(wanted.within_s) if wanted.within_s else ""),
    ]
    return [(name, value) for name, value in named if value]


def _seconds(number: int) -> str:
    return ngettext("%(count)d second", "%(count)d seconds", number) % {"count": number}
