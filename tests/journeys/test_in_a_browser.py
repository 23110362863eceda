"""The same way in a real browser: scripts on and off, the narrowest phone, the keyboard; the desk by clicking."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Town, sign_in
from tests.journeys.visitor import Visitor, opened, until
from tests.people import ROSA, Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.once
PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
SLUG = "veto-hb-7259"

NewContext = Callable[..., "BrowserContext"]


@pytest.fixture
def context(browser: "Browser", town: Town) -> Iterator[NewContext]:
    """Contexts that fail the test at a request to anywhere else, at a broken rule of the CSP, at a script's error."""
    made: list[BrowserContext] = []
    wrong: list[str] = []

    def new(**options: object) -> "BrowserContext":
        one = browser.new_context(**options)
        one.on("request", lambda request: wrong.append(request.url) if _is_foreign(request.url, town.url) else None)
        one.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
        one.on("weberror", lambda fault: wrong.append(str(fault.error)))
        made.append(one)
        return one

    yield new
    for one in made:
        one.close()
    assert wrong == []


def _is_foreign(address: str, site: str) -> bool:
    return not address.startswith((f"{site}/", "data:", "blob:", "about:"))


def is_too_wide(page: "Page") -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


@pytest.mark.parametrize("has_scripts", [True, False])
def test_rosa_goes_the_whole_way_on_a_narrow_phone(town: Town, context: NewContext, *, has_scripts: bool) -> None:
    page = context(viewport=PHONE, java_script_enabled=has_scripts).new_page()
    page.goto(f"{town.url}/{SLUG}/")

    page.get_by_label("Full name").fill(ROSA.name)
    page.get_by_label("Email address").fill("rosa@example")
    page.get_by_label("ZIP code").fill(ROSA.postcode)
    page.get_by_role("button", name="I agree and sign").click()
    assert page.title().startswith("Error: ")
    page.get_by_label("Email address").fill(ROSA.email)
    page.get_by_role("button", name="I agree and sign").click()
    assert page.get_by_role("heading", level=1).inner_text() == "One more step, Rosa: check your email"

    page.goto(opened(town.smtp.wait_for(1)[0]).confirm)
    page.get_by_role("button", name="Yes, count my signature").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You are signature 1"

    page.get_by_label("Your reason").fill("My street needs this.")
    page.get_by_label("Show it as").fill("Rosa, Hartford")
    page.get_by_label("You may show my reason").check()
    page.get_by_role("button", name="Send my reason").click()
    page.get_by_role("heading", name="Thank you for your remark").wait_for()

    page.get_by_role("link", name="Remove my signature").click()
    page.get_by_role("button", name="Remove my signature").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your signature is removed"
    assert Visitor(town.url, SLUG).count_is(0)


def test_every_page_of_the_way_fits_the_narrowest_phone(town: Town, context: NewContext) -> None:
    page = context(viewport=PHONE).new_page()
    visitor = Visitor(town.url, SLUG)
    check = visitor.sign(ROSA).headers["location"]
    letter = opened(town.smtp.wait_for(1)[0])
    signed = visitor.post_form_on(letter.confirm).headers["location"]

    paths = ["/", f"/{SLUG}/", f"/{SLUG}/privacy", check, letter.confirm, signed, letter.withdraw, "/nowhere"]
    too_wide = []
    for path in paths:
        page.goto(path if path.startswith("http") else f"{town.url}{path}")
        if is_too_wide(page):
            too_wide.append(path)

    assert too_wide == []


def test_the_form_can_be_signed_by_keyboard_alone(town: Town, context: NewContext) -> None:
    page = context(viewport=DESKTOP).new_page()
    page.goto(f"{town.url}/{SLUG}/")

    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "name":
            break
    page.keyboard.type(ROSA.name)
    page.keyboard.press("Tab")
    page.keyboard.type(ROSA.email)
    page.keyboard.press("Tab")
    page.keyboard.type(ROSA.postcode)
    page.keyboard.press("Enter")

    page.wait_for_url("**/check/**")
    assert [letter["To"] for letter in town.smtp.wait_for(1)] == [ROSA.email]


def confirmed_with_remark(town: Town, person: Person, words: str) -> None:
    visitor = Visitor(town.url, SLUG)
    visitor.sign(person)
    letter = opened(town.smtp.wait_for(1)[-1])
    signed = visitor.post_form_on(letter.confirm).headers["location"]
    remark = {"words": words, "shown_as": "Rosa, Hartford", "may_publish": "yes"}
    assert visitor.http.post(signed.replace("/signed/", "/remark/"), data=remark).status_code == 303


def test_theo_approves_a_remark_and_it_is_on_the_page(town: Town, context: NewContext) -> None:
    confirmed_with_remark(town, ROSA, "Our town should decide this itself.")
    page = context(viewport=DESKTOP).new_page()
    sign_in(page, town.url)

    page.get_by_role("link", name="Voices").first.click()
    page.get_by_role("button", name="Approve the voice of Rosa, Hartford").click()

    visitor = Visitor(town.url, SLUG)
    until(lambda: "Our town should decide this itself." in visitor.page())


def test_theo_changes_a_word_a_block_and_a_picture_and_they_are_live_soon(town: Town, context: NewContext) -> None:
    page = context(viewport=DESKTOP).new_page()
    sign_in(page, town.url)
    visitor = Visitor(town.url, "sunday-library")
    changes = ("A deck from the desk.", "Written at the desk.", "suing-towns")
    assert [change in visitor.page() for change in changes] == [False, False, False]

    page.get_by_role("link", name="Edit page").nth(1).click()
    page.locator('[name="deck"]').fill("A deck from the desk.")
    page.locator("#id_hero_image-chooser").get_by_role("button").first.click()
    page.get_by_text("Change image").click()
    page.get_by_role("link", name="Suing towns").click()
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Text").first.click()
    page.locator('[name$="-value-heading"]').last.fill("A new section")
    page.locator("[contenteditable=true]:visible").last.click()
    page.keyboard.type("Written at the desk.")
    # The editor hands its text to the form a moment after the last key.
    from playwright.sync_api import expect

    expect(page.locator("[name=sections-6-value-body]")).to_have_value(re.compile("at the desk"))
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator(".messages .success").wait_for()

    until(lambda: [change in visitor.page() for change in changes] == [True, True, True])
