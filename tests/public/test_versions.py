"""The page of the text's versions: escaped, cached a minute, indexed by search engines, and no version but its own."""

from dataclasses import replace

import httpx
import pytest

from tests import factories
from tests.factories import NOW, TEXT
from tests.people import ROSA
from tests.public.test_app import visiting
from tests.public.test_signed import published
from undersigned.public import versions as page
from undersigned.signing import register

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    page._counted.clear()


async def look(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.get("/veto-hb-7259/versions")


def test_a_text_that_was_never_changed_says_so() -> None:
    petition = published()

    answer = visiting(look)

    assert answer.status_code == 200
    assert "The text was never changed" in answer.text
    assert bytes(petition.texts.get().sha256).hex() in answer.text
    assert "x-robots-tag" not in answer.headers


def test_a_change_is_shown_with_who_stands_under_each() -> None:
    petition = published()
    factories.signature(petition, ROSA)
    text = replace(TEXT, body=TEXT.body.replace("Sundays", "<b>Mondays</b>"))
    register.publish(petition, text=text, statements={"sign": "I sign."}, at=NOW)

    html = visiting(look).text

    assert "Version 2" in html
    assert "[taken out:] </span>Sundays.</del>" in html
    assert "[put in:] </span>&lt;b&gt;Mondays&lt;/b&gt;.</ins>" in html
    assert "1 person who signed it is counted" in html
    assert "0 people who signed it are counted" in html


def test_a_campaign_that_is_not_there_has_none() -> None:
    async def steps(browser: httpx.AsyncClient) -> int:
        return (await browser.get("/nothing/versions")).status_code

    assert visiting(steps) == 404
