"""What a bill does, and the way to its full text."""

from tests.campaigns.blocks import refusals
from undersigned.campaigns.blocks.provisions import Provisions

PROVISION = {"title": "It closes the doors", "text": "On Sundays."}


def test_a_link_to_the_full_text_needs_its_name() -> None:
    section = {"heading": "What it does", "provisions": [PROVISION], "bill_url": "https://example.org/bill.pdf"}

    assert refusals.of(Provisions(), section) == {"bill_label": "Name the text that this link leads to."}
    assert refusals.of(Provisions(), {**section, "bill_label": "Full text (PDF)"}) == {}


def test_a_section_has_one_to_twelve_provisions() -> None:
    assert refusals.of(Provisions(), {"heading": "What it does", "provisions": [PROVISION] * 13}) == {
        "provisions": {"": "The maximum number of items is 12"}
    }
    assert refusals.of(Provisions(), {"heading": "What it does", "provisions": []}) == {
        "provisions": {"": "The minimum number of items is 1"}
    }
