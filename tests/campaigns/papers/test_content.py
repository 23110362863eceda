"""What stands on a campaign's papers, before they are set."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from tests.campaigns.pages import draft
from undersigned.campaigns.papers import content

pytestmark = pytest.mark.django_db


def data(kind: str, **fields: Any) -> dict[str, Any]:
    return next(paper.data for paper in content.of(draft(**fields)) if paper.kind == kind)


def test_the_poster_has_the_ask_the_way_to_it_and_who_asks() -> None:
    found = data("poster", deck="Sundays matter.", paid_for_by="Its members")

    assert {name: value for name, value in found.items() if name != "code"} == {
        "paper": "us-letter",
        "language": "en",
        "ground": "#12313a",
        "accent": "#f5b82e",
        "ask": "Keep the library open on Sundays",
        "ask_size": 54,
        "to": "To: The city council",
        "deck": "Sundays matter.",
        "deck_size": 19,
        "is_full": False,
        "sponsor": "Friends of the Library",
        "run_by": "This petition is run by Friends of the Library. Paid for by Its members.",
        "is_wordy": False,
        "url": "http://127.0.0.1:8000/sundays/",
        "address": "127.0.0.1:8000/sundays",
        "code_alt": "QR code of this petition",
        "call": "Sign the petition",
    }


def test_the_sheet_has_the_text_the_consent_and_who_answers_for_the_data() -> None:
    found = data("sheet", postal_address="1 Eastgate\n97201 Eastgate", postcode_style="any")

    assert found["text"] == ["We ask you to keep the doors open.", "Sundays are for books."]
    assert found["columns"] == ["Full name", "Address and postcode", "Signature", "Date"]
    assert found["consent"] == (
        "By signing I add my name to this petition to The city council. I agree that Friends of the Library uses my"
        " name, address and signature for it, and I know that my signature may show a political opinion."
    )
    assert found["notice"] == (
        "This sheet is given to The city council. Friends of the Library answers for the data on it: 1 Eastgate, 97201"
        " Eastgate, theo@example.net. How it is used: http://127.0.0.1:8000/sundays/privacy"
    )
    assert (found["paper"], found["full"]) == ("a4", [])


def test_a_long_text_stands_on_the_back() -> None:
    found = data("sheet", petition_text=f"{'Please. ' * 100}\n\nThank you.")

    assert found["text"] == ["The full text of the petition is on the back of this sheet."]
    assert found["full"] == [("Please. " * 100).strip(), "Thank you."]


def test_both_codes_say_where_a_visit_came_from() -> None:
    assert data("poster")["code"] != data("sheet", slug="again")["code"]


def test_papers_speak_the_campaigns_language_whoever_publishes() -> None:
    with translation.override("en"):
        assert data("poster", language="es")["to"] == "Para: The city council"


def test_emoji_are_left_out_and_a_letter_that_no_font_has_takes_the_papers_along() -> None:
    assert data("poster", title="Open it 💥 now")["ask"] == "Open it now"
    assert content.of(draft(slug="two", sponsor="أصدقاء المكتبة")) == []


def test_after_the_close_there_are_none() -> None:
    assert content.of(draft(closes_at=timezone.now() + timedelta(days=1))) != []
    page = draft(slug="closed")
    page.closes_at = timezone.now()

    assert content.of(page) == []


def test_the_same_words_are_the_same_paper_and_others_another() -> None:
    page = draft()
    before = [paper.digest for paper in content.of(page)]

    assert [paper.digest for paper in content.of(page)] == before
    page.deck = "Only the poster has it."
    poster, sheet = (paper.digest for paper in content.of(page))

    assert (poster != before[0], sheet == before[1]) == (True, True)
