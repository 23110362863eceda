"""Signing in with a passkey, and going through the whole desk: nothing in it needs more than its policy allows.

What a page asks for and its policy refuses fails any test with a browser: see `tests.chromium.watch`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import PASSWORD
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once
SCREENS = (
    "",
    "pages/",
    "images/",
    "images/multiple/add/",
    "documents/",
    "documents/multiple/add/",
    "voices/",
    "letters/",
    "gallery/",
    "set-up/",
    "people/",
    "sessions/",
    "begin/organisation/",
    "campaigns/1/",
    "signatures/1/",
    "signatures/1/export/",
    "updates/1/new/",
    "delivery/1/",
    "reports/site-history/",
    "groups/new/",
    "account/",
)
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def desk(serving: Callable[..., Product], prepared_town: Product) -> str:
    """By its name: browsers make no passkey for a number."""
    product = serving(like=prepared_town, start=False)
    site = f"http://localhost:{product.port}"
    product.environment["UNDERSIGNED_SITE_URL"] = site
    product.start()
    return f"{site}/organiser/"


def _sign_in(page: "Page", desk: str) -> None:
    page.goto(f"{desk}login/")
    page.get_by_label("Username").fill("theo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _edit(page: "Page", desk: str) -> None:
    """A picture to choose, a section added, words, a day, the preview beside it; then it is saved."""
    page.goto(f"{desk}pages/4/edit/")
    page.get_by_role("tab", name="Look").click()
    page.get_by_role("button", name="Choose an image").click()
    page.locator(".modal-body").get_by_role("tab", name="Upload").click()
    page.locator(".modal").get_by_role("button", name="Close").click()
    page.get_by_role("tab", name="Story").click()
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Timeline").click()
    page.get_by_role("tab", name="Petition").click()
    page.locator(".public-DraftEditor-content:visible").first.click()
    page.keyboard.type("We keep the list in one place. ")
    page.locator("#id_closes_at").click()
    page.locator(".xdsoft_datetimepicker:visible td.xdsoft_date").last.click()
    page.get_by_role("button", name="Toggle preview").click()
    page.frame_locator("#w-preview-iframe").first.locator("h1").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("has been updated").or_(page.get_by_text("could not be saved")).first.wait_for()


def test_everything_at_the_desk_works_under_its_policy(browser: "Browser", desk: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})

    _sign_in(page, desk)
    page.goto(f"{desk}two-steps/")
    page.get_by_label("A name by which you know it").fill("My telephone")
    page.get_by_role("button", name="Add a passkey").click()
    page.locator(".desk-codes").wait_for()
    assert page.locator(".desk-codes .desk-code").count() == 10
    context.clear_cookies()
    _sign_in(page, desk)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(desk)

    for screen in SCREENS:
        answer = page.goto(f"{desk}{screen}", wait_until="load")
        assert answer is not None
        assert (screen, answer.status) == (screen, 200)
    _edit(page, desk)
    assert errors == []
