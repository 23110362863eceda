"""An installation that asks everybody for a moment's work: a browser does it by itself, or the visitor waits."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Town
from tests.people import ROSA
from tests.postbox import Postbox
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once


@pytest.fixture
def town(serving: Callable[..., Product], smtp: Postbox, prepared_town: Product) -> Town:
    return Town(serving(like=prepared_town, mail_url=smtp.url, proof_of_work="always"), smtp)


@pytest.fixture
def page(browser: "Browser", request: pytest.FixtureRequest) -> "Iterator[Page]":
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 390, "height": 844}, **getattr(request, "param", {}))
    context.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    context.on("weberror", lambda fault: wrong.append(str(fault.error)))
    yield context.new_page()
    context.close()
    assert wrong == []


def _sign(town: Town, page: "Page") -> None:
    page.goto(f"{town.url}/sunday-library/")
    page.get_by_label("Full name").fill(ROSA.name)
    page.get_by_role("textbox", name="Email address").fill(ROSA.email)
    page.get_by_label("Postcode").fill("EC1A 1BB")
    page.get_by_role("button", name="I agree and sign").click()


def test_a_browser_does_the_work_and_goes_on_by_itself(town: Town, page: "Page") -> None:
    _sign(town, page)

    page.wait_for_url("**/check/*")
    assert page.get_by_role("heading", level=1).inner_text() == "One more step, Rosa: check your email"
    assert len(town.smtp.wait_for(1)) == 1


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_there_is_a_button_and_too_early_asks_again(town: Town, page: "Page") -> None:
    _sign(town, page)
    for _ in range(2):
        assert page.get_by_role("heading", level=1).inner_text() == "One moment, please"
        assert page.get_by_text("Wait 30 seconds, then press the button.").is_visible()
        page.get_by_role("button", name="I agree and sign").click()
