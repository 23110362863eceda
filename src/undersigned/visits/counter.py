"""Counts in memory. A count that is not written yet is lost with the process; see `undersigned.public.visits`."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

MOST_ROWS = 10_000  # a way that is new beyond that is not counted until these have been written


class Way(NamedTuple):
    """What a count is of: a row of the table."""

    petition_id: int
    day: date
    language: str
    source: str


class Count(NamedTuple):
    visits: int
    starts: int


class Counter:
    """Owner: the front's event loop. `day`: the one that is counted for, until the next `take` names another."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._counts: dict[tuple[int, str, str], list[int]] = {}  # of `_day`: visits, starts
        self._late: dict[Way, Count] = {}  # what could not be written yet

    def visit(self, petition_id: int, language: str, source: str) -> None:
        """Asked for each page that is sent: as little as can be."""
        found = self._counts.get((petition_id, language, source)) or self._begun(petition_id, language, source)
        found[0] += 1

    def start(self, petition_id: int, language: str, source: str) -> None:
        found = self._counts.get((petition_id, language, source)) or self._begun(petition_id, language, source)
        found[1] += 1

    def take(self, today: date) -> dict[Way, Count]:
        """All that was counted since the last time; from now on it counts for `today`."""
        self.give_back(
            {
                Way(petition_id, self._day, language, source): Count(*count)
                for (petition_id, language, source), count in self._counts.items()
            }
        )
        taken, self._late, self._counts, self._day = self._late, {}, {}, today
        return taken

    def give_back(self, taken: Mapping[Way, Count]) -> None:
        """It could not be written."""
        for way, count in taken.items():
            known = self._late.get(way, Count(0, 0))
            if way in self._late or len(self._late) < MOST_ROWS:
                self._late[way] = Count(known.visits + count.visits, known.starts + count.starts)

    def _begun(self, petition_id: int, language: str, source: str) -> list[int]:
        count = [0, 0]
        if len(self._counts) < MOST_ROWS:
            self._counts[petition_id, language, source] = count
        return count
