"""From friend to friend in a real browser: the question, the link, the form that remembers whose link it was."""

from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Town
from tests.journeys.visitor import Visitor, opened, until
from tests.people import INES, ROSA

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once
PHONE = {"width": 320, "height": 640}
SLUG = "veto-hb-7259"


def rosas_page(town: Town, browser: "Browser", *, has_scripts: bool) -> "Page":
    """She has signed and confirmed."""
    rosa = Visitor(town.url, SLUG)
    rosa.sign(ROSA)
    signed = rosa.post_form_on(opened(town.smtp.wait_for(1)[0]).confirm).headers["location"]
    page = browser.new_context(viewport=PHONE, java_script_enabled=has_scripts).new_page()
    page.goto(f"{town.url}{signed}")
    return page


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_ways_to_share_are_shown_to_who_says_yes(town: Town, browser: "Browser", *, has_scripts: bool) -> None:
    page = rosas_page(town, browser, has_scripts=has_scripts)
    whatsapp, copy, code, later = (
        page.get_by_role("link", name="WhatsApp"),
        page.get_by_role("button", name="Copy the link"),
        page.get_by_role("img", name="QR code of your link to this petition"),
        page.get_by_role("link", name="Not now"),
    )
    before = [one.is_visible() for one in (whatsapp, copy, code, later)]

    page.get_by_text("Yes, show me how").focus()
    page.keyboard.press("Enter")

    assert before == [False, False, False, True]
    # The button to copy needs a script, and is there only with one.
    assert [one.is_visible() for one in (whatsapp, copy, code, later)] == [True, has_scripts, True, False]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_petition_asks_rosa_to_share_and_lets_her_mother_sign(town: Town, browser: "Browser") -> None:
    page = rosas_page(town, browser, has_scripts=True)
    page.goto(f"{town.url}/{SLUG}/")
    shares = page.get_by_text("This device has signed. Thank you.")
    before = (shares.is_visible(), page.get_by_label("Full name").is_visible())

    page.get_by_role("button", name="Let somebody else sign").click()
    page.get_by_label("Full name").fill(INES.name)
    page.get_by_label("Email address").fill(INES.email)
    page.get_by_label("ZIP code").fill("06103")
    page.get_by_role("button", name="I agree and sign").click()

    page.get_by_role("heading", name="check your email").wait_for()
    assert before == (True, False)
    assert [one["To"] for one in town.smtp.wait_for(2)][-1] == INES.email


def test_the_poster_and_the_sheet_can_be_had(town: Town, browser: "Browser") -> None:
    page = rosas_page(town, browser, has_scripts=False)
    page.get_by_text("Yes, show me how").click()

    for name in ("Poster (PDF)", "Sign-up sheet (PDF)"):
        address = page.get_by_role("link", name=name).get_attribute("href")
        until(lambda at=f"{town.url}{address}": page.request.get(at).status != 404)  # drawn after the page is there
        answer = page.request.get(f"{town.url}{address}")
        assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")


def test_not_now_leads_to_the_remark(town: Town, browser: "Browser") -> None:
    page = rosas_page(town, browser, has_scripts=False)

    page.get_by_role("link", name="Not now").click()

    assert page.url.endswith("#remark")
    assert page.get_by_label("Your reason").is_visible()


def test_who_comes_by_rosas_link_and_confirms_was_brought_by_her(town: Town, browser: "Browser") -> None:
    rosa = rosas_page(town, browser, has_scripts=True)
    rosa.get_by_text("Yes, show me how").click()
    ines = browser.new_context().new_page()

    ines.goto(rosa.get_by_label("The link to send").input_value())
    ines.get_by_label("Full name").fill(INES.name)
    ines.get_by_label("Email address").fill(INES.email)
    ines.get_by_label("ZIP code").fill("06103")
    ines.get_by_role("button", name="I agree and sign").click()
    (letter,) = [opened(one) for one in town.smtp.wait_for(2) if one["To"] == INES.email]
    rosa.reload()
    before = rosa.get_by_text("You brought").count()
    ines.goto(letter.confirm)
    ines.get_by_role("button", name="Yes, count my signature").click()
    rosa.reload()

    assert before == 0
    rosa.get_by_text("You brought one person: they signed by your link and confirmed.").wait_for()


def test_what_rosa_prints_has_the_code_and_where_it_leads_and_not_her_name(town: Town, browser: "Browser") -> None:
    page = rosas_page(town, browser, has_scripts=False)
    page.emulate_media(media="print")

    page.get_by_role("img", name="QR code of your link to this petition").wait_for()
    printed = page.locator("main").inner_text().split("\n")
    assert printed[0] == "Sign the petition: Governor Lamont should veto HB 7259"
    assert printed[1].startswith(f"{town.url}/{SLUG}/?via=")
    assert len(printed) == 2


def test_a_mastodon_server_is_asked_for_and_only_shown_as_a_link(town: Town, browser: "Browser") -> None:
    page = rosas_page(town, browser, has_scripts=False)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.on("console", lambda line: asked.append(line.text) if "Policy" in line.text else None)
    page.get_by_text("Yes, show me how").click()

    page.get_by_role("link", name="Mastodon").click()
    page.get_by_label("Your Mastodon server").fill("https://mastodon.social")
    page.get_by_role("button", name="Show the link").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    page.get_by_label("Your Mastodon server").fill("mastodon.social")
    page.get_by_role("button", name="Show the link").click()

    link = page.get_by_role("link", name="Go on to mastodon.social").get_attribute("href")
    assert link is not None
    assert link.startswith("https://mastodon.social/share?text=")
    assert "via%3D" in link
    assert [address for address in asked if not address.startswith((f"{town.url}/", "data:"))] == []
