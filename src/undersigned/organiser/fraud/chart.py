"""The hours as bars: where each stands. The template draws them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from undersigned.fraud.models import Hour
from undersigned.organiser import spelled

WIDTH, LEFT, TOP, BOTTOM = 640.0, 46.0, 12.0, 108.0


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    width: str
    y: str  # of all who signed
    height: str
    confirmed_y: str
    confirmed_height: str


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    most: str
    first: str
    last: str


def of(hours: Sequence[Hour], *, until: datetime, count_of: int) -> Chart:
    """The last `count_of` hours; one in which nobody signed has no bar."""
    begin = until.replace(minute=0, second=0, microsecond=0) - timedelta(hours=count_of - 1)
    most = max((hour.signed for hour in hours), default=0)
    room = (WIDTH - LEFT - 4) / count_of
    return Chart(
        bars=[_bar(hour, begin=begin, most=most, room=room) for hour in hours if hour.begins_at >= begin],
        most=spelled.number(most),
        first=_written(begin),
        last=_written(until),
    )


def _bar(hour: Hour, *, begin: datetime, most: int, room: float) -> Bar:
    place = (hour.begins_at - begin) // timedelta(hours=1)
    signed, confirmed = ((BOTTOM - TOP) * number / max(1, most) for number in (hour.signed, hour.confirmed))
    return Bar(
        x=_at(LEFT + room * place),
        width=_at(room * 0.86),
        y=_at(BOTTOM - signed),
        height=_at(signed),
        confirmed_y=_at(BOTTOM - confirmed),
        confirmed_height=_at(confirmed),
    )


def _written(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'j M')}, {date_format(local, 'H:i')}"


def _at(place: float) -> str:
    return f"{place:.1f}"
