"""Letters that were sent are not kept for good: what they tell of a person, and what they weigh, ends after a month."""

from datetime import datetime, timedelta

from undersigned.mail.models import Letter

KEPT = timedelta(days=30)
AT_ONCE = 1_000  # so that signatures do not wait for a long transaction


def sent(*, at: datetime) -> int:
    """Removes up to `AT_ONCE` of those sent longer ago, the oldest first; how many it removed."""
    old = Letter.objects.filter(state=Letter.State.SENT, sent_at__lt=at - KEPT).order_by("sent_at", "id")
    removed, _ = Letter.objects.filter(id__in=list(old.values_list("id", flat=True)[:AT_ONCE])).delete()
    return removed
