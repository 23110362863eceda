"""How far a petition has come, as its page tells it: exactly what the organiser recorded, on nobody's side."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from tests.campaigns.pages import again, published, republished
from undersigned.campaigns import linked_data, render
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.outcome import steps
from undersigned.public.models import Baked

pytestmark = pytest.mark.django_db

STARTED = datetime(2026, 1, 5, 12, tzinfo=UTC)
DELIVERED = {"delivered_on": date(2026, 3, 2), "delivered_to": "The clerk", "delivered_count": 12431}
ANSWERED = {"answered_on": date(2026, 3, 9), "answered_by": "The mayor", "answered_link": "https://example.org/no"}
REFUSED = {"decided_on": date(2026, 4, 1), "decision": "not-granted"}
GRANTED = {"decided_on": date(2026, 4, 1), "decision": "granted"}


def facts(**recorded: Any) -> dict[str, Any]:
    with translation.override("en"):
        return steps.facts(CampaignPage(first_published_at=STARTED, **recorded))


def shown(**recorded: Any) -> list[tuple[str, str, bool]]:
    return [(step["label"], step["on"], step["is_current"]) for step in facts(**recorded)["steps"]]


def test_nothing_is_told_where_nothing_was_recorded() -> None:
    assert facts() == {}


def test_a_delivery_is_the_second_of_four_steps() -> None:
    assert shown(**DELIVERED) == [
        ("Started", "2026-01-05", False),
        ("Delivered", "2026-03-02", True),
        ("Answer", "", False),
        ("Decision", "", False),
    ]


def test_what_was_passed_over_is_not_awaited_any_more() -> None:
    assert shown(**ANSWERED) == [
        ("Started", "2026-01-05", False),
        ("Answered", "2026-03-09", True),
        ("Decision", "", False),
    ]
    assert shown(**GRANTED) == [("Started", "2026-01-05", False), ("Granted", "2026-04-01", True)]


def test_the_newest_is_told_first_with_the_organisers_figure_as_theirs() -> None:
    told = facts(**DELIVERED, **ANSWERED, delivered_words="It rained.")["told"]

    assert [step["sentence"] for step in told] == ["Answered by The mayor", "Delivered to The clerk"]
    assert (told[0]["link"], told[0]["stated"]) == ("https://example.org/no", "")
    assert (told[1]["stated"], told[1]["words"]) == (
        "The organiser states that 12,431 signatures were handed over.",
        "It rained.",
    )


def test_what_is_not_known_is_not_said() -> None:
    assert facts(delivered_on=date(2026, 3, 2))["told"] == [
        {
            "label": "Delivered",
            "on": "2026-03-02",
            "sentence": "The petition was delivered",
            "stated": "",
            "words": "",
            "link": "",
        }
    ]
    assert facts(answered_on=date(2026, 3, 2))["sentence"] == "The petition was answered"


@pytest.mark.parametrize(
    ("decision", "label", "sentence", "is_granted"),
    [
        ("granted", "Granted", "The petition was granted", True),
        ("partly", "Granted in part", "The petition was granted in part", True),
        ("not-granted", "Not granted", "The petition was not granted", False),
        ("other", "Settled", "The matter was settled in another way", False),
    ],
)
def test_a_decision_is_named_whatever_it_is(decision: str, label: str, sentence: str, *, is_granted: bool) -> None:
    found = facts(decided_on=date(2026, 4, 1), decision=decision)

    assert (found["label"], found["sentence"], found["is_granted"]) == (label, sentence, is_granted)


def test_an_answer_is_not_called_a_success() -> None:
    assert facts(**ANSWERED)["is_granted"] is False


# On the page --------------------------------------------------------------------------------------------------


def test_an_open_campaign_shows_its_steps_above_the_form() -> None:
    page = republished(published(), **DELIVERED, delivered_words="<b>It rained.</b>")

    html = render.campaign_html(page, voices=[])

    marked = re.findall(r'<li aria-current="step" data-done><b>(.*?)</b> <time datetime="(.*?)">(.*?)</time>', html)
    assert marked == [("Delivered", "2026-03-02", "Mar 2, 2026")]
    assert re.findall(r"<b>(\w+)</b> not yet</li>", html) == ["Answer", "Decision"]
    assert (
        html.index("<h2>Delivered to The clerk</h2>") < html.index("Add your name") < html.index("What happened</h2>")
    )
    assert "<p>&lt;b&gt;It rained.&lt;/b&gt;</p>" in html
    assert 'action="/sundays/sign"' in html


def test_a_page_without_an_outcome_pays_nothing_for_it() -> None:
    html = render.campaign_html(published(), voices=[])

    assert 'class="steps"' not in html
    assert "outcome" not in html


def test_closed_and_granted_the_success_comes_first_and_nobody_is_asked_to_sign() -> None:
    page = closed(deck="Sundays matter.", **GRANTED)

    html = render.campaign_html(page, voices=[])

    assert html.index("<h2>The petition was granted</h2>") < html.index("This petition is closed")
    assert '<div class="notice" data-good>' in html
    assert 'id="email"' not in html
    assert '<meta property="og:title" content="Keep the library open on Sundays">' in html
    description = "The petition was granted. Sundays matter."
    assert f'<meta property="og:description" content="{description}">' in html
    data = linked_data.of(page, campaign=render.facts(page), is_open=False)
    assert f'"description":"{description}"' in data
    assert "potentialAction" not in data


def test_a_refusal_is_told_as_plainly_and_without_green() -> None:
    html = render.campaign_html(closed(**REFUSED), voices=[])

    assert '<div class="notice">\n<h2>The petition was not granted' in html


def test_the_home_page_marks_each_and_keeps_what_has_something_to_tell() -> None:
    closed(slug="silent", title="A silent one")
    closed(slug="won", title="A won one", **GRANTED)
    republished(published(slug="under-way", title="One under way"), **DELIVERED)

    html = Baked.objects.get(name="site:home").html

    found = re.findall(r'<h2><a href="/(.*?)/">.*?</a></h2>\n(?:<p>(.*?)</p>)?', html)
    assert found == [
        ("under-way", '<span class="chip">Delivered</span>'),
        ("won", '<span class="chip">Granted</span> <span class="chip">Closed</span>'),
    ]


def closed(**fields: Any) -> CampaignPage:
    page = published(closes_at=timezone.now() + timedelta(minutes=5), **fields)
    return republished(again(page), closes_at=timezone.now() - timedelta(minutes=5))
