"""What to do next: which rule speaks when, what it says, and where it leads."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.organiser.charted import days
from undersigned.campaigns.models import CampaignPage
from undersigned.insight.models import Annotation
from undersigned.insight.numbers import Numbers, Passed, Sums
from undersigned.organiser.dashboard import todo

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def situation(page: Any, **changes: Any) -> todo.Situation:
    """A campaign that lacks nothing, of a hundred signers."""
    numbers = {
        "standing": 105,
        "samples": 0,
        "pending": 0,
        "days": days(100, 5),
        "sources": [("poster", Sums(signed=1))],
        "languages": [],
        "areas": [],
        "generations": [],
        "visited_since": None,
        "passed": Passed(50, 40),
        "annotations": [Annotation()],
        "behind": 0,
    }
    values = {
        "petition_id": 1,
        "page": page,
        "at": timezone.now(),
        "edit_url": "/edit/",
        "voices_waiting": 0,
        "letters_failed": 0,
        "can_write": True,
    }
    numbers |= {name: changes.pop(name) for name in list(changes) if name in numbers}
    return todo.Situation(**{**values, **changes, "numbers": Numbers(**numbers)})


@pytest.fixture
def complete(db: None) -> Any:
    """Not stored: nothing is asked of it but its fields."""
    closes_at = timezone.now() + timedelta(days=30)
    return CampaignPage(live=True, target=1000, closes_at=closes_at, hero_image_id=1, slug="rivers", title="Rivers")


def told(now: todo.Situation) -> list[tuple[str, str]]:
    return [(one.sentence, one.url) for one in todo.next_things(now)]


@pytest.mark.parametrize(
    ("changes", "sentence", "url"),
    [
        ({"standing": 930}, "Only 70 signatures are missing to the target: tell everybody", "/organiser/updates/1/"),
        ({"standing": 215}, "35 signatures are missing to 250: say so", "/organiser/updates/1/"),
        (
            {"pending": 60},
            "60 people have not confirmed: read the letter that asks them to as they do",
            "/edit/",
        ),
        (
            {
                "sources": [
                    ("x", Sums(60, 0, 9, 9)),
                    ("sms", Sums(60, 0, 12, 3)),
                    ("", Sums(99, 0, 90, 1)),
                    ("qr", Sums(signed=1)),
                ]
            },
            "Use this way first, it brings the most signatures for its visits: Text message",
            "#ways",
        ),
        (
            {"passed": Passed(9, 9)},
            "9 of 105 signers have brought somebody: ask the others for one person each",
            "/organiser/updates/1/",
        ),
        (
            {"days": days(*[20] * 7, *[9] * 7, 0), "standing": 120},
            "The last seven days brought 63, the seven before 140: give people news",
            "/organiser/updates/1/",
        ),
        ({"sources": []}, "Hang up the poster: nobody has come by paper yet", "/rivers/poster.pdf"),
        ({"annotations": []}, "Note on which day you sent a mail: then you see what it brought", "#notes"),
    ],
)
def test_each_rule_says_what_to_do_and_where(complete: Any, changes: dict[str, Any], sentence: str, url: str) -> None:
    assert told(situation(complete, **changes)) == [(sentence, url)]


def test_visits_that_lead_nowhere_are_named(complete: Any) -> None:
    lost = days(50)
    lost[0].sums.visits, lost[0].sums.started, lost[0].sums.signed = 1000, 100, 50

    assert [sentence for sentence, _ in told(situation(complete, days=lost))] == [
        "Few visitors turn to the form: say in the first sentence what is at stake",
        "Many begin the form and leave it: say beside it what happens with their data",
    ]


def test_troubles_come_first_and_there_are_three_at_most(complete: Any) -> None:
    complete.closes_at = timezone.now() + timedelta(days=3)
    now = situation(complete, letters_failed=2, voices_waiting=1, standing=930)

    assert told(now) == [
        ("2 letters were given up: see why", "/organiser/letters/?state=failed&petition=1"),
        ("Decide on 1 voice", "/organiser/voices/?state=waiting&petition=1"),
        ("3 days are left: tell everybody", "/organiser/updates/1/"),
    ]


def test_what_a_page_lacks_is_told_to_those_who_may_change_it(complete: Any) -> None:
    complete.hero_image_id, complete.target, complete.closes_at = None, None, None

    assert [sentence[:9] for sentence, _ in told(situation(complete))] == ["Add a pic", "Set a tar", "Set a dea"]
    assert told(situation(complete, edit_url="")) == []


def test_after_the_close_only_what_came_of_it_is_left(complete: Any) -> None:
    complete.closes_at = timezone.now() - timedelta(days=1)
    closed = told(situation(complete))
    complete.delivered_on = timezone.localdate()
    delivered = told(situation(complete))
    complete.answered_on = timezone.localdate()

    assert closed == [("The campaign is closed: record when you delivered it", "/edit/")]
    assert delivered == [("Tell signers what came of it, as soon as there is an answer", "/edit/")]
    assert told(situation(complete)) == []


def test_a_draft_is_to_be_published(complete: Any) -> None:
    complete.live = False

    assert told(situation(complete)) == [("This campaign is not published: nobody can sign it", "/edit/")]
