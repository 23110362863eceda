"""Guessing is slow: whoever fails again and again waits longer and longer, under a name and from a place.

An attempt is counted before it is looked at, so that many at once are not taken for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from undersigned.accounts.models import Attempts
from undersigned.vault.keys import derive

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
FREE_BY_NAME = 5
FREE_BY_PLACE = 30  # an office may share one address


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures cost nothing; each further one doubles the pause."""

    kind: str
    value: str
    free: int

    @property
    def key(self) -> bytes:
        return derive(settings.MASTER_KEYS.token, b"attempts", self.kind.encode(), self.value.encode())

    def pause(self, failures: int) -> timedelta:
        over = failures - self.free
        return min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE) if over >= 0 else timedelta()


def by_name(name: str) -> Limit:
    return Limit("name", name.casefold(), FREE_BY_NAME)


def by_place(address: str) -> Limit:
    return Limit("place", address, FREE_BY_PLACE)


def claim(limits: Iterable[Limit], *, at: datetime) -> timedelta:
    """Counts an attempt. Zero: go on. Else how long to wait, and nothing was counted against that limit."""
    Attempts.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()
    for limit in limits:
        row, _new = Attempts.objects.get_or_create(key=limit.key, defaults={"last_at": at})
        left = row.last_at + limit.pause(row.failures) - at
        if left > timedelta():
            return left
        mine = Attempts.objects.filter(key=limit.key, failures=row.failures)
        if not mine.update(failures=F("failures") + 1, last_at=at):
            return timedelta(seconds=1)  # another attempt came between
    return timedelta()


def succeeded(name: Limit, place: Limit | None = None) -> None:
    """The name begins anew. At the place only this attempt is taken back: it may be a guesser's own account."""
    Attempts.objects.filter(key=name.key).delete()
    if place is not None:
        Attempts.objects.filter(key=place.key, failures__gt=0).update(failures=F("failures") - 1)
