"""What may be recorded: nothing without its day, and nothing that has not happened."""

from datetime import date
from typing import Any

import pytest

from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.outcome import fields

pytestmark = pytest.mark.django_db  # a page looks its own kind up

TODAY = date(2026, 3, 2)
NO_DAY = "Say on which day, or empty the fields below: without a day the page shows none of it."
TO_COME = "This day has not come yet. Record it once it has happened."


def problems(**recorded: Any) -> dict[str, str]:
    found = fields.problems(CampaignPage(**recorded), today=TODAY)
    return {name: str(sentence) for name, sentence in found.items()}


def test_all_of_it_may_stay_empty() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    "recorded",
    [
        {"delivered_on": TODAY},
        {"answered_on": TODAY, "answered_by": "The council", "answered_words": "We thank you."},
        {"decided_on": TODAY, "decision": "not-granted"},
    ],
)
def test_a_step_with_its_day_can_be_recorded_without_the_others(recorded: dict[str, Any]) -> None:
    assert problems(**recorded) == {}


@pytest.mark.parametrize(
    ("recorded", "field"),
    [
        ({"delivered_to": "The clerk"}, "delivered_on"),
        ({"delivered_count": 12}, "delivered_on"),
        ({"delivered_words": "We met."}, "delivered_on"),
        ({"answered_by": "The council"}, "answered_on"),
        ({"answered_words": "No."}, "answered_on"),
        ({"answered_link": "https://example.org/no"}, "answered_on"),
        ({"decision": "granted"}, "decided_on"),
        ({"decision_words": "Thank you."}, "decided_on"),
    ],
)
def test_what_has_no_day_is_not_taken(recorded: dict[str, Any], field: str) -> None:
    assert problems(**recorded) == {field: NO_DAY}


@pytest.mark.parametrize("field", ["delivered_on", "answered_on"])
def test_nothing_is_recorded_before_it_has_happened(field: str) -> None:
    assert problems(**{field: date(2026, 3, 3)}) == {field: TO_COME}


def test_a_decision_says_what_was_decided() -> None:
    assert problems(decided_on=TODAY) == {"decision": "Say what was decided."}
