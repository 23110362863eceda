"""Every case carries its source, or says that it is the campaign's own account."""

from typing import Any

import pytest

from tests.campaigns.blocks import refusals
from undersigned.campaigns.blocks.cases import Case, Cases


def case(**changes: Any) -> dict[str, Any]:
    return {"title": "A Sunday", "text": "It was full.", **changes}


@pytest.mark.parametrize(
    "source",
    [
        {"source_label": "The Eastgate Gazette, 3 May"},
        {"source_label": "The Eastgate Gazette", "source_url": "https://example.org/3-may"},
        {"own_account": True},
    ],
)
def test_a_case_with_a_source_or_as_ones_own_account_is_taken(source: dict[str, Any]) -> None:
    assert refusals.of(Case(), case(**source)) == {}


def test_a_case_without_any_source_is_refused_but_may_be_drafted() -> None:
    sentence = "Name the source, or tick that this is the campaign's own account."

    assert refusals.of(Case(), case()) == {"source_label": sentence}
    assert refusals.of(Case(), case(), is_draft=True) == {}


def test_a_link_without_the_name_of_its_source_is_refused() -> None:
    assert refusals.of(Case(), case(source_url="https://example.org/")) == {
        "source_label": "Name the source that this link leads to."
    }


def test_a_case_is_not_both_sourced_and_ones_own_account() -> None:
    assert refusals.of(Case(), case(source_label="The Gazette", own_account=True)) == {
        "own_account": "Untick this: you have named a source."
    }


def test_a_section_has_one_to_nine_cases() -> None:
    one = case(own_account=True)

    assert refusals.of(Cases(), {"heading": "Cases", "cases": [one] * 9}) == {}
    assert refusals.of(Cases(), {"heading": "Cases", "cases": [one] * 10}) == {
        "cases": {"": "The maximum number of items is 9"}
    }
    assert refusals.of(Cases(), {"heading": "Cases", "cases": []}) == {
        "cases": {"": "The minimum number of items is 1"}
    }
