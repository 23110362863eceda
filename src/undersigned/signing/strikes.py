"""What everybody may read of strikes: how many on which day, for which reason, and how many were put back."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.signing.decide import Reason
from undersigned.signing.models import StrikeDay

MOST = 400  # days and reasons; of more the newest

REASONS: dict[str, Promise] = {
    Reason.DOUBLE: _("doubles: one person with several addresses"),
    Reason.NOBODY: _("no real people"),
    Reason.FALSE_NAME: _("false names"),
    Reason.NOT_ENTITLED: _("not entitled to sign"),
    Reason.LEGAL_ORDER: _("by legal order"),
}


@dataclass(frozen=True, slots=True)
class Strike:
    day: date
    reason: str | Promise
    struck: int
    reinstated: int


def told(petition_id: int) -> list[Strike]:
    """The newest first. One query."""
    rows = StrikeDay.objects.filter(petition_id=petition_id).order_by("-day", "reason")[:MOST]
    return [Strike(row.day, REASONS.get(row.reason, row.reason), row.struck, row.reinstated) for row in rows]
