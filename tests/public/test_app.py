"""The router in front: what comes from memory asks nothing, what is not there says so."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection

from tests import factories
from tests.public.test_shelf import bake
from undersigned.defence.gate import Gate
from undersigned.public.app import Public, application
from undersigned.public.front import Front, open_store
from undersigned.public.models import Baked
from undersigned.public.shelf import HOME, Shelf
from undersigned.signing.batch import Batch

pytestmark = pytest.mark.django_db(transaction=True)

Steps = Callable[[httpx.AsyncClient], Any]


def visiting(steps: Steps) -> Any:
    """Runs `steps` with a browser at an application whose shelf is filled; returns what they return."""

    async def run() -> Any:
        public: Public = application()
        shelf = Shelf()
        await shelf.refresh()
        batch = Batch(open_store(), most_waiting=10)
        public.front = Front(shelf, batch, settings.MASTER_KEYS.token, Gate(settings.MASTER_KEYS.token))
        transport = httpx.ASGITransport(app=public)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            try:
                return await steps(browser)
            finally:
                await batch.close()

    return asyncio.run(run())


def refuse(*_: Any) -> None:
    raise AssertionError("a query, where there must be none")


@pytest.fixture
def _home() -> None:
    Baked.objects.create(name=HOME, html="<h1>Petitions</h1>", version=1, baked_at=factories.NOW)


@pytest.mark.usefixtures("_home")
def test_baked_pages_are_served_without_a_query() -> None:
    bake(factories.petition(), version=1)

    async def steps(browser: httpx.AsyncClient) -> list[tuple[int, str]]:
        with connection.execute_wrapper(refuse):
            answers = [await browser.get(path) for path in ("/", "/veto-hb-7259/", "/veto-hb-7259/count", "/healthz")]
        return [(answer.status_code, answer.text) for answer in answers]

    assert visiting(steps) == [
        (200, "<h1>Petitions</h1>"),
        (200, "<h1>Veto</h1>"),
        (
            200,
            '{"count":0,"samples":0,"parts":{"paper":0,"earlier":0},"goal":100,"is_shown":false,"shown":["0","100","100"],'
            '"sentence":"0 people have signed"}',
        ),
        (200, "ok\n"),
    ]


def test_an_address_without_its_slash_leads_on_with_its_query() -> None:
    bake(factories.petition(), version=1)

    async def steps(browser: httpx.AsyncClient) -> tuple[int, str]:
        answer = await browser.get("/veto-hb-7259?s=whatsapp")
        return answer.status_code, answer.headers["location"]

    assert visiting(steps) == (308, "/veto-hb-7259/?s=whatsapp")


def test_the_forms_own_address_leads_to_the_form() -> None:
    bake(factories.petition(), version=1)

    async def steps(browser: httpx.AsyncClient) -> tuple[int, str]:
        answer = await browser.get("/veto-hb-7259/sign")
        return answer.status_code, answer.headers["location"]

    assert visiting(steps) == (303, "/veto-hb-7259/#sign")


def test_an_installation_without_pages_answers_not_found() -> None:
    async def steps(browser: httpx.AsyncClient) -> list[int]:
        paths = (
            "/",
            "/veto-hb-7259/",
            "/veto-hb-7259/count",
            "/static/nothing.css",
            "/media/../keys/seal",
            "/mailbox/",
        )
        return [(await browser.get(path)).status_code for path in paths]

    assert visiting(steps) == [404] * 6


@pytest.mark.parametrize("name", ["map.pdf", "film.mp4", "words.vtt", "page.html"])
def test_an_upload_may_be_looked_at_and_may_do_nothing(name: str) -> None:
    folder = settings.MEDIA_ROOT / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"<script>alert(1)</script>")

    async def steps(browser: httpx.AsyncClient) -> list[str]:
        answer = await browser.get(f"/media/documents/{name}")
        return [answer.headers[header] for header in ("content-security-policy", "x-content-type-options")]

    assert visiting(steps) == ["default-src 'none'; sandbox", "nosniff"]


def test_the_desks_files_are_served_from_their_apps() -> None:
    async def steps(browser: httpx.AsyncClient) -> tuple[int, str, str]:
        answer = await browser.get("/static/organiser/desk.css")
        return answer.status_code, answer.headers["cache-control"], answer.headers["x-content-type-options"]

    assert visiting(steps) == (200, "public, max-age=3600", "nosniff")
