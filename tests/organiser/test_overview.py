"""The campaigns on the front page of the desk: their numbers, and who sees what of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, signature
from tests.organiser import desk
from tests.people import INES, MALLORY, ROSA, THEO
from tests.voices.remarks import offered
from undersigned.campaigns import home
from undersigned.insight import gather
from undersigned.organiser import overview
from undersigned.signing import samples
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


def _cards(user: User) -> list[overview.Card]:
    gather.on(at=NOW + timedelta(minutes=10))
    request: Any = RequestFactory().get("/organiser/")
    request.user = user
    return overview.cards(request, at=NOW)


def test_a_card_has_the_numbers_of_its_campaign() -> None:
    page = desk.campaign("Keep the library open", "sunday-library", target=8, closes_at=None)
    petition = page.petition
    page.closes_at = NOW + timedelta(days=22)
    page.save()
    signature(petition, THEO, state="withdrawn", at=NOW - timedelta(days=3))
    signature(petition, ROSA, at=NOW - timedelta(days=1))
    offered(signature(petition, INES, at=NOW - timedelta(hours=1)))
    signature(petition, MALLORY, state="pending")
    for state in ("waiting", "sending", "failed", "sent"):
        desk.letter(petition, state=state)

    assert _cards(desk.theo()) == [
        overview.Card(
            title="Keep the library open",
            is_published=True,
            samples=0,
            confirmed="2",
            percent=25,
            target="8",
            today="1",
            pending="1",
            held=0,
            closes_at=NOW + timedelta(days=22),
            days_left=22,
            is_closed=False,
            petition_id=petition.pk,
            letters_waiting=2,
            letters_failed=1,
            voices_waiting=1,
            edit_url=f"/organiser/pages/{page.pk}/edit/",
            begin_url="",
            view_url=page.url,
            overview_url=f"/organiser/campaigns/{petition.pk}/",
            export_url="",
            translate_url=f"/organiser/campaigns/{page.pk}/translate/",
            versions=[],
        )
    ]


def test_a_draft_has_no_numbers_yet() -> None:
    page = desk.campaign("Not yet", "not-yet", publish=False)

    (card,) = _cards(desk.theo())

    assert (card.is_published, card.petition_id, card.confirmed, card.today, card.pending) == (
        False,
        None,
        "0",
        "0",
        "0",
    )
    assert (card.edit_url, card.view_url) == (f"/organiser/pages/{page.pk}/edit/", "")
    assert card.begin_url == f"/organiser/begin/{page.pk}/words/"
    assert (card.percent, card.days_left) == (None, None)


def test_samples_are_told_apart() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    samples.add(page.petition, number=1204, at=NOW - timedelta(days=2))

    (card,) = _cards(desk.theo())

    assert (card.confirmed, card.samples, card.today) == ("1,204", 1204, "0")


def test_a_closed_campaign_says_so() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    page.closes_at = NOW
    page.save()

    (card,) = _cards(desk.theo())

    assert (card.is_closed, card.days_left) == (True, 0)


def test_who_may_not_decide_nor_edit_sees_the_numbers_only() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    offered(signature(page.petition, ROSA))

    (card,) = _cards(desk.mallory())

    assert (card.confirmed, card.voices_waiting, card.letters_waiting, card.letters_failed) == ("1", None, None, None)
    assert (card.edit_url, card.view_url) == ("", page.url)


def test_published_campaigns_come_first() -> None:
    desk.campaign("A draft", "draft", publish=False)
    desk.campaign("Rivers", "rivers")
    desk.campaign("Library", "sunday-library")

    assert [card.title for card in _cards(desk.theo())] == ["Library", "Rivers", "A draft"]


def test_more_campaigns_take_no_more_queries() -> None:
    client = desk.signed_in(desk.theo())
    desk.campaign("Rivers", "rivers")
    client.get("/organiser/")
    with CaptureQueriesContext(connection) as one:
        client.get("/organiser/")
    desk.campaign("Library", "sunday-library")
    desk.campaign("Forests", "forests")
    client.get("/organiser/")
    with CaptureQueriesContext(connection) as three:
        client.get("/organiser/")

    assert (len(one), len(three)) == (29, 29)


def test_the_front_page_leads_to_everything() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    petition: Petition = page.petition
    offered(signature(petition, ROSA))
    desk.letter(petition, state="failed")

    html = desk.signed_in(desk.theo()).get("/organiser/").content.decode()

    text = desk.text_of(html)
    assert "Keep the library open Open Confirmed signatures 1 no target set Today" in text
    assert "1 voice waits for a decision No letter waits 1 letter was given up" in text
    assert "Overview Edit page Translate View page Voices" in text
    for address in (
        f"/organiser/pages/{page.pk}/edit/",
        page.url,
        f"/organiser/voices/?state=waiting&amp;petition={petition.pk}",
        f"/organiser/letters/?state=failed&amp;petition={petition.pk}",
        "/organiser/begin/campaign/",
    ):
        assert f'href="{address}"' in html


def test_an_empty_desk_says_how_to_begin() -> None:
    home.provide()

    text = desk.text_of(desk.signed_in(desk.theo()).get("/organiser/").content.decode())

    assert "New campaign No campaign yet Write what you ask, of whom, and why." in text


def test_who_may_not_begin_a_campaign_is_not_asked_to() -> None:
    home.provide()

    assert "New campaign" not in desk.signed_in(desk.mallory()).get("/organiser/").content.decode()
