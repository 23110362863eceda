"""The desk of the running product in a browser: the keys of the queue, the way back, no request to anybody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery staple"
TABS = "Array.from(document.querySelectorAll('.desk-count'), (count) => Number(count.textContent))"

# Run inside the installation: an administrator, a campaign with three voices, a letter that was given up.
SEED = f"""
from datetime import timedelta
from django.contrib.auth.models import User
from tests.factories import NOW, signature
from tests.organiser import desk
from tests.people import INES, ROSA, THEO
from tests.voices.remarks import offered
User.objects.create_superuser("theo", password="{PASSWORD}")
petition = desk.campaign("Keep the library open", "sunday-library", target=1000).petition
for minutes, person in enumerate((ROSA, INES, THEO)):
    offered(signature(petition, person), words="A" * 400, shown_as=person.name, at=NOW + timedelta(minutes=minutes))
for _ in range(3):
    desk.letter(petition, state="failed", trouble="x" * 300)
"""


@pytest.fixture(scope="module")
def product(fresh: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One for all tests of this file: each leaves the voices as it has found them."""
    one = Product(tmp_path_factory.mktemp("desk"))
    one.environment["PYTHONPATH"] = str(ROOT)
    shutil.copytree(fresh.folder / "var", one.folder / "var")
    one.run("manage", "shell", "--no-imports", "-c", SEED)
    one.start("serve", "--no-worker")
    try:
        yield one
        one.stop()
    finally:
        one.kill()


@pytest.fixture
def desk(product: Product, browser: "Browser") -> "Iterator[Page]":
    """A browser in which Theo has signed in."""
    context = browser.new_context(base_url=product.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/organiser/login/")
    page.get_by_label("Username").fill("theo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{product.url}/organiser/")
    yield page
    context.close()


def test_theo_decides_with_keys_and_takes_it_back(desk: "Page") -> None:
    desk.goto("/organiser/voices/")

    desk.keyboard.press("d")  # no card has been chosen: nothing happens
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    with desk.expect_navigation():
        desk.keyboard.press("a")

    assert desk.evaluate(TABS) == [2, 0, 1, 0]
    assert desk.locator(".desk-undo p").text_content() == "1 voice is on the page."
    assert desk.evaluate("document.activeElement.querySelector('.voice-by').textContent") == "Theo Lindqvist"

    with desk.expect_navigation():
        desk.get_by_role("button", name="Undo").click()

    assert desk.evaluate(TABS) == [3, 0, 0, 0]
    assert desk.locator(".voice-by").all_text_contents() == ["Rosa Marín", "Inês Okafor", "Theo Lindqvist"]


def test_many_are_chosen_by_one_box(desk: "Page") -> None:
    desk.goto("/organiser/voices/")

    desk.get_by_label("Select all on this screen").check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Decline the selected").click()

    assert desk.evaluate(TABS) == [0, 0, 0, 3]
    desk.get_by_role("heading", name="Nothing waits for a decision").wait_for()

    with desk.expect_navigation():
        desk.get_by_role("button", name="Undo").click()

    assert desk.evaluate(TABS) == [3, 0, 0, 0]


def test_the_keys_can_be_switched_off_for_good(desk: "Page") -> None:
    desk.goto("/organiser/voices/")

    desk.locator("[data-voices-keys]").uncheck()
    desk.reload()
    desk.keyboard.press("j")

    assert not desk.locator("[data-voices-keys]").is_checked()
    assert desk.evaluate("document.activeElement.matches('[data-voice]')") is False


def test_a_letter_is_tried_again_by_its_button(desk: "Page") -> None:
    desk.goto("/organiser/letters/?state=failed")

    with desk.expect_navigation():
        desk.get_by_role("button", name="Try again to send letter").first.click()

    assert desk.evaluate(TABS)[3] == 2


def test_no_screen_asks_anybody_else(desk: "Page") -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    editor = desk.get_by_role("link", name="Edit page").get_attribute("href") or ""
    screens = [
        "/organiser/",
        "/organiser/voices/",
        "/organiser/letters/?state=failed",
        "/organiser/pages/",
        editor,
        "/organiser/images/",
        "/organiser/images/add/",
        "/organiser/documents/",
        "/organiser/users/",
        "/organiser/groups/",
        "/organiser/account/",
        "/organiser/reports/site-history/",
    ]

    statuses = [desk.goto(address, wait_until="networkidle").status for address in screens]  # type: ignore[union-attr]

    site = desk.url.partition("/organiser")[0]
    assert statuses == [200] * 12
    assert [url for url in asked if not url.startswith((f"{site}/", "data:", "blob:"))] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_screen_is_wider_than_the_window(desk: "Page", width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})

    for address in ("/organiser/", "/organiser/voices/", "/organiser/letters/?state=failed"):
        desk.goto(address)
        assert desk.evaluate("document.querySelector('main').scrollWidth") <= width, address


def test_a_colour_that_nobody_can_read_is_replaced_by_one_click(desk: "Page") -> None:
    desk.get_by_role("link", name="Edit page").first.click()
    desk.get_by_role("tab", name="Look").click()
    desk.locator('[name="action_colour"]').fill("#e63946")
    desk.get_by_role("button", name="Save draft").click()
    desk.locator(".messages .error").wait_for()
    desk.get_by_role("tab", name="Look").click()

    desk.get_by_role("button", name="Use #d42337 instead").click()

    assert desk.locator('[name="action_colour"]').input_value() == "#d42337"
    assert desk.evaluate("document.activeElement.name") == "action_colour"
    assert [one.input_value() for one in desk.get_by_label("Pick a colour").all()] == ["#d42337", "#f5b82e"]
    assert desk.get_by_text("The nearest shade that has it").count() == 0

    desk.get_by_role("button", name="Save draft").click()
    desk.locator(".messages .success").wait_for()


def test_the_gallerys_frames_are_as_wide_as_chosen(desk: "Page") -> None:
    desk.goto("/organiser/gallery/")
    width = "document.querySelector('iframe').contentWindow.innerWidth"

    assert desk.evaluate(width) == 390
    desk.get_by_label("320 pixels").check()
    assert desk.evaluate(width) == 320
