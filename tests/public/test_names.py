"""When a page is baked again for the first names on it, and that a name goes with its signature."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.campaigns.pages import published, republished
from tests.factories import signature
from tests.people import INES, ROSA, Person
from tests.public.test_app import visiting
from tests.public.test_shelf import bake as baked
from tests.public.test_signed import link
from undersigned.campaigns.models import CampaignPage
from undersigned.public import bake, names, personal_data, withdraw
from undersigned.public.models import Baked
from undersigned.signing import tokens
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def signs(page: CampaignPage, person: Person) -> Signature:
    row = signature(page.petition, person, shows_name=True)
    Signature.objects.filter(id=row.id).update(confirmed_at=timezone.now())
    return row


def row_of(page: CampaignPage) -> Baked:
    return Baked.objects.get(name=f"{page.petition_id}:campaign")


def shown(page: CampaignPage) -> list[str]:
    return re.findall(r"<li>(\w+) signed today</li>", row_of(page).html)


def later(minutes: int = 3) -> datetime:
    return timezone.now() + timedelta(minutes=minutes, seconds=1)


def looked(*, at: datetime) -> int:
    """How many pages were baked."""
    names.look(at=at)
    return bake.stale(at=timezone.now())


def test_a_new_name_comes_with_the_next_look_and_no_earlier() -> None:
    page = published()
    signs(page, ROSA)

    assert (looked(at=later(2)), shown(page)) == (0, [])
    assert (looked(at=later(3)), shown(page)) == (1, ["Rosa"])


def test_a_page_whose_names_are_as_they_were_is_left_alone() -> None:
    page = published()
    signs(page, ROSA)
    looked(at=later())
    signature(page.petition, INES)  # has not allowed it

    assert looked(at=later()) == 0


def test_a_campaign_that_offers_no_names_shows_none() -> None:
    page = published(names_offer=False)
    signs(page, ROSA)

    assert looked(at=later()) == 0
    assert "names" not in row_of(page).facts
    assert 'name="show_name"' not in row_of(page).html


def test_names_go_when_they_are_not_offered_any_more() -> None:
    page = published()
    signs(page, ROSA)
    looked(at=later())

    republished(page, names_offer=False)

    assert shown(page) == []


def test_after_the_close_nobody_is_named() -> None:
    page = published()
    signs(page, ROSA)
    looked(at=later())

    republished(page, closes_at=timezone.now() - timedelta(seconds=1))

    assert "Rosa" not in row_of(page).html


def test_a_page_that_is_taken_off_keeps_no_name() -> None:
    page = published()
    signs(page, ROSA)
    looked(at=later())

    page.unpublish()

    row = row_of(page)
    assert (row.html, sorted(row.facts)) == ("", ["campaign"])


def test_a_visitor_who_withdraws_is_off_the_page_with_the_next_bake() -> None:
    page = published()
    rosa, _ = signs(page, ROSA), signs(page, INES)
    looked(at=later())
    assert sorted(shown(page)) == ["Inês", "Rosa"]

    Signature.objects.filter(id=rosa.id).update(state="withdrawn", sealed=None, shows_name=False)
    withdraw._unshown(page.petition_id, rosa.id)

    assert (bake.stale(at=timezone.now()), shown(page)) == (1, ["Inês"])


def test_who_was_not_shown_leaves_without_a_bake() -> None:
    page = published()
    signs(page, ROSA)
    ines = signature(page.petition, INES)
    looked(at=later())

    Signature.objects.filter(id=ines.id).update(state="withdrawn", sealed=None)
    withdraw._unshown(page.petition_id, ines.id)

    assert bake.stale(at=timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_the_button_of_the_way_out_marks_the_page() -> None:
    petition = factories.petition()
    rosa = signature(petition, ROSA, shows_name=True)
    baked(petition, version=1)
    page = Baked.objects.filter(name=f"{petition.pk}:campaign")
    page.update(facts={**page.get().facts, "names": [{"name": "Rosa", "is_today": True}]})

    async def steps(browser: httpx.AsyncClient) -> int:
        return (await browser.post(link(tokens.Kind.WITHDRAW, petition, rosa.id))).status_code

    assert (visiting(steps), page.get().is_stale) == (200, True)


def test_no_other_page_and_no_fact_for_templates_holds_a_name() -> None:
    page = published()
    signs(page, ROSA)
    looked(at=later())

    assert "Rosa" not in str(row_of(page).facts["campaign"])
    others = Baked.objects.exclude(name=f"{page.petition_id}:campaign")
    assert [row.name for row in others if "Rosa" in row.html] == []


def test_erasing_bakes_the_page_again() -> None:
    page = published()
    rosa = signs(page, ROSA)

    assert personal_data.erase(page.petition_id, rosa.id) == 1
    assert personal_data.export(page.petition_id, rosa.id) == {}
    assert bake.stale(at=timezone.now()) == 1
