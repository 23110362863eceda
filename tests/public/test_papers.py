"""Papers are ordered when a campaign is published, set by the worker, and served from memory like any page."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.campaigns.pages import published, republished
from tests.public.test_app import refuse, visiting
from tests.public.test_shelf import bake as baked
from undersigned.campaigns.models import CampaignPage
from undersigned.public import bake
from undersigned.public.models import Baked
from undersigned.public.shelf import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def bodies(page: CampaignPage) -> dict[str, bytes]:
    rows = Baked.objects.filter(petition=page.petition, body__isnull=False)
    return {row.name.partition(":")[2]: bytes(row.body or b"") for row in rows}


@pytest.mark.once
def test_publishing_orders_them_and_the_worker_sets_them_once() -> None:
    page = published()

    assert bodies(page) == {"poster": b"", "sheet": b""}
    assert (bake.papers(), bake.papers()) == (2, 0)
    assert {kind: body[:5] for kind, body in bodies(page).items()} == {"poster": b"%PDF-", "sheet": b"%PDF-"}


@pytest.mark.once
def test_only_what_says_something_else_is_set_again() -> None:
    page = published()
    bake.papers()
    before = bodies(page)

    page = republished(page)
    assert bake.papers() == 0
    page = republished(page, deck="Only the poster has it.")
    assert (bodies(page), bake.papers()) == (before, 1)  # the earlier one stays until the new one is there

    after = bodies(page)
    assert (after["sheet"] == before["sheet"], after["poster"] == before["poster"]) == (True, False)


def test_after_the_close_they_are_gone_and_the_page_names_them_no_more() -> None:
    page = published(sections=[{"type": "share", "value": {"heading": "Share", "text": ""}}])
    Baked.objects.filter(body=b"").update(body=b"%PDF-")
    html = Baked.objects.get(name=f"{page.petition_id}:campaign").html
    assert ('href="/sundays/poster.pdf"' in html, 'href="/sundays/sheet.pdf"' in html) == (True, True)

    page = republished(page, closes_at=timezone.now() - timedelta(minutes=1))

    assert (bodies(page), bake.papers()) == ({"poster": b"", "sheet": b""}, 0)
    assert "poster.pdf" not in Baked.objects.get(name=f"{page.petition_id}:campaign").html


def test_a_campaign_in_letters_that_our_fonts_lack_is_published_without() -> None:
    page = published(sponsor="أصدقاء المكتبة")

    assert (bodies(page), bake.papers()) == ({}, 0)


def test_where_nothing_is_ordered_the_worker_asks_once(django_assert_num_queries: object) -> None:
    published()
    Baked.objects.update(is_stale=False)

    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's
        assert bake.papers() == 0


def _paper(slug: str = "veto-hb-7259", *, body: bytes = b"%PDF-1.7 x", is_stale: bool = False) -> None:
    petition = factories.petition(slug)
    baked(petition, version=1)
    values = {"petition": petition, "body": body, "version": 1, "baked_at": factories.NOW, "is_stale": is_stale}
    Baked.objects.create(name=f"{petition.pk}:poster", html="", **values)


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_served_from_memory_and_not_sent_twice() -> None:
    _paper()

    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        with connection.execute_wrapper(refuse):
            first = await browser.get("/veto-hb-7259/poster.pdf")
            again = {"if-none-match": first.headers["etag"]}
            return [first, await browser.get("/veto-hb-7259/poster.pdf", headers=again)]

    first, second = visiting(steps)

    assert (first.status_code, first.content, first.headers["content-type"]) == (200, b"%PDF-1.7 x", "application/pdf")
    assert first.headers["cache-control"].startswith("public, ")
    assert first.headers["content-security-policy"] == (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    assert (second.status_code, second.content) == (304, b"")


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_is_not_there_is_not_found() -> None:
    _paper(body=b"")

    async def steps(browser: httpx.AsyncClient) -> list[int]:
        paths = ("/veto-hb-7259/poster.pdf", "/veto-hb-7259/sheet.pdf", "/nowhere/poster.pdf")
        return [(await browser.get(path)).status_code for path in paths]

    assert visiting(steps) == [404, 404, 404]


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_was_emptied_goes_from_the_shelf() -> None:
    _paper()
    shelf = Shelf()
    asyncio.run(shelf.refresh())
    assert shelf.page("/veto-hb-7259/poster.pdf") is not None

    Baked.objects.filter(name__endswith=":poster").update(body=b"", version=2)
    asyncio.run(shelf.refresh())

    assert shelf.page("/veto-hb-7259/poster.pdf") is None


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_is_still_being_set_is_there_in_a_moment() -> None:
    _paper(body=b"", is_stale=True)

    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        with connection.execute_wrapper(refuse):
            paths = ("poster.pdf", "sheet.pdf", "poster", "es/poster.pdf")
            return [await browser.get(f"/veto-hb-7259/{path}") for path in paths]

    soon, *others = visiting(steps)

    assert (soon.status_code, soon.headers["retry-after"], soon.headers["cache-control"]) == (503, "5", "no-store")
    assert "This page to print is being made" in soon.text
    assert [one.status_code for one in others] == [404, 404, 404]


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_is_set_anew_is_served_as_it_was_until_then() -> None:
    _paper(is_stale=True)

    async def steps(browser: httpx.AsyncClient) -> list[bytes]:
        return [(await browser.get("/veto-hb-7259/poster.pdf")).content]

    assert visiting(steps) == [b"%PDF-1.7 x"]
