"""A film on another site: nothing is asked of that site before a visitor starts it, and then it plays in the page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string

from tests.journeys.conftest import Town

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.once
LINK = "https://youtu.be/dQw4w9WgXcQ"
PLAYER = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&cc_load_policy=1"
STARTS = ".play[data-player]"


@pytest.fixture
def asked() -> list[str]:
    """What was asked of other sites."""
    return []


@pytest.fixture
def page(browser: "Browser", town: Town, asked: list[str]) -> Iterator["Page"]:
    """The campaign's page as it is sent, with one more film in it."""
    film = {"title": "Why we ask", "link": LINK, "poster": None, "file": None, "transcript": "Because."}
    shown = render_to_string("campaigns/video.html", {"video": film, "campaign": {"language": "en"}})

    def with_film(route: "Route") -> None:
        sent = route.fetch()
        headers = {
            name: value for name, value in sent.headers.items() if name not in ("content-encoding", "content-length")
        }
        body = sent.text().replace('<div class="story">', f'<div class="story">{shown}')
        route.fulfill(status=sent.status, headers=headers, body=body)

    context = browser.new_context()
    made = context.new_page()
    made.on("request", lambda request: asked.append(request.url) if request.url.startswith("https:") else None)
    made.route(f"{town.url}/veto-hb-7259/", with_film)
    made.goto(f"{town.url}/veto-hb-7259/")
    context.set_offline(True)  # what is asked of others must not leave this machine
    yield made
    context.close()


def test_a_film_is_asked_for_when_it_is_started(page: "Page", asked: list[str]) -> None:
    broken: list[str] = []
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    assert asked == []

    with page.expect_request(PLAYER):
        page.locator(STARTS).press("Enter")

    assert asked == [PLAYER]
    assert page.evaluate("[document.activeElement.tagName, document.activeElement.title]") == ["IFRAME", "Why we ask"]
    assert page.locator(STARTS).count() == 0
    assert broken == []


def test_a_film_can_be_opened_in_a_tab_of_its_own(page: "Page", asked: list[str]) -> None:
    with page.context.expect_page() as opened:
        page.locator(STARTS).click(modifiers=["Control"])

    opened.value.close()
    assert page.locator("iframe").count() == 0
    assert page.locator(STARTS).get_attribute("href") == LINK
    assert asked == []
