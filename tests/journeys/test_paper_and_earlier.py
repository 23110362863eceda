"""Theo records sheets and brings a list of five in; a visitor sees both beside the count, and counts for herself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Desk, Town
from tests.people import INES, ROSA, THEO

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once

SLUG = "veto-hb-7259"
LIST = f"""Nombre;Apellidos;Correo electrónico;CP
{ROSA.first_name};Marín;{ROSA.email};06103
{INES.first_name};Okafor;{INES.email};06103
{THEO.first_name};Lindqvist;{THEO.email};06103
Rosa M.;;{ROSA.email.upper()};
Nobody;;;06103
"""


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def until(page: "Page", holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError(page.inner_text("body"))


def test_sheets_and_a_list_stand_beside_the_count(town: Town, desk: Desk, page: "Page", tmp_path: Path) -> None:
    scan, list_ = tmp_path / "sheet.pdf", tmp_path / "list.csv"
    scan.write_bytes(b"%PDF-1.7 a sheet")
    list_.write_bytes(LIST.encode("cp1252"))
    signed_in = [{"name": one.name, "value": one.value or "", "url": town.url} for one in desk.http.cookies.jar]
    page.context.add_cookies(signed_in)  # type: ignore[arg-type]  # of this shape
    page.goto(f"{town.url}/organiser/offline/1/")

    page.get_by_role("link", name="Record sheets").click()
    page.get_by_label("Valid signatures on these sheets").fill("1204")
    page.get_by_label("Where they were collected").fill("Market square")
    page.get_by_label("Scans").set_input_files(scan)
    page.get_by_role("button", name="Record the sheets").click()
    page.get_by_role("link", name="Bring a list in").click()
    page.get_by_label("The list").set_input_files(list_)
    page.get_by_label("Where the signatures were collected").fill("change.example")
    page.get_by_label("By what right you bring them here").fill("They allowed it.")
    page.get_by_role("button", name="Read the headings").click()
    chosen = [
        page.get_by_label(name).input_value() for name in ("First name", "Last name", "Email address", "Postcode")
    ]
    page.get_by_role("button", name="Read the list").click()
    take = page.get_by_role("button", name="Show 3 people beside the count")
    until(page, take.is_visible)
    left = page.locator("section:has(#left) li").all_inner_texts()
    take.click()
    page.goto(f"{town.url}/{SLUG}/")
    until(page, page.get_by_text("Beside these: 1,204 on paper, and 3 collected earlier.").is_visible)
    page.goto(f"{town.url}/{SLUG}/verify")
    until(page, page.get_by_role("button", name="Count now").is_enabled)
    page.get_by_role("button", name="Count now").click()
    page.locator("[data-log] [data-say]:visible:not([data-say=under-way])").wait_for()
    rows = page.locator("[data-log] dl > div:visible").all()
    counted = {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows}

    assert chosen == ["0", "1", "2", "3"]
    assert left == ["1 without a valid email address", "1 double of another row"]
    assert counted["Signatures that count"] == "0"
    assert counted["Beside the count: declared on paper"] == "1,204"
    assert counted["Beside the count: declared as collected earlier"] == "3"
