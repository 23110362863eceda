"""What an organiser tells the gate: which networks are guests, and where everybody is asked for a moment's work."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.watch.models import Asking, Guest


@dataclass(frozen=True, slots=True)
class Given:
    guests: list[str]
    asking: frozenset[int]


def read(*, at: datetime) -> Given:
    """Two queries. What has ended by `at` is left out."""
    networks = Guest.objects.filter(until__gt=at).order_by("pk").values_list("network", flat=True)
    asking = Asking.objects.filter(until__gt=at).order_by("pk").values_list("petition_id", flat=True)
    return Given(list(networks), frozenset(asking))
