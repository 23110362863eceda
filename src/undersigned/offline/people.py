"""Who is in a petition's earlier lists, opened some at a time: for what leaves this site."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from undersigned.offline.models import Batch, Earlier
from undersigned.signing import keyring

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """In the clear. `collected`: on which platform."""

    name: str
    postcode: str
    collected: str


def declared(petition_id: int) -> Iterator[Person]:
    """List by list, in the order of its lines. A query for each thousand."""
    batches = Batch.objects.filter(petition_id=petition_id, kind=Batch.Kind.EARLIER, state=Batch.State.DECLARED)
    for batch in batches.order_by("declared_at", "pk"):
        for record in _records(batch, Earlier.objects.filter(batch=batch)):
            yield Person(record["name"], record["postcode"], batch.place)


def wanting_news(batch: Batch) -> Iterator[tuple[str, str]]:
    """Name and e-mail address of those who are in the list still, and said there that they want news."""
    for record in _records(batch, Earlier.objects.filter(batch=batch, wants_updates=True)):
        yield record["name"], record["email"]


def _records(batch: Batch, of: QuerySet[Earlier]) -> Iterator[dict[str, str]]:
    keys, after = keyring.for_petition(batch.petition_id), 0
    rows = of.order_by("line").values_list("line", "id", "sealed")
    while some := list(rows.filter(line__gt=after)[:AT_ONCE]):
        after = some[-1][0]
        for _, row, sealed in some:
            yield keys.unseal("earlier", row, bytes(sealed))


def sheets(petition_id: int) -> list[Batch]:
    """The batches of paper that stand."""
    batches = Batch.objects.filter(petition_id=petition_id, kind=Batch.Kind.PAPER, state=Batch.State.DECLARED)
    return list(batches.order_by("declared_at", "pk"))


def manifests(petition_id: int) -> list[str]:
    """Of all that stands."""
    batches = Batch.objects.filter(petition_id=petition_id, state=Batch.State.DECLARED)
    return list(batches.order_by("declared_at", "pk").values_list("manifest", flat=True))
