"""The rate: a burst, then one each so often, each key for itself, in bounded memory."""

import pytest

from undersigned.defence import rate
from undersigned.defence.rate import Rate


def test_a_burst_and_then_one_each_so_often() -> None:
    doors = Rate(burst=3, every_s=60)

    taken = [doors.take(1, now) for now in (0, 0, 1, 1, 59, 61, 61, 119, 121, 180)]

    assert taken == [True, True, True, False, False, True, False, False, True, True]


def test_what_is_refused_costs_nothing() -> None:
    doors = Rate(burst=1, every_s=60)
    assert doors.take(1, 0)

    assert [doors.take(1, second) for second in range(1, 62)] == [False] * 59 + [True, False]


def test_each_key_has_its_own() -> None:
    doors = Rate(burst=1, every_s=60)

    assert [doors.take(key, 0) for key in (1, 2, 1, 2, 3)] == [True, True, False, False, True]


def test_in_a_long_time_no_more_than_the_rate_and_the_burst() -> None:
    doors = Rate(burst=3, every_s=12 * 3_600)

    assert sum(doors.take(7, minute * 60) for minute in range(24 * 60)) == 5 - 1  # the fifth is due as the day ends
    assert sum(doors.take(8, minute * 60) for minute in range(24 * 60 + 1)) == 5


def test_what_is_given_back_can_be_taken_again() -> None:
    doors = Rate(burst=2, every_s=60)

    assert [doors.take(7, 0) for _ in range(3)] == [True, True, False]
    doors.give_back(7)
    doors.give_back(8)
    assert [doors.take(7, 0) for _ in range(2)] == [True, False]
    assert [doors.take(8, 0) for _ in range(3)] == [True, True, False]


def test_it_remembers_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "MOST_KEYS", 100)
    doors = Rate(burst=1, every_s=60)

    first = [doors.take(key, 0) for key in range(1_000)]

    assert first == [True] * 1_000
    assert [doors.take(key, 1) for key in (999, 950)] == [False, False]
    assert doors.take(0, 1) is True  # long forgotten
    assert len(doors._young) + len(doors._old) <= 100
