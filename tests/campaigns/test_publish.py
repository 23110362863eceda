"""What publishing, unpublishing and deleting do to the petition and to the letters' stationery."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.campaigns.pages import again, draft, published, republished
from tests.factories import signature
from tests.people import ROSA
from undersigned.campaigns import home, publish
from undersigned.campaigns.models import CampaignPage
from undersigned.mail.models import Stationery
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[tuple[str, Any]]]:
    """The signals that were sent, in order."""
    signals: list[tuple[str, Any]] = []

    def hear_published(page: Any, **_: Any) -> None:
        signals.append(("published", page.slug, getattr(page, "petition", None) is not None))

    def hear_unpublished(petition: Petition, **_: Any) -> None:
        signals.append(("unpublished", petition.slug, petition.published))

    publish.published.connect(hear_published)
    publish.unpublished.connect(hear_unpublished)
    yield signals
    publish.published.disconnect(hear_published)
    publish.unpublished.disconnect(hear_unpublished)


def test_a_draft_makes_no_petition() -> None:
    page = draft()

    page.save_revision()

    assert again(page).petition is None
    assert Petition.objects.count() == 0


def test_publishing_opens_a_petition_as_the_page_has_it() -> None:
    closes_at = timezone.now().replace(microsecond=0) + timedelta(days=30)

    petition = published(target=500, closes_at=closes_at, postcode_style="uk").petition

    assert (petition.slug, petition.ask, petition.language) == ("sundays", "Keep the library open on Sundays", "en")
    assert (petition.target, petition.closes_at, petition.postcode_style) == (500, closes_at, "uk")
    assert (petition.published, petition.text_version, petition.wording_version) == (True, 1, 1)
    assert json.loads(petition.texts.get().canonical) == {
        "addressed_to": "The city council",
        "ask": "Keep the library open on Sundays",
        "body": "We ask you to keep the doors open.\n\nSundays are for books.",
        "language": "en",
    }


def test_publishing_the_same_again_makes_no_new_version() -> None:
    page = republished(published())

    assert (page.petition.text_version, page.petition.wording_version) == (1, 1)
    assert (page.petition.texts.count(), page.petition.wordings.count()) == (1, 1)
    assert Petition.objects.count() == 1


def test_a_changed_text_is_a_second_version_and_leaves_the_statements_alone() -> None:
    page = republished(published(), petition_text="We ask you to open on Mondays too.")

    assert (page.petition.text_version, page.petition.wording_version) == (2, 1)
    assert [row.version for row in page.petition.texts.order_by("version")] == [1, 2]


def test_a_changed_statement_is_a_second_version_and_leaves_the_text_alone() -> None:
    page = republished(published(), recipient_gets="The council receives names only.")

    assert (page.petition.text_version, page.petition.wording_version) == (1, 2)
    assert page.petition.wordings.get(version=2).statements["privacy"] == "The council receives names only."


def test_the_target_and_the_deadline_follow_the_page_without_a_new_version() -> None:
    page = republished(published(target=100), target=200, closes_at=None)

    assert (page.petition.target, page.petition.closes_at, page.petition.text_version) == (200, None, 1)


def test_publishing_prints_the_stationery() -> None:
    page = published(paid_for_by="Paid for by the Friends.", confirm_words="Thank you.")

    assert list(Stationery.objects.values()) == [
        {
            "id": Stationery.objects.get().pk,
            "petition_id": page.petition_id,
            "language": "en",
            "sender_name": "Friends of the Library",
            "sender_address": "petition@example.org",
            "reply_to": "theo@example.net",
            "ask": "Keep the library open on Sundays",
            "slug": "sundays",
            "paid_for_by": "Paid for by the Friends.",
            "confirm_subject": "",
            "confirm_words": "Thank you.",
            "already_subject": "",
            "already_words": "",
        }
    ]


def test_a_letter_that_waits_keeps_the_sheet_of_its_language() -> None:
    republished(published(), language="es", sender_name="Amigos")

    sheets = Stationery.objects.order_by("language").values_list("language", "sender_name")
    assert list(sheets) == [("en", "Friends of the Library"), ("es", "Amigos")]


def test_listeners_hear_of_it_once_the_petition_is_there(heard: list[Any]) -> None:
    page = published()

    republished(page)

    assert heard == [("published", "home", False), ("published", "sundays", True), ("published", "sundays", True)]


def test_a_page_that_is_to_go_live_later_makes_no_petition_yet(heard: list[Any]) -> None:
    home.provide()
    heard.clear()
    page = draft(go_live_at=timezone.now() + timedelta(days=1))

    page.save_revision().publish()

    assert again(page).petition is None
    assert heard == []


def test_unpublishing_takes_the_petition_off_and_keeps_the_signatures(heard: list[Any]) -> None:
    page = published()
    signature(page.petition, ROSA)
    heard.clear()

    page.unpublish()

    assert heard == [("unpublished", "sundays", False)]
    assert not again(page).petition.published
    assert again(page).petition.signatures.count() == 1


def test_deleting_the_page_takes_the_petition_off_and_keeps_the_signatures(heard: list[Any]) -> None:
    page = published()
    signature(page.petition, ROSA)
    heard.clear()

    page.delete()

    assert heard == [("unpublished", "sundays", False)]
    assert CampaignPage.objects.count() == 0
    assert Petition.objects.get().signatures.count() == 1


def test_an_address_that_nobody_signed_under_is_used_again() -> None:
    first = published()
    petition = first.petition
    first.delete()

    assert published().petition == petition
    assert Petition.objects.count() == 1
