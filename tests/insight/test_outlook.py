"""How long it may take: a range from the last fourteen days, and where nothing can be said, that."""

import pytest

from undersigned.insight import outlook
from undersigned.insight.outlook import Range, Reached, StandsStill, TooEarly

STEADY = [50, 20, 10] + [30] * 11


def test_the_range_is_from_the_worst_the_middle_and_a_good_day() -> None:
    assert outlook.of([*range(10, 24)], missing=330) == Range(quick=17, middle=20, slow=33, per_day=(20.4, 16.5, 10))


def test_only_the_last_fourteen_days_count() -> None:
    assert outlook.of([1, *STEADY], missing=300) == outlook.of(STEADY, missing=300)


def test_where_a_day_brought_nothing_the_slow_end_is_open() -> None:
    assert outlook.of([0, 10, 10, 10, 10, 10, 10], missing=100) == Range(10, 10, None, (10.0, 10.0, 0))


@pytest.mark.parametrize(("days", "left"), [([], 7), ([5], 6), ([5] * 6, 1)])
def test_less_than_a_week_is_too_early(days: list[int], left: int) -> None:
    assert outlook.of(days, missing=100) == TooEarly(left)


@pytest.mark.parametrize("days", [[0] * 14, [900] + [0] * 13, [9] * 6 + [0] * 8])
def test_days_that_bring_nothing_lead_nowhere(days: list[int]) -> None:
    assert outlook.of(days, missing=100) == StandsStill()


@pytest.mark.parametrize("missing", [0, -5])
def test_what_is_reached_needs_no_outlook(missing: int) -> None:
    assert outlook.of([], missing=missing) == Reached()


@pytest.mark.parametrize(("share", "found"), [(0.0, 1), (0.5, 2.5), (0.8, 3.4), (1.0, 4)])
def test_a_percentile_lies_between_the_two_beside_it(share: float, found: float) -> None:
    assert outlook.percentile([1, 2, 3, 4], share) == pytest.approx(found)
