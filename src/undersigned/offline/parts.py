"""The parts beside the count: how many stand on paper, and in earlier lists. Nobody can edit them, either."""

from dataclasses import dataclass

from django.db.models import Sum

from undersigned.offline.models import Batch


@dataclass(frozen=True, slots=True)
class Parts:
    """As declared, less who has signed online since: those are in the count."""

    paper: int = 0
    earlier: int = 0

    @property
    def total(self) -> int:
        return self.paper + self.earlier


NONE = Parts()


def of(petition_id: int) -> Parts:
    """One query."""
    return every({petition_id}).get(petition_id, NONE)


def every(petition_ids: set[int] | None = None) -> dict[int, Parts]:
    """Of all petitions that have any, or of these. One query."""
    rows = Batch.objects.filter(state=Batch.State.DECLARED)
    if petition_ids is not None:
        rows = rows.filter(petition_id__in=petition_ids)
    found: dict[int, dict[str, int]] = {}
    summed = rows.values("petition_id", "kind").order_by("petition_id", "kind").annotate(stand=Sum("standing"))
    for row in summed:
        found.setdefault(row["petition_id"], {})[str(row["kind"])] = row["stand"]
    return {petition_id: Parts(**kinds) for petition_id, kinds in found.items()}
