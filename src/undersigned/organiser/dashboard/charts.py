"""The two charts and the map as plain values: where each line, bar and word stands. The templates draw them as SVG.

Coordinates are written out here: a template would write them as its reader's language does, with a comma perhaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from undersigned.insight.models import Boundaries
from undersigned.insight.numbers import Area, Day
from undersigned.insight.outlook import Outlook, Range
from undersigned.organiser import spelled

MOST_BARS = 60
SHADES = 5
MOST_POINTS = 120
LEFT, TOP, BOTTOM = 46.0, 34.0, 208.0
STEPS = (1, 2, 2.5, 5, 10)
CLIPPED = 18  # letters of a note that stand in the chart; all of them are in the table
FEWEST_AHEAD, MOST_AHEAD = 14, 60  # days


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    y: str
    words: str
    anchor: str = "middle"  # start | middle | end


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Bars:
    bars: list[Bar]
    scale: list[Label]
    days: list[Label]
    annotations: list[Label]
    count: int  # of days


@dataclass(frozen=True, slots=True)
class Curve:
    line: str
    ahead: str  # the corners of what may come; empty: nobody can say
    target: str  # where it lies; empty: there is none
    scale: list[Label]
    days: list[Label]


@dataclass(frozen=True, slots=True)
class Outline:
    """One area on the map. `shade`: 0, nobody, to `SHADES`, the most."""

    path: str
    name: str
    confirmed: int
    shade: int


@dataclass(frozen=True, slots=True)
class _Axis:
    top: float  # the number at the upper end
    step: float

    def y(self, number: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(number, self.top) / self.top

    def labels(self) -> list[Label]:
        numbers = [self.step * place for place in range(round(self.top / self.step) + 1)]
        return [Label(_at(LEFT - 8), _at(self.y(number)), _short(number, self.top), "end") for number in numbers]


def bars(days: Sequence[Day], *, width: float = 640) -> Bars:
    """One a day, the last `MOST_BARS`."""
    shown = days[-MOST_BARS:]
    axis = _axis(max(day.sums.confirmed for day in shown))
    room = (width - LEFT - 4) / len(shown)
    thick = min(room * 0.86, 40)
    starts = [LEFT + room * place + (room - thick) / 2 for place in range(len(shown))]
    every = -(-len(shown) // 6)
    return Bars(
        bars=[
            Bar(_at(x), _at(axis.y(day.sums.confirmed)), _at(thick), _at(BOTTOM - axis.y(day.sums.confirmed)))
            for x, day in zip(starts, shown, strict=True)
        ],
        scale=axis.labels(),
        days=[
            Label(_at(x + thick / 2), _at(BOTTOM + 18), _day(day.day))
            for place, (x, day) in enumerate(zip(starts, shown, strict=True))
            if place % every == every // 2
        ],
        annotations=_notes([(x, day) for x, day in zip(starts, shown, strict=True) if day.annotations], width=width),
        count=len(shown),
    )


def curve(
    days: Sequence[Day], *, standing: int, target: int | None, outlook: Outlook | None, width: float = 320
) -> Curve:
    """All days until today, and from there the room between a good day and a bad one, each over and over."""
    range_ = outlook if isinstance(outlook, Range) else None
    ahead = _days_ahead(range_, behind=len(days)) if range_ else 0
    axis = _axis(max(target or 0, standing) * 1.05)
    room = (width - LEFT - 4) / max(1, len(days) - 1 + ahead)
    shift = standing - days[-1].total  # what was withdrawn since
    every = -(-len(days) // MOST_POINTS)
    chosen = [place for place in range(len(days)) if (len(days) - 1 - place) % every == 0]
    line = [(LEFT + room * place, axis.y(max(0, days[place].total + shift))) for place in chosen]
    last = days[-1].day + timedelta(days=ahead)
    return Curve(
        line=_points(line if len(line) > 1 else [(LEFT, BOTTOM), *line]),
        ahead=_corners(axis, line[-1][0], room, standing=standing, outlook=range_, ahead=ahead) if range_ else "",
        target=_at(axis.y(target)) if target else "",
        scale=axis.labels(),
        days=[
            Label(_at(LEFT), _at(BOTTOM + 18), _day(days[0].day), "start"),
            Label(_at(width - 4), _at(BOTTOM + 18), _day(last), "end"),
        ],
    )


def outlines(boundaries: Boundaries, areas: Sequence[Area]) -> list[Outline]:
    """Each in one of five shades: by the share of the area with most, so that twice as many are twice as dark."""
    confirmed = {one.name: one.confirmed for one in areas}
    most = max(confirmed.values(), default=0)
    return [
        Outline(path, name, number := confirmed.get(name, 0), -(-SHADES * number // most) if most else 0)
        for name, path in boundaries.paths.items()
    ]


def _corners(axis: _Axis, x: float, room: float, *, standing: int, outlook: Range, ahead: int) -> str:
    """Both edges begin today; the upper one goes on along the chart's upper end."""
    good, _usual, bad = outlook.per_day
    until_top = min(float(ahead), (axis.top - standing) / good)
    end = x + room * ahead
    return _points(
        [
            (x, axis.y(standing)),
            (x + room * until_top, axis.y(standing + good * until_top)),
            (end, axis.y(standing + good * ahead)),
            (end, axis.y(standing + bad * ahead)),
        ]
    )


def _days_ahead(outlook: Range, *, behind: int) -> int:
    """As far as the middle, but not so far that what was is squeezed into a corner."""
    return min(max(FEWEST_AHEAD, outlook.middle), MOST_AHEAD, max(FEWEST_AHEAD, behind))


def _notes(days: Sequence[tuple[float, Day]], *, width: float) -> list[Label]:
    """In two lines by turns, so that neighbours can be read."""
    return [
        Label(
            _at(x - 1),
            _at(TOP - 8 - 13 * (place % 2)),
            _clipped(", ".join(day.annotations)),
            "end" if x > width * 0.75 else "start",
        )
        for place, (x, day) in enumerate(days)
    ]


def _axis(most: float) -> _Axis:
    """About four steps, each a round number."""
    rough = max(1.0, most / 4)
    size = 10 ** (len(str(int(rough))) - 1)
    step = next(one * size for one in STEPS if one * size >= rough)
    step = max(1, step) if step != 2.5 else 3
    return _Axis(step * max(1, -(-most // step)), step)


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_at(x)},{_at(y)}" for x, y in corners)


def _short(number: float, top: float) -> str:
    if top >= 10_000 and number:
        return f"{number / 1000:g}k"
    return spelled.number(round(number))


def _day(day: date) -> str:
    return date_format(day, "j M")


def _clipped(words: str) -> str:
    return words if len(words) <= CLIPPED else f"{words[: CLIPPED - 1].rstrip()}…"


def _at(place: float) -> str:
    return f"{place:.1f}"
