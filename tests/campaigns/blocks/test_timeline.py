"""An event has a year that can be read as one."""

from typing import Any

import pytest

from tests.campaigns.blocks import refusals
from undersigned.campaigns.blocks.timeline import Event, Timeline


def event(**changes: Any) -> dict[str, Any]:
    return {"year": "2013", "title": "The law begins", **changes}


@pytest.mark.parametrize("year", ["2013", "June 2024", "2019–2021", "around 1998"])
def test_a_year_with_four_digits_is_taken(year: str) -> None:
    assert refusals.of(Event(), event(year=year)) == {}


@pytest.mark.parametrize("year", ["13", "last year", "20131", "'98"])
def test_any_other_year_is_refused(year: str) -> None:
    sentence = "Write the year with four digits, for example 2013 or June 2024."

    assert refusals.of(Event(), event(year=year)) == {"year": sentence}


def test_a_link_needs_the_name_of_its_source() -> None:
    assert refusals.of(Event(), event(source_url="https://example.org/")) == {
        "source_label": "Name the source that this link leads to."
    }


def test_a_section_has_one_to_twenty_events() -> None:
    assert refusals.of(Timeline(), {"heading": "How", "events": [event()] * 20}) == {}
    assert refusals.of(Timeline(), {"heading": "How", "events": [event()] * 21}) == {
        "events": {"": "The maximum number of items is 20"}
    }
    assert refusals.of(Timeline(), {"heading": "How", "events": []}) == {
        "events": {"": "The minimum number of items is 1"}
    }
