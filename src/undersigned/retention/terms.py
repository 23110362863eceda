"""How long data is kept, as numbers of days, and the days that follow from them. No table, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

LONGEST = 3_650  # days that may be chosen
MONTH, HALF_A_YEAR, YEAR = 28, 181, 365  # the shortest there is of each: no deadline is passed
TWENTY_ONE_MONTHS = 638


@dataclass(frozen=True, slots=True)
class Terms:
    """In days; whichever ends first. None: that ends nothing.

    `after_delivery` counts from the later of the two, the delivery and the close. `addresses`: those who asked for news
    keep their e-mail address, and nothing else, so long after the close. `collects`: so long after the start it closes.
    """

    after_close: int | None = 180
    after_delivery: int | None = None
    after_start: int | None = None
    addresses: int | None = None
    collects: int | None = None

    def stored(self) -> dict[str, int]:
        return {name: days for name, days in asdict(self).items() if days is not None}


@dataclass(frozen=True, slots=True)
class Course:
    """What has happened to a petition, and when. None: not yet."""

    started_at: datetime | None = None
    closed_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """When it goes. `all_at`: the e-mail addresses, too. None: no day can be named yet."""

    at: datetime | None
    all_at: datetime | None

    def sooner(self, other: "Days") -> "Days":
        return Days(_first((self.at, other.at)), _first((self.all_at, other.all_at)))


DEFAULT = Terms()
PRESETS: dict[str, Terms] = {
    "usual": DEFAULT,
    "delivery": Terms(after_close=YEAR, after_delivery=30),
    # Regulation (EU) 2019/788, article 8 (twelve months of collecting) and article 19 (destruction).
    "eci": Terms(after_close=None, after_delivery=MONTH, after_start=TWENTY_ONE_MONTHS, addresses=YEAR, collects=YEAR),
    "uk": Terms(after_close=HALF_A_YEAR),
    "count": Terms(after_close=1),
}


def parse(stored: Mapping[str, Any]) -> Terms:
    """What `Terms.stored` gave."""
    return Terms(**{"after_close": None, **stored})


def preset(terms: Terms) -> str:
    """Its name; empty: an organiser's own numbers."""
    return next((name for name, known in PRESETS.items() if known == terms), "")


def days(terms: Terms, course: Course) -> Days:
    """Nothing goes before the close: a mailbox that is forgotten could sign once more."""
    closed = course.closed_at
    if closed is None:
        return Days(None, None)
    delivered = max(closed, course.delivered_at) if course.delivered_at else None
    at = _first(
        (
            _after(closed, terms.after_close),
            _after(delivered, terms.after_delivery),
            _after(course.started_at, terms.after_start),
        )
    )
    all_at = _after(closed, terms.addresses)
    at = _first((at, all_at))  # a signature holds the address: it is kept no longer than that may be
    at = max(at, closed + timedelta(days=1)) if at else None
    return Days(at, all_at or at)


def _after(begin: datetime | None, length: int | None) -> datetime | None:
    return begin + timedelta(days=length) if begin and length else None


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((one for one in moments if one), default=None)
