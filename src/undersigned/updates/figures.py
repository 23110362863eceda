"""How far an update has come: what was queued, has left, waits, was given up. Nobody knows what was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from undersigned.mail.models import Letter
from undersigned.updates.models import Update


@dataclass(frozen=True, slots=True)
class Figures:
    """`sent`: the mail server has taken them. `ahead`: those whose turn comes, save who leaves before that."""

    sent: int
    waiting: int
    failed: int
    ahead: int
    unsubscribed: int

    @property
    def percent(self) -> int:
        done = self.sent + self.failed
        whole = done + self.waiting + self.ahead
        return 100 * done // whole if whole else 100


def of(updates: Sequence[Update]) -> dict[int, Figures]:
    """By update. One query, over an index."""
    rows = Letter.objects.filter(update_id__in=[update.pk for update in updates]).order_by()
    counts = {
        (update_id, state): number
        for update_id, state, number in rows.values("update_id", "state")
        .annotate(number=Count("*"))
        .values_list("update_id", "state", "number")
    }
    return {update.pk: _figures(update, counts) for update in updates}


def _figures(update: Update, counts: dict[tuple[int | None, str], int]) -> Figures:
    def in_state(*states: str) -> int:
        return sum(counts.get((update.pk, state), 0) for state in states)

    is_over = update.state == Update.State.SENT
    return Figures(
        sent=update.sent_count if is_over else in_state(Letter.State.SENT),
        waiting=in_state(Letter.State.WAITING, Letter.State.SENDING, Letter.State.STOPPED),
        failed=in_state(Letter.State.FAILED),
        ahead=max(update.reach - update.queued_count, 0) if update.queued_to < update.up_to else 0,
        unsubscribed=update.unsubscribed_count,
    )
