"""A crowd from one network: a task is asked of it, what was typed is kept, nothing is stored until it is done."""

import asyncio
import json
import re
from html import unescape
from typing import Any

import httpx
import pytest
from altcha.v2 import Challenge, solve_challenge
from django.conf import settings

from tests import factories
from tests.people import INES, ROSA, Person, crowd
from tests.public.test_busy import CONSENT, LABELS
from tests.public.test_closed import CAMPAIGN
from tests.public.test_shelf import bake
from undersigned.defence import work
from undersigned.defence.client import networks
from undersigned.defence.gate import Gate
from undersigned.mail.models import Letter
from undersigned.public.app import application
from undersigned.public.front import Front, open_store
from undersigned.public.models import Baked
from undersigned.public.shelf import Shelf
from undersigned.signing.batch import Batch
from undersigned.signing.models import Signature

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

SCHOOL = {"x-forwarded-for": "88.1.2.3"}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COST", 1)


def _form(person: Person, **more: str) -> dict[str, str]:
    return {"name": person.name, "email": person.email, "postcode": person.postcode, **more}


def _visited(visit: Any) -> Any:
    """What `visit(browser)` returns, on a front with one petition behind a proxy."""
    petition = factories.petition()
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": CAMPAIGN | LABELS | CONSENT})

    async def run() -> Any:
        public, shelf = application(), Shelf()
        await shelf.refresh()
        batch = Batch(open_store(), most_waiting=100)
        gate = Gate(settings.MASTER_KEYS.token, trusted=networks("127.0.0.0/8"))
        public.front = Front(shelf, batch, settings.MASTER_KEYS.token, gate)
        transport = httpx.ASGITransport(app=public)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=SCHOOL) as browser:
            seen = await visit(browser)
        await batch.close()
        return seen

    return asyncio.run(run())


async def _sign(browser: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
    return await browser.post("/veto-hb-7259/sign", data=form)


def _hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?>', html)
    return {name: unescape(value) for name, value in found}


def test_the_eleventh_of_a_school_is_asked_for_a_moment_and_signs() -> None:
    typed = _form(ROSA, updates="yes", s="whatsapp", via="abcd2345") | {"name": 'Rosa "R" <b>Marín</b>'}

    async def visit(browser: httpx.AsyncClient) -> tuple[list[int], httpx.Response, int, httpx.Response]:
        class_mates = [(await _sign(browser, _form(one))).status_code for one in crowd(10)]
        asked = await _sign(browser, typed)
        stored = await asyncio.to_thread(Signature.objects.count)
        solution = solve_challenge(Challenge.from_dict(json.loads(_hidden(asked.text)["challenge"])))
        assert solution is not None
        done = await _sign(browser, _hidden(asked.text) | {"solution": json.dumps(solution.to_dict())})
        return class_mates, asked, stored, done

    class_mates, asked, stored, done = _visited(visit)

    assert class_mates == [303] * 10
    assert (asked.status_code, asked.headers["cache-control"], stored) == (429, "no-store", 10)
    assert {name: value for name, value in _hidden(asked.text).items() if name in typed} == typed
    assert done.status_code == 303
    assert (Signature.objects.count(), Letter.objects.count()) == (11, 11)
    rosa = Signature.objects.order_by("signed_at", "id").last()
    assert rosa is not None
    assert (rosa.source, rosa.via, rosa.wants_updates, rosa.state) == ("whatsapp", "abcd2345", True, "pending")


def test_who_sends_the_task_back_undone_is_asked_again() -> None:
    async def visit(browser: httpx.AsyncClient) -> list[int]:
        for one in crowd(10):
            await _sign(browser, _form(one))
        asked = await _sign(browser, _form(ROSA))
        again = await _sign(browser, _hidden(asked.text))
        return [asked.status_code, again.status_code]

    assert _visited(visit) == [429, 429]
    assert Signature.objects.count() == 10


def test_the_fourth_letter_of_a_day_is_not_written_and_the_answer_is_the_same() -> None:
    async def visit(browser: httpx.AsyncClient) -> list[tuple[int, str]]:
        answers = [await _sign(browser, _form(person)) for person in (ROSA, INES, ROSA, ROSA, ROSA)]
        seen = [(one.status_code, re.sub("[^/]+$", "…", one.headers["location"])) for one in answers]
        again = await browser.post(f"{answers[0].headers['location']}/letter")
        return [*seen, (again.status_code, again.headers["location"][-6:])]

    assert _visited(visit) == [(303, "/veto-hb-7259/check/…")] * 5 + [(303, "?again")]
    assert sorted(Signature.objects.values_list("state", "hold_reason")) == [("pending", ""), ("pending", "")]


def test_who_gets_no_letter_is_kept_for_the_organiser() -> None:
    other = factories.petition(slug="other")
    bake(other, version=1)

    async def visit(browser: httpx.AsyncClient) -> list[int]:
        for _ in range(3):
            await _sign(browser, _form(INES))
        held = await browser.post("/other/sign", data=_form(INES))
        return [held.status_code]

    assert _visited(visit) == [303]
    assert list(Signature.objects.order_by("state").values_list("state", "hold_reason")) == [
        ("held", "mailbox"),
        ("pending", ""),
    ]
    assert Letter.objects.count() == 1
