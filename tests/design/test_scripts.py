"""What the scripts do in a real browser, on a page made of the real templates; its site is made up here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.design import samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SITE = "http://127.0.0.1:9"
PAGE = f"{SITE}/sunday-library/"
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


STANDS_AT_S = 10  # its clock runs until it is stopped, and cannot be stopped at what is past

# Answers at once, and keeps at which second it was asked for what.
FETCH = """
window.asked = [];
window.fetch = (address) => {
    window.asked.push([address, Date.now() / 1000]);
    return Promise.resolve({ ok: Boolean(window.now), json: () => Promise.resolve(window.now) });
};
"""


class Town:
    """The one page, and a count that the test moves. Its clock stands still unless the test lets it run."""

    def __init__(self, context: "BrowserContext") -> None:
        self.page: Page = context.new_page()
        html = samples.html("campaign")
        self.page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
        self.page.clock.install(time=0)
        self.page.clock.pause_at(STANDS_AT_S)
        self.page.add_init_script(FETCH)
        self.page.goto(PAGE)
        self.grows_to(1204)

    def wait(self, seconds: int) -> None:
        self.page.clock.run_for(1_000 * seconds)

    def grows_to(self, count: int, goal: int = 1500) -> None:
        shown = [f"{number:,}" for number in (count, goal, goal - count)]
        now = {"count": count, "goal": goal, "shown": shown, "sentence": f"{count:,} people have signed"}
        self.page.evaluate("now => { window.now = now }", now)

    def is_away(self) -> None:
        self.page.evaluate("window.now = null")

    @property
    def asked_at(self) -> list[int]:
        asked: list[tuple[str, int]] = self.page.evaluate("window.asked")
        assert {address for address, _ in asked} <= {"/sunday-library/count"}
        return [second - STANDS_AT_S for _, second in asked]

    @property
    def spoken(self) -> str:
        return self.page.locator(".count [role=status]").inner_text()


@pytest.fixture
def new_context(browser: "Browser") -> Iterator[Callable[..., "BrowserContext"]]:
    made: list[BrowserContext] = []

    def new(**options: Any) -> "BrowserContext":
        made.append(browser.new_context(**options))
        return made[-1]

    yield new
    for one in made:
        one.close()


@pytest.fixture
def town(new_context: Callable[..., "BrowserContext"]) -> Town:
    return Town(new_context())


def test_the_number_is_asked_for_each_15_seconds_and_shown_in_every_place(town: Town) -> None:
    town.grows_to(1351, goal=2500)

    town.wait(30)

    assert town.asked_at == [15, 30]
    count = town.page.locator(".count")
    assert count.locator(".number").inner_text() == "1,351"
    assert count.locator(".ends").inner_text().split() == ["Next", "goal", "2,500", "1,149", "to", "go"]
    assert count.locator("meter").evaluate("meter => [meter.value, meter.max]") == [1351, 2500]


def test_who_hears_the_page_is_told_once_a_minute_and_only_of_a_change(town: Town) -> None:
    heard = []
    for count in (1205, 1206, 1207, 1208):
        town.grows_to(count)
        town.wait(15)
        heard.append(town.spoken)
    town.wait(120)
    heard.append(town.spoken)
    town.grows_to(1300)
    town.wait(15)
    heard.append(town.spoken)

    assert heard == ["", "", "", "1,208 people have signed", "1,208 people have signed", "1,300 people have signed"]


def test_a_page_that_nobody_looks_at_asks_nothing(town: Town) -> None:
    town.wait(15)
    town.page.evaluate(HIDE, True)
    town.wait(120)
    town.page.evaluate(HIDE, False)
    town.wait(15)

    assert town.asked_at == [15, 150]


def test_while_no_answer_comes_it_asks_less_and_less_and_then_as_before(town: Town) -> None:
    town.is_away()
    town.wait(15 + 30 + 60 + 120 + 240 + 240)
    town.grows_to(1210)
    town.wait(240 + 15)

    assert town.asked_at == [15, 45, 105, 225, 465, 705, 945, 960]
    assert town.page.locator(".number").inner_text() == "1,210"


def test_the_number_grows_without_moving_anything(town: Town) -> None:
    boxes = "() => [...document.querySelectorAll('.count p, .form, meter')].map((one) => one.getBoundingClientRect().y)"
    before = town.page.evaluate(boxes)

    town.grows_to(9999, goal=15000)
    town.wait(15)

    assert town.page.locator(".number").inner_text() == "9,999"
    assert town.page.evaluate(boxes) == before


def test_that_somebody_turns_to_the_form_is_told_once_with_the_way_they_came(town: Town) -> None:
    told: list[tuple[str, str]] = []
    town.page.goto(f"{PAGE}?s=email&via=abcdefgh")
    town.page.on("request", lambda request: told.append((request.method, request.url)))

    for label in ("Full name", "Email address"):
        town.page.get_by_label(label).focus()

    assert told == [("POST", f"{PAGE}began?s=email")]


# Who has signed -----------------------------------------------------------------------------------------------


def remembered(context: "BrowserContext", name: str = "u_signed_sunday-library") -> "BrowserContext":
    context.add_cookies([{"name": name, "value": "1", "url": PAGE}])
    return context


def test_who_has_signed_is_asked_to_share_and_the_form_is_one_press_away(
    new_context: Callable[..., "BrowserContext"],
) -> None:
    page = Town(remembered(new_context())).page

    thanks = page.get_by_text("This device has signed. Thank you.")
    assert (thanks.is_visible(), page.get_by_label("Full name").is_visible()) == (True, False)

    page.get_by_role("button", name="Let somebody else sign").press("Enter")

    assert (thanks.is_visible(), page.get_by_label("Full name").is_visible()) == (False, True)
    assert page.evaluate("document.activeElement.id") == "name"


@pytest.mark.parametrize("name", ["u_signed_another", "xu_signed_sunday-library"])
def test_another_petitions_reminder_is_not_this_ones(new_context: Callable[..., "BrowserContext"], name: str) -> None:
    page = Town(remembered(new_context(), name)).page

    assert page.get_by_text("This device has signed").is_visible() is False
    assert page.get_by_label("Full name").is_visible() is True


def test_without_scripts_the_form_stays(new_context: Callable[..., "BrowserContext"]) -> None:
    context = remembered(new_context(java_script_enabled=False))
    page = context.new_page()
    html = samples.html("campaign")
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))

    page.goto(PAGE)

    assert page.get_by_text("This device has signed").is_visible() is False
    assert page.get_by_label("Full name").is_visible() is True
