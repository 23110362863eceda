"""How long it may take from here: a range from the last days, never one number.

Petitions slow down unless somebody pushes, so nobody can know the day. What can be said is what the last fourteen days
would lead to if they came again: the best of them (but for the two or three that were a surge), the middle, the worst.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

DAYS = 14
FEWEST_DAYS = 7
QUICK = 0.8  # of the days, at most that many were better


@dataclass(frozen=True, slots=True)
class Reached:
    """Nothing to foresee."""


@dataclass(frozen=True, slots=True)
class TooEarly:
    """`days` more must pass."""

    days: int


@dataclass(frozen=True, slots=True)
class StandsStill:
    """More than half of the days, or all of them, brought nothing."""


@dataclass(frozen=True, slots=True)
class Range:
    """In days from now; `slow` is None where the worst day brought nothing. `per_day`: what each of them brings."""

    quick: int
    middle: int
    slow: int | None
    per_day: tuple[float, float, int]


Outlook = Reached | TooEarly | StandsStill | Range


def of(days: Sequence[int], *, missing: int) -> Outlook:
    """`days`: confirmations of each whole day, the newest last; `missing`: to the target."""
    if missing <= 0:
        return Reached()
    if len(days) < FEWEST_DAYS:
        return TooEarly(FEWEST_DAYS - len(days))
    last = sorted(days[-DAYS:])
    good, usual, bad = percentile(last, QUICK), float(median(last)), last[0]
    if not usual:
        return StandsStill()
    return Range(ceil(missing / good), ceil(missing / usual), ceil(missing / bad) if bad else None, (good, usual, bad))


def percentile(ordered: Sequence[int], share: float) -> float:
    """Between two of them where it falls between."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
