"""Numbers as the reader of a screen writes them, and how many days there are to one."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from undersigned.signing import count


def number(value: int) -> str:
    return count.formatted(value, get_language() or "en")


def days_left(closes_at: datetime, *, at: datetime) -> int:
    """From day to day in the installation's time zone; 0: it closes today."""
    return (timezone.localdate(closes_at) - timezone.localdate(at)).days
