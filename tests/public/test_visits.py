"""Visits and begun forms: counted in memory, by our own ways only, written down beside the visitors."""

import asyncio
from datetime import date
from typing import Any

import httpx
import pytest
from django.db import OperationalError, connection

from tests import factories
from tests.public.test_app import refuse, visiting
from tests.public.test_shelf import bake
from undersigned.public import visits
from undersigned.visits import store
from undersigned.visits.counter import Count, Counter, Way
from undersigned.visits.models import Visited

on_the_shelf = pytest.mark.django_db(transaction=True)
PAGE = "/veto-hb-7259/"
TODAY = date(2026, 3, 2)


def counted(*asked: tuple[str, str, dict[str, str]]) -> tuple[list[int], dict[str, tuple[int, int]]]:
    """Statuses; visits and begun forms by way. Nothing of it takes a query."""
    bake(factories.petition(), version=1)

    async def steps(browser: httpx.AsyncClient) -> Any:
        with connection.execute_wrapper(refuse):
            answers = [await browser.request(method, path, headers=headers) for method, path, headers in asked]
        statuses = [answer.status_code for answer in answers]
        public: Any = browser._transport
        return statuses, public.app.front.visits.take(TODAY)

    statuses, taken = visiting(steps)
    assert {(way.petition_id, way.language) for way in taken} <= {(factories.Petition.objects.get().pk, "en")}
    return statuses, {way.source: (count.visits, count.starts) for way, count in taken.items()}


@on_the_shelf
@pytest.mark.once
def test_each_look_at_the_page_is_a_visit_by_its_way() -> None:
    _, ways = counted(
        ("GET", PAGE, {}),
        ("GET", PAGE, {"if-none-match": "*"}),
        ("GET", f"{PAGE}?s=whatsapp&via=abcdefgh", {}),
        ("GET", f"{PAGE}?s=made-up", {}),
        ("GET", f"{PAGE}?s=NOT%20A%20WAY", {}),
    )

    assert ways == {"": (3, 0), "whatsapp": (1, 0), "other": (1, 0)}


@on_the_shelf
@pytest.mark.once
def test_robots_other_pages_and_doors_are_no_visits() -> None:
    robots = ("Mozilla/5.0 (compatible; Examplebot/2.1)", "facebookexternalhit/1.1", "WhatsApp/2.23", "some-crawler")

    _, ways = counted(
        ("HEAD", PAGE, {}),
        *(("GET", PAGE, {"user-agent": robot}) for robot in robots),
        ("GET", f"{PAGE}count", {}),
        ("GET", "/nowhere/", {}),
        ("POST", f"{PAGE}sign", {}),
        ("GET", PAGE, {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}),
    )

    assert ways == {"": (1, 0)}


@on_the_shelf
@pytest.mark.once
def test_a_begun_form_is_told_by_the_page_itself_alone() -> None:
    own = {"sec-fetch-site": "same-origin"}

    statuses, ways = counted(
        ("POST", f"{PAGE}began?s=email", own),
        ("POST", f"{PAGE}began?s=", own),
        ("POST", f"{PAGE}began", {"sec-fetch-site": "cross-site"}),
        ("POST", f"{PAGE}began", {"origin": "https://elsewhere.example"}),
        ("GET", f"{PAGE}began", {}),
        ("POST", "/nowhere/began", own),
    )

    assert statuses == [204, 204, 403, 403, 405, 404]
    assert ways == {"email": (0, 1), "": (0, 1)}


@pytest.mark.django_db(
    transaction=True,
    available_apps=["undersigned.mail", "undersigned.ledger", "undersigned.signing", "undersigned.visits"],
)
def test_what_was_counted_is_written_by_another_thread() -> None:
    petition, counter = factories.petition(), Counter(TODAY)
    counter.visit(petition.pk, "en", "")
    counter.start(petition.pk, "en", "")

    asyncio.run(visits.part(counter))

    row = Visited.objects.get()
    assert (row.petition_id, row.day, row.source, row.visits, row.starts) == (petition.pk, TODAY, "", 1, 1)


def test_a_database_that_is_away_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(store, "add", away)
    counter = Counter(TODAY)
    counter.visit(1, "en", "")

    asyncio.run(visits.write(counter))

    assert counter.take(TODAY) == {Way(1, TODAY, "en", ""): Count(1, 0)}


def test_what_nobody_can_write_is_told_and_let_go(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Any) -> None:
        raise ValueError

    monkeypatch.setattr(store, "add", broken)
    counter = Counter(TODAY)
    counter.visit(1, "en", "")

    asyncio.run(visits.write(counter))

    assert counter.take(TODAY) == {}
    assert [record.message for record in caplog.records] == ["visits.write"]


def test_it_is_written_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    written, counter = [], Counter(TODAY)
    monkeypatch.setattr(visits, "WRITE_EVERY_S", 0)

    async def run() -> None:
        loop, is_written = asyncio.get_running_loop(), asyncio.Event()

        def add(taken: dict[Way, Count]) -> None:
            written.append([way.petition_id for way in taken])
            loop.call_soon_threadsafe(is_written.set)

        monkeypatch.setattr(store, "add", add)
        keeping = asyncio.create_task(visits.keep(counter))
        for number in (1, 2):
            counter.visit(number, "en", "")
            await is_written.wait()
            is_written.clear()
        keeping.cancel()

    asyncio.run(run())

    assert written == [[1], [2]]
