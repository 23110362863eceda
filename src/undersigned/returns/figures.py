"""How many letters of an update came back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from undersigned.returns.models import Return


@dataclass(frozen=True, slots=True)
class Figures:
    """`bounced`: for good or for now. A letter may have bounced and been reported."""

    bounced: int
    complained: int


def of(update_ids: Sequence[int]) -> dict[int, Figures]:
    """By update. One query, over an index."""
    rows = Return.objects.filter(update_id__in=list(update_ids)).order_by().values("update_id", "kind")
    counts = {(one, kind): n for one, kind, n in rows.annotate(n=Count("*")).values_list("update_id", "kind", "n")}

    def number(update_id: int, *kinds: str) -> int:
        return sum(counts.get((update_id, kind), 0) for kind in kinds)

    return {
        one: Figures(number(one, Return.Kind.BOUNCE, Return.Kind.SOFT), number(one, Return.Kind.COMPLAINT))
        for one in update_ids
    }
