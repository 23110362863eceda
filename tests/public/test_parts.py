"""What stands beside the count: on the page under its own name, in the count's JSON, and its manifest at the log."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from tests.campaigns.pages import published
from tests.factories import NOW, signature
from tests.offline import batches
from tests.people import INES, ROSA
from tests.public.test_app import visiting
from undersigned.campaigns.models import CampaignPage
from undersigned.offline import bring, declare, settle
from undersigned.public import bake
from undersigned.public.models import Baked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def html(page: CampaignPage) -> str:
    bake.stale(at=NOW)
    return Baked.objects.get(name=f"{page.petition_id}:campaign").html


def listed(page: CampaignPage, root: Path) -> None:
    rows = [f"{one.name},{one.email},," for one in (ROSA, INES)]
    bring.take(batches.read(batches.listed(page.petition, root, *rows), root), at=NOW)


def test_each_part_stands_on_the_page_as_soon_as_it_is_declared(tmp_path: Path) -> None:
    page = published()
    told = ["Beside these" in html(page)]
    batch = batches.sheets(page.petition, 1_204)
    told.append("Beside these: 1,204 on paper." in html(page))
    listed(page, tmp_path)
    told.append("Beside these: 1,204 on paper, and 2 collected earlier." in html(page))
    declare.strike(batch, reason="counted twice", by=None, at=NOW)
    told.append("Beside these: 2 collected earlier." in html(page))

    assert told == [False, True, True, True]


def test_a_page_is_baked_again_when_somebody_of_a_list_has_signed(tmp_path: Path) -> None:
    page = published()
    listed(page, tmp_path)
    html(page)
    none_moved = bake.parts()
    signature(page.petition, ROSA)
    settle.turn()

    assert (none_moved, bake.parts(), bake.parts()) == (0, 1, 0)
    assert "Beside these: 1 collected earlier." in html(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rooted")
def test_machines_get_each_part_and_the_manifest_by_its_hash() -> None:
    page = published()
    batch = batches.sheets(page.petition, 30)
    html(page)
    manifest = bytes(batch.manifest_hash or b"").hex()
    log = f"/log/{page.petition.uuid}/offline"

    async def steps(browser: httpx.AsyncClient) -> list[Any]:
        paths = (f"{page.visited_at}count", f"{log}/{manifest}", f"{log}/{'0' * 64}", f"{page.visited_at}verify")
        return [await browser.get(path) for path in paths]

    counted, served, other, verify = visiting(steps)

    assert (counted.json()["count"], counted.json()["parts"]) == (0, {"paper": 30, "earlier": 0})
    assert (served.text, served.headers["access-control-allow-origin"]) == (batch.manifest, "*")
    assert other.status_code == 404
    assert "are declared by the organisers" in verify.text
