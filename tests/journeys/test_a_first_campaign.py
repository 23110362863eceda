"""From an empty installation to a published campaign that somebody signs, by clicking; how many actions that takes."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.visitor import Visitor, opened
from tests.people import ORGANISATION, ROSA
from tests.postbox import Postbox
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once
PASSWORD = "a fence of seven birches"
ACCOUNT = {
    "username": "ines",
    "email": "ines@rivers.alt",
    "password1": PASSWORD,
    "password2": PASSWORD,
}
QUESTIONS = {
    "title": "Governor, veto Bill 12",
    "addressed_to": "The Governor",
    "closes_on": "2031-06-30",
    "target": "1000",
}
GAPS = {
    "The bill, by its number": "Bill 12",
    "What it would do, as the sentence goes on": "close the river path",
    "The provision that matters most, in one line": "The path is sold",
    "What it says, in plain words, and what follows from it": "Section 3 sells it. Nobody could walk there any more.",
    "The story: whom the bill touches, one fact and where it is from": "We walk there every day.\n\nAll of us.",
    "Why that is wrong, in two or three sentences": "It is everybody’s path. It was given to the town.",
    "What should be done instead": "repair it",
    "When: for example “six months after the petition has been handed over”": "a year after the petition is closed",
}


class Organiser:
    """Ines at her browser. Every address that she opens, field that she fills, button that she clicks is an action."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.actions = 0

    def opens(self, address: str) -> None:
        self.page.goto(address)
        self.actions += 1

    def writes(self, fields: dict[str, str]) -> None:
        for name, words in fields.items():
            self.page.locator(f'[name="{name}"]').fill(words)
            self.actions += 1

    def answers(self, gaps: dict[str, str]) -> None:
        for label, words in gaps.items():
            self.page.get_by_label(label, exact=True).fill(words)
            self.actions += 1

    def picks(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(label=option)
        self.actions += 1

    def clicks(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.actions += 1

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name).click()
        self.actions += 1


def test_a_campaign_is_public_after_thirty_four_actions(
    serving: Callable[..., Product], smtp: Postbox, browser: "Browser"
) -> None:
    product = serving(mail_url=smtp.url)
    [first] = re.findall(rf"{product.url}/organiser/first/\S+/", product.output())
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    ines = Organiser(context.new_page())

    ines.opens(first)
    ines.writes(ACCOUNT)
    ines.clicks("Make the account")
    ines.writes(ORGANISATION)
    ines.clicks("Save and send me a test letter")
    ines.page.get_by_text("The mail server took a letter").wait_for()
    ines.clicks("Save and go on")
    ines.page.get_by_label("Veto a bill").check()
    ines.actions += 1
    ines.writes(QUESTIONS)
    ines.picks("What the addressee receives", "Names and postcodes")
    ines.picks("Postcode", "ZIP code (United States)")
    ines.clicks("Make the draft")
    ines.answers(GAPS)
    ines.clicks("Save and look at it")
    assert ines.page.frame_locator("iframe").get_by_role("heading", level=1).inner_text() == QUESTIONS["title"]
    ines.follows("Go on to publishing")
    ines.clicks("Publish")
    address = ines.page.locator(".begin-address").inner_text()

    assert ines.actions == 34
    assert address == f"{product.url}/governor-veto-bill-12/"
    [tried] = smtp.letters
    assert (tried["To"], tried["From"]) == ("ines@rivers.alt", "Friends of the Rivers <petition@rivers.alt>")
    context.close()
    _sign(product, smtp)


def _sign(product: Product, smtp: Postbox) -> None:
    rosa = Visitor(product.url, "governor-veto-bill-12")
    rosa.wait_for_page()
    assert "We ask you to veto Bill 12." in rosa.page()
    rosa.sign(ROSA)
    letter = opened(smtp.wait_for(2)[1])
    rosa.post_form_on(letter.confirm)
    assert rosa.count_is(1)
