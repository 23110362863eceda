"""All that the dashboard says of one petition, as plain values. Eleven queries, however many have signed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from undersigned.insight import places
from undersigned.insight.models import Annotation, Gathered, Mark, Passing, Place
from undersigned.signing import count
from undersigned.signing.models import Signature, Tally
from undersigned.visits.models import Visited

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(slots=True)
class Sums:
    """What one day, one way or one language brought."""

    visits: int = 0
    started: int = 0
    signed: int = 0
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    sums: Sums
    total: int  # confirmed until its end
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """What signers' own links brought: signatures that stand, and how many people's links they came by."""

    signatures: int
    people: int


@dataclass(frozen=True, slots=True)
class Area:
    """As the post names it; confirmed in all, and since Monday."""

    name: str
    confirmed: int
    this_week: int


@dataclass(frozen=True, slots=True)
class Numbers:
    standing: int
    samples: int
    pending: int
    days: list[Day]  # without a gap, from the first that had anything to today
    sources: list[tuple[str, Sums]]  # who brought most first
    languages: list[tuple[str, Sums]]
    areas: list["Area"]  # where most live first
    generations: list[int]  # how many came by nobody's link, by one of theirs, by one of those', …
    visited_since: date | None  # None: no visit was counted yet
    passed: Passed
    behind: int  # confirmations that are not gathered yet
    annotations: list[Annotation]

    @property
    def today(self) -> int:
        return self.days[-1].sums.confirmed

    @property
    def last_week(self) -> int | None:
        """The same weekday a week ago, all of it; None: there was no campaign yet."""
        return self.days[-8].sums.confirmed if len(self.days) > 7 else None

    @property
    def whole_days(self) -> list[int]:
        """What each day confirmed, from the first confirmation on; not today's, which is not over."""
        confirmed = [one.sums.confirmed for one in self.days[:-1]]
        first = next((place for place, number in enumerate(confirmed) if number), len(confirmed))
        return confirmed[first:]

    @property
    def all(self) -> Sums:
        return _sum(one.sums for one in self.days)

    @property
    def since_visited(self) -> Sums:
        """From the day on which visits began to be counted: the days that can be compared with them."""
        since = self.visited_since
        return _sum(one.sums for one in self.days if since is None or one.day >= since)


def of(petition_id: int, *, today: date) -> Numbers:
    by_day, by_source, by_language = _new(), _new(), _new()
    for day, language, source, signed, confirmed in _gathered(petition_id):
        for sums in (by_day[day], by_source[source], by_language[language]):
            sums.signed += signed
            sums.confirmed += confirmed
    since: date | None = None
    for day, language, source, visits, starts in _visited(petition_id):
        since = min(since or day, day)
        for sums in (by_day[day], by_source[source], by_language[language]):
            sums.visits += visits
            sums.started += starts
    totals = count.current(petition_id)
    annotations = list(Annotation.objects.filter(petition_id=petition_id, is_removed=False).order_by("day", "pk"))
    return Numbers(
        standing=totals.count,
        samples=totals.samples,
        pending=Signature.objects.pending().filter(petition_id=petition_id).count(),
        days=_days(by_day, annotations, today=today),
        sources=_ordered(by_source),
        languages=_ordered(by_language),
        areas=_areas(petition_id, today=today),
        generations=_generations(petition_id),
        visited_since=since,
        passed=_passed(petition_id),
        behind=_behind(petition_id),
        annotations=annotations,
    )


def today(petition_ids: Iterable[int], *, today: date) -> dict[int, int]:
    """Confirmed since midnight, by petition. One query."""
    rows = Gathered.objects.filter(petition_id__in=petition_ids, day=today).order_by()
    return dict(rows.values("petition_id").annotate(n=Sum("confirmed")).values_list("petition_id", "n"))


def _gathered(petition_id: int) -> Iterable[tuple[date, str, str, int, int]]:
    rows = Gathered.objects.filter(petition_id=petition_id).order_by("day", "pk")
    return rows.values_list("day", "language", "source", "signed", "confirmed")


def _visited(petition_id: int) -> Iterable[tuple[date, str, str, int, int]]:
    rows = Visited.objects.filter(petition_id=petition_id).order_by("day", "pk")
    return rows.values_list("day", "language", "source", "visits", "starts")


def _passed(petition_id: int) -> Passed:
    """By an index of those alone that came by somebody's link."""
    # `via__gt`: what the index says of its rows, so that both databases see that it is meant.
    came = Signature.objects.confirmed().filter(petition_id=petition_id, via__gt="")
    people = came.order_by().values("via").annotate(n=Count("*"))
    total = people.aggregate(signatures=Sum("n"), people=Count("*"))
    return Passed(total["signatures"] or 0, total["people"])


def _areas(petition_id: int, *, today: date) -> list[Area]:
    this_week = Sum("confirmed", filter=Q(week=places.week(today)), default=0)
    rows = Place.objects.filter(petition_id=petition_id).values("area").order_by()
    found = rows.annotate(all=Sum("confirmed"), this_week=this_week).values_list("area", "all", "this_week")
    return sorted((Area(*row) for row in found), key=lambda one: (-one.confirmed, one.name))


def _generations(petition_id: int) -> list[int]:
    """Ever confirmed, up to where it is gathered."""
    rows = Passing.objects.filter(petition_id=petition_id).order_by()
    by_link = dict(rows.values("generation").annotate(n=Count("*")).values_list("generation", "n"))
    if not by_link:
        return []
    placed = Mark.objects.values_list("placed", flat=True).get(petition_id=petition_id)
    return [placed - sum(by_link.values()), *(by_link.get(one + 1, 0) for one in range(max(by_link)))]


def _behind(petition_id: int) -> int:
    rows = Tally.objects.filter(petition_id=petition_id).values_list("confirmed", "petition__gathered_to__number")
    given, gathered = rows.first() or (0, 0)
    return max(0, given - (gathered or 0))


def _days(by_day: dict[date, Sums], annotations: list[Annotation], *, today: date) -> list[Day]:
    words = defaultdict(list)
    for annotation in annotations:
        words[annotation.day].append(annotation.words)
    day, total, found = min([today, *by_day]), 0, []
    while day <= today:
        sums = by_day[day] if day in by_day else Sums()
        total += sums.confirmed
        found.append(Day(day, sums, total, tuple(words[day])))
        day += ONE_DAY
    return found


def _new() -> defaultdict[Any, Sums]:
    return defaultdict(Sums)


def _ordered(sums: dict[str, Sums]) -> list[tuple[str, Sums]]:
    return sorted(sums.items(), key=lambda one: (-one[1].confirmed, -one[1].signed, -one[1].visits, one[0]))


def _sum(sums: Iterable[Sums]) -> Sums:
    total = Sums()
    for one in sums:
        total.visits += one.visits
        total.started += one.started
        total.signed += one.signed
        total.confirmed += one.confirmed
    return total
