"""After the close: no new signature, a day for those whose letter was on its way, and then a plain answer."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories
from tests.people import ROSA
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from undersigned.public.models import Baked
from undersigned.signing import tokens
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db(transaction=True)

FORM = {"name": ROSA.name, "email": ROSA.email, "postcode": ROSA.postcode}
CAMPAIGN = {
    "ask": "Governor, veto HB 7259",
    "path": "/veto-hb-7259/",
    "language": "en",
    "sponsor": "Friends of the Library",
    "closed_words": "The Governor has answered.",
}


def closed(*, ago: timedelta) -> Petition:
    petition = factories.petition(closes_at=timezone.now() - ago)
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": CAMPAIGN})
    return petition


def confirm_link(petition: Petition) -> str:
    token = tokens.mint(
        tokens.Kind.CONFIRM,
        uuid4(),
        petition=petition.uuid,
        key=settings.MASTER_KEYS.token,
        at=timezone.now().timestamp(),
    )
    return f"/veto-hb-7259/confirm/{token}"


def test_nobody_signs_after_the_close() -> None:
    closed(ago=timedelta(seconds=1))

    async def steps(browser: httpx.AsyncClient) -> httpx.Response:
        return await browser.post("/veto-hb-7259/sign", data=FORM)

    answer = visiting(steps)
    assert answer.status_code == 410
    assert "This petition is closed" in answer.text
    assert "The Governor has answered." in answer.text
    assert Signature.objects.count() == 0


def test_a_letter_that_was_on_its_way_may_be_confirmed_for_a_day() -> None:
    petition = closed(ago=timedelta(hours=23))

    async def steps(browser: httpx.AsyncClient) -> int:
        return (await browser.get(confirm_link(petition))).status_code

    assert visiting(steps) == 200


def test_after_that_day_the_link_says_that_it_is_closed() -> None:
    petition = closed(ago=timedelta(hours=25))

    async def steps(browser: httpx.AsyncClient) -> list[tuple[int, bool]]:
        link = confirm_link(petition)
        answers = [await browser.get(link), await browser.post(link)]
        return [(answer.status_code, "This petition is closed" in answer.text) for answer in answers]

    assert visiting(steps) == [(410, True), (410, True)]
