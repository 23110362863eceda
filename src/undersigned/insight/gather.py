"""Moves the gathered numbers on, from where they stood: the worker's task, a few thousand signatures at a time.

Signing writes nothing for it. Signatures are found by their id, which grows with time; confirmations by their number,
which is given one by one under the tally's lock, so that none can appear behind the mark. Both ways lead by indexes
that are there for other reasons.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from undersigned.insight.models import Gathered, Mark, Passing, Place
from undersigned.sharing.links import NAMES
from undersigned.signing import accept
from undersigned.signing.models import Petition, Signature, Tally

AT_ONCE = 5_000
STEPS = 8  # of `AT_ONCE`, in one go: about a second, in which the worker does nothing else
# Signatures are committed in another order than their ids were made in; after so long all of them are.
SETTLED = timedelta(minutes=2)
MOST_SOURCES = 50  # of one petition: anybody can make up more
OTHER = "other"


class Way(NamedTuple):
    """What a number is of: a row of the table."""

    day: date
    language: str
    source: str
    is_sample: bool


Found = dict[Way, list[int]]  # signed, confirmed


def on(*, at: datetime, steps: int = STEPS) -> int:
    """Gathers what is new of all petitions, as far as `steps` lead; how many steps it took. Fewer: it is done."""
    petitions = Petition.objects.filter(text_version__gt=0).order_by("pk").values_list("pk", flat=True)
    marks = Mark.objects.in_bulk()
    tallies = Tally.objects.in_bulk()
    sampled = set(Gathered.objects.filter(is_sample=True).values_list("petition_id", flat=True))
    taken = 0
    for petition_id in petitions:
        mark = marks.get(petition_id) or Mark.objects.get_or_create(petition_id=petition_id)[0]
        tally = tallies.get(petition_id)
        if petition_id in sampled and tally is not None and not tally.samples:
            _forget_samples(mark)
        while taken < steps and _step(mark, top=tally.confirmed if tally else 0, at=at):
            taken += 1
    return taken


def _step(mark: Mark, *, top: int, at: datetime) -> bool:
    """Whether there was anything. `top`: the last number that was given."""
    found: Found = defaultdict(lambda: [0, 0])
    last = _signed(mark, found, before=at - SETTLED)
    number = max(mark.number, min(mark.number + AT_ONCE, top))
    _confirmed(mark, found, up_to=number)
    if (last, number) == (mark.signed, mark.number):
        return False
    return _keep(mark, found, signed=last, number=number)


def _signed(mark: Mark, found: Found, *, before: datetime) -> UUID:
    """The id of the last. What is held back was not asked to confirm, and samples are found by their numbers."""
    until = accept.first_id(before)
    rows = Signature.objects.filter(petition_id=mark.petition_id, id__gt=mark.signed, id__lt=until)
    columns = ("id", "state", "is_sample", "signed_at", "language", "source")
    chosen = list(rows.order_by("id").values_list(*columns)[:AT_ONCE])
    for _id, state, is_sample, at, language, source in chosen:
        if state != Signature.State.HELD and not is_sample:
            found[Way(timezone.localdate(at), language, source, False)][0] += 1
    return chosen[-1][0] if chosen else mark.signed


def _confirmed(mark: Mark, found: Found, *, up_to: int) -> None:
    if up_to == mark.number:
        return
    rows = Signature.objects.filter(petition_id=mark.petition_id, number__gt=mark.number, number__lte=up_to)
    columns = ("state", "is_sample", "confirmed_at", "language", "source")
    for state, is_sample, at, language, source in rows.order_by("number").values_list(*columns):
        if is_sample and state != Signature.State.CONFIRMED:
            continue  # it left no trace in the world
        count = found[Way(timezone.localdate(at), language, source, is_sample)]
        count[0] += is_sample  # which nobody has signed before
        count[1] += 1


@transaction.atomic
def _keep(mark: Mark, found: Found, *, signed: UUID, number: int) -> bool:
    """False where another worker was first. The mark stays locked until the numbers are written."""
    unmoved = Mark.objects.filter(petition_id=mark.petition_id, signed=mark.signed, number=mark.number)
    if not unmoved.update(signed=signed, number=number):
        return False
    mark.signed, mark.number = signed, number
    _add(mark.petition_id, found)
    return True


def _add(petition_id: int, found: Found) -> None:
    gathered = Gathered.objects.filter(petition_id=petition_id)
    sources = {*NAMES, *gathered.order_by("source").values_list("source", flat=True).distinct()}
    added: dict[Way, Gathered] = {_way(row): row for row in gathered.filter(day__in={way.day for way in found})}
    for way, (signed, confirmed) in found.items():
        kept = _admitted(way, sources)
        row = added.setdefault(kept, Gathered(petition_id=petition_id, **kept._asdict()))
        row.signed += signed
        row.confirmed += confirmed
    Gathered.objects.bulk_create(
        added.values(),
        update_conflicts=True,
        unique_fields=["petition", *Way._fields],
        update_fields=["signed", "confirmed"],
    )


def _admitted(way: Way, sources: set[str]) -> Way:
    if way.source not in sources and len(sources) >= len(NAMES) + MOST_SOURCES:
        return way._replace(source=OTHER)
    sources.add(way.source)
    return way


def _way(row: Gathered) -> Way:
    return Way(row.day, row.language, row.source, row.is_sample)


@transaction.atomic
def _forget_samples(mark: Mark) -> None:
    """Samples were removed, and numbers perhaps given anew: confirmations are gathered again, from the first."""
    gathered = Gathered.objects.filter(petition_id=mark.petition_id)
    gathered.filter(is_sample=True).delete()
    gathered.update(confirmed=0)
    Place.objects.filter(petition_id=mark.petition_id).delete()
    Passing.objects.filter(petition_id=mark.petition_id).delete()
    mark.number = mark.placed = 0
    mark.save(update_fields=["number", "placed"])
