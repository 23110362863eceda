"""Rosa's own page in a real browser without scripts: the link asked for, the letter, what she does, how she goes."""

import json
import re
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Town
from tests.journeys.visitor import Visitor, opened, until
from tests.people import ROSA

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.once
PHONE = {"width": 390, "height": 844}
SLUG = "veto-hb-7259"


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def letter(town: Town, subject: str) -> EmailMessage:
    """The first whose subject begins so, once it has come."""

    def found() -> list[EmailMessage]:
        return [one for one in town.smtp.letters if str(one["Subject"]).startswith(subject)]

    until(lambda: bool(found()))
    return found()[0]


def test_rosa_sees_corrects_takes_along_and_erases_what_is_kept_of_her(
    town: Town, browser: "Browser", tmp_path: Path
) -> None:
    rosa = Visitor(town.url, SLUG)
    rosa.sign(ROSA)
    rosa.post_form_on(opened(town.smtp.wait_for(1)[0]).confirm)
    until(lambda: rosa.count_on_page() == 1)
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()

    page.goto(f"{town.url}/{SLUG}/")
    page.get_by_role("link", name="See, correct or remove your signature").click()
    page.get_by_label("Email address").fill(ROSA.email)
    page.get_by_role("button", name="Send me the link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Check your email"
    asked = letter(town, "The link to your own page")
    [link] = re.findall(rf"{town.url}/{SLUG}/mine/\S{{51}}", text_of(asked))
    page.goto(link)
    page.get_by_text(ROSA.email).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("ZIP code").fill("06105")
    page.get_by_role("button", name="Store the correction").click()
    page.get_by_text("Your correction is stored.").wait_for()
    page.get_by_role("button", name="Show my first name on the page").press("Enter")
    page.get_by_role("button", name="Hide my first name").press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all of it as a file").click()
    taken = json.loads(Path(download.value.path()).read_text())
    page.get_by_role("button", name="Delete everything about me").click()
    said = page.get_by_role("heading", level=1).inner_text()

    assert (taken["signing"]["name"], taken["signing"]["postcode"]) == (ROSA.name, "06105")
    assert [act["did"] for act in taken["rights"]] == ["corrected", "name-shown", "name-hidden"]
    assert said == "Everything about you is being deleted"
    until(lambda: rosa.count_on_page() == 0)
    assert letter(town, "Your signature is removed")["To"] == ROSA.email
    page.goto(link)
    assert page.get_by_role("heading", level=1).inner_text() == "This link was used already"
