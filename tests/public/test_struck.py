"""What a signer whom an organiser has struck is told, and the count that every visitor sees."""

import re

import httpx
import pytest
from django.utils import timezone

from tests import factories
from tests.people import INES, ROSA
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from tests.public.test_signed import CAMPAIGN, link
from undersigned.public import reader
from undersigned.public.models import Baked
from undersigned.public.shelf import Shelf
from undersigned.signing import decide, tokens
from undersigned.signing.decide import Reason

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

TOLD = re.compile(r"<h1>(.*?)</h1>")


def test_the_links_of_whoever_was_struck_say_so_until_it_is_undone_and_the_count_follows() -> None:
    petition = factories.petition(at=timezone.now())
    bake(petition, version=1)
    facts = {"campaign": CAMPAIGN | {"contact_email": "library@example.org"}}
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts=facts)
    rosa, _ines = factories.signature(petition, ROSA), factories.signature(petition, INES)
    own = link(tokens.Kind.SIGNED, petition, rosa.id)

    async def steps(browser: httpx.AsyncClient) -> tuple[list[int], list[httpx.Response]]:
        shelf, counts = Shelf(), []

        async def look() -> None:
            await reader.read(factories.serve, petition)
            await shelf.refresh()
            counts.append(shelf.totals(petition.pk).count)

        await look()
        await reader.read(decide.strike, petition.pk, rosa.id, reason=Reason.NOBODY, at=factories.NOW)
        await look()
        answers = [await browser.get(own), await browser.post(link(tokens.Kind.CONFIRM, petition, rosa.id))]
        await reader.read(decide.reinstate, petition.pk, rosa.id, at=factories.NOW)
        await look()
        return counts, [*answers, await browser.get(own)]

    counts, answers = visiting(steps)

    assert counts == [2, 1, 2]
    assert [answer.status_code for answer in answers] == [410, 410, 200]
    assert [TOLD.findall(answer.text) for answer in answers[:2]] == [["This signature is not counted any more"]] * 2
    assert "write to library@example.org" in answers[0].text
    assert TOLD.findall(answers[2].text) != TOLD.findall(answers[0].text)


def test_everybody_reads_how_many_were_struck_on_which_day_and_why() -> None:
    petition = factories.petition(at=timezone.now())
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(
        facts={"campaign": CAMPAIGN | {"url": "http://127.0.0.1/veto-hb-7259/"}}
    )
    made = [factories.signature(petition, one).id for one in (ROSA, INES)]

    async def steps(browser: httpx.AsyncClient) -> list[str]:
        pages = [await browser.get("/veto-hb-7259/verify")]
        await reader.read(decide.strike_all, petition.pk, made, reason=Reason.NOBODY, at=factories.NOW)
        await reader.read(decide.reinstate, petition.pk, made[0], at=factories.NOW)
        pages.append(await browser.get("/veto-hb-7259/verify"))
        return [page.text for page in pages]

    before, after = visiting(steps)

    assert "What the organisers struck" not in before
    assert re.findall(r"<dt>(2 March[^<]*)</dt><dd>([^<]*)</dd>", after) == [
        ("2 March 2026, no real people", "2 struck, 1 put back")
    ]
