"""Counting in memory: what is taken is taken once, what comes back is added, and there is an end to it."""

from datetime import date

import pytest

from undersigned.visits import counter
from undersigned.visits.counter import Count, Counter, Way

TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


def test_what_was_counted_is_taken_once() -> None:
    one = Counter(TODAY)
    one.visit(1, "en", "")
    one.visit(1, "en", "")
    one.visit(1, "es", "whatsapp")
    one.start(1, "en", "")

    assert one.take(TODAY) == {Way(1, TODAY, "en", ""): Count(2, 1), Way(1, TODAY, "es", "whatsapp"): Count(1, 0)}
    assert one.take(TODAY) == {}


def test_after_midnight_it_counts_for_the_new_day() -> None:
    one = Counter(TODAY)
    one.take(TOMORROW)
    one.visit(1, "en", "")

    assert one.take(TOMORROW) == {Way(1, TOMORROW, "en", ""): Count(1, 0)}


def test_what_could_not_be_written_is_written_with_the_next_and_keeps_its_day() -> None:
    one = Counter(TODAY)
    one.visit(1, "en", "")
    taken = one.take(TOMORROW)
    one.visit(1, "en", "")

    one.give_back(taken)

    assert one.take(TOMORROW) == {Way(1, TODAY, "en", ""): Count(1, 0), Way(1, TOMORROW, "en", ""): Count(1, 0)}


def test_memory_has_an_end_and_what_is_known_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counter, "MOST_ROWS", 2)
    one = Counter(TODAY)
    for petition_id in (1, 2, 3, 1):
        one.visit(petition_id, "en", "")
    held = len(one._counts)
    one.give_back({Way(3, TODAY, "en", ""): Count(1, 0)})

    assert held == 2
    assert one.take(TODAY) == {Way(3, TODAY, "en", ""): Count(1, 0), Way(1, TODAY, "en", ""): Count(2, 0)}
