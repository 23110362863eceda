"""Four people at one desk, by clicking: each does the core of their work, is shown no more, and is refused the rest."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import PASSWORD, Town, sign_in, strict
from tests.journeys.visitor import Visitor, opened, until
from tests.people import MALLORY, ROSA

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.once

SLUG = "veto-hb-7259"
WORDS = "Our town should decide this itself."
ASK = "Governor, veto House Bill 7259 this week"
PERSONAL = [ROSA.name, ROSA.email, MALLORY.name, MALLORY.email]
WAYS = {"Voices", "Letters", "Edit page", "Download signatures"}
ACTS = [
    ("theo", "Invited somebody"),
    ("editor", "Accepted an invitation"),
    ("editor", "Wrote an update to signers"),
    ("editor", "Had an update sent to themselves"),
    ("moderator", "Put on the page"),
    ("moderator", "Held a signature"),
    ("moderator", "Released a signature"),
    ("analyst", "Accepted an invitation"),
    ("theo", "Downloaded as a file"),
]


class Colleague:
    """Somebody with a browser of their own; `visited` are the pages that they have seen in it."""

    def __init__(self, page: "Page", town: Town) -> None:
        self.page = page
        self.town = town
        self.visited: dict[str, None] = {}
        page.on("framenavigated", lambda frame: self.visited.setdefault(page.url) if frame == page.main_frame else None)

    def accepts(self, name: str) -> None:
        """Invited at an address of that name."""
        [link] = re.findall(
            rf"{self.town.url}/organiser/invitation/\S+", _text(_letter(self.town, f"{name}@example.net"))
        )
        self.page.goto(link)
        for field, words in (("username", name), ("password1", PASSWORD), ("password2", PASSWORD)):
            self.page.locator(f'[name="{field}"]').fill(words)
        self.page.get_by_role("button", name="Make the account").click()
        self.page.wait_for_url("**/organiser/")

    def shown(self) -> set[str]:
        """Which of the ways to the work of one role only the front page has, its menu with it."""
        self.page.get_by_role("link", name="Account").first.wait_for()
        return {link.inner_text() for link in self.page.get_by_role("link").all()} & WAYS

    def opens_campaign(self) -> list[str]:
        """The tabs that it has for them."""
        self.page.goto(f"{self.town.url}/organiser/")
        self.page.locator("article", has_text="7259").get_by_role("link", name="Overview").click()
        self.tabs.get_by_role("link", name="Overview").wait_for()
        return self.tabs.get_by_role("link").all_inner_texts()

    @property
    def tabs(self) -> "Locator":
        return self.page.get_by_role("navigation", name="This petition")

    def is_refused(self, address: str) -> bool:
        answer = self.page.goto(f"{self.town.url}/organiser/{address}")
        assert answer is not None
        return answer.status == 403 and self.page.get_by_role("heading", name="You may not see this").is_visible()

    def has_been_shown(self, words: list[str]) -> list[str]:
        """Which of them stand on a page that they have visited: all are asked for again, as they are sent to them."""
        sent = [self.page.request.get(address).text() for address in self.visited if address.startswith("http")]
        return [word for word in words if any(word in one for one in sent)]


@pytest.fixture
def signed(town: Town) -> Town:
    """Rosa's signature is confirmed and says why; Mallory's waits."""
    rosa, mallory = Visitor(town.url, SLUG), Visitor(town.url, SLUG)
    rosa.sign(ROSA)
    confirmed = rosa.post_form_on(opened(_letter(town, ROSA.email)).confirm).headers["location"]
    remark = {"words": WORDS, "shown_as": "Rosa, Hartford", "may_publish": "yes"}
    assert rosa.http.post(confirmed.replace("/signed/", "/remark/"), data=remark).status_code == 303
    mallory.sign(MALLORY)
    _letter(town, MALLORY.email)
    return town


def test_each_role_does_its_work_and_no_other(signed: Town, page: "Page", browser: "Browser") -> None:
    sign_in(page, signed.url)
    _invite(page, signed)
    with _at_the_desk(browser, signed, "editor") as editor:
        assert editor.shown() == {"Letters", "Edit page"}
        _edits(editor)
    with _at_the_desk(browser, signed, "moderator") as moderator:
        assert moderator.shown() == {"Voices", "Letters"}
        _moderates(moderator)
    with _at_the_desk(browser, signed, "analyst") as analyst:
        assert analyst.shown() == set()
        _reads_numbers(analyst)
    _exports(page, signed)
    _reads_history(page)


def test_a_stranger_is_asked_to_sign_in_and_sees_nothing(signed: Town, page: "Page") -> None:
    for address in (
        "",
        "campaigns/1/",
        "campaigns/1/days.csv",
        "signatures/1/",
        "pages/4/edit/",
        "reports/site-history/",
    ):
        page.goto(f"{signed.url}/organiser/{address}")
        assert page.url.startswith(f"{signed.url}/organiser/login/")
        assert page.get_by_role("link").all_inner_texts() == ["Skip to main content", "Forgotten password?"]
        assert [word for word in (*PERSONAL, "7259") if word in page.inner_text("body")] == []


@contextmanager
def _at_the_desk(browser: "Browser", town: Town, name: str) -> Iterator[Colleague]:
    with strict(browser, width=1280, height=900) as (context, _wrong):
        colleague = Colleague(context.new_page(), town)
        colleague.accepts(name)
        yield colleague


def _letter(town: Town, to: str, *, number: int = 1) -> EmailMessage:
    """The newest to that address, once there are so many."""

    def come() -> list[EmailMessage]:
        return [one for one in town.smtp.letters if one["To"] == to]

    until(lambda: len(come()) >= number)
    return come()[-1]


def _text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _invite(page: "Page", town: Town) -> None:
    page.goto(f"{town.url}/organiser/people/")
    for role in ("Editor", "Moderator", "Analyst"):
        page.get_by_label("Email address").fill(f"{role.lower()}@example.net")
        page.get_by_label("Role").select_option(role)
        page.get_by_role("button", name="Send the invitation").click()
        page.get_by_text(f"The invitation to {role.lower()}@example.net is on its way.").wait_for()


def _edits(editor: Colleague) -> None:
    page = editor.page
    page.locator("article", has_text="7259").get_by_role("link", name="Edit page").click()
    page.locator('[name="title"]').fill(ASK)
    page.get_by_role("button", name="Toggle preview").click()
    page.frame_locator("#w-preview-iframe").first.get_by_role("heading", name=ASK).wait_for()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator(".messages .success").wait_for()
    visitor = Visitor(editor.town.url, SLUG)
    until(lambda: ASK in visitor.page())

    assert editor.opens_campaign() == ["Overview", "Fraud", "Updates"]
    editor.tabs.get_by_role("link", name="Updates").click()
    page.get_by_role("link", name="Write an update").click()
    page.get_by_label("Subject").first.fill("It is on his desk")
    page.get_by_label("Words").first.fill("The bill has reached him.")
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("button", name="Send it to me, editor@example.net").first.click()
    assert "It is on his desk" in str(_letter(editor.town, "editor@example.net", number=2)["Subject"])
    assert page.get_by_role("link", name="Approve and send").count() == 0
    assert [editor.is_refused(one) for one in ("signatures/1/", "voices/")] == [True, True]
    assert editor.has_been_shown(PERSONAL) == []


def _moderates(moderator: Colleague) -> None:
    page, town = moderator.page, moderator.town
    page.get_by_role("link", name="Voices").first.click()
    page.get_by_label("Keys:").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_text("1 voice is on the page.").wait_for()
    visitor = Visitor(town.url, SLUG)
    until(lambda: WORDS in visitor.page())

    assert moderator.opens_campaign() == ["Overview", "Signatures", "Fraud", "Paper & earlier"]
    moderator.tabs.get_by_role("link", name="Signatures").click()
    page.get_by_role("link", name=MALLORY.name).click()
    page.get_by_role("button", name="Hold back").click()
    page.get_by_role("button", name="Release").click()
    page.get_by_role("button", name="Hold back").wait_for()
    assert opened(_letter(town, MALLORY.email, number=2)).confirm
    assert moderator.has_been_shown([MALLORY.email]) == [MALLORY.email]
    assert [moderator.is_refused(one) for one in ("signatures/1/export/", "updates/1/")] == [True, True]


def _reads_numbers(analyst: Colleague) -> None:
    page = analyst.page
    assert analyst.opens_campaign() == ["Overview", "Fraud"]
    days = page.get_by_role("region", name="Confirmed signatures per day").get_by_role("link", name="Download as CSV")
    for _ in range(300):
        if days.is_visible():
            break
        page.wait_for_timeout(200)
        page.reload()
    with page.expect_download() as download:
        days.click()
    file = download.value.path().read_text()
    assert [word for word in PERSONAL if word in file] == []
    assert [analyst.is_refused(one) for one in ("signatures/1/", "voices/", "letters/")] == [True, True, True]
    assert analyst.has_been_shown(PERSONAL) == []


def _exports(page: "Page", town: Town) -> None:
    """Who stands confirmed, and nobody else."""
    page.goto(f"{town.url}/organiser/signatures/1/export/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").first.click()
    file = download.value.path().read_text()
    assert (ROSA.name in file, MALLORY.name in file) == (True, False)


def _reads_history(page: "Page") -> None:
    page.get_by_role("button", name="Reports").click()
    page.get_by_role("link", name="Site history").click()
    page.get_by_role("cell", name="Downloaded as a file").first.wait_for()
    rows = page.get_by_role("row").all_inner_texts()
    missing = [act for act in ACTS if not any(act[0] in row and act[1] in row for row in rows)]
    assert missing == [], "\n".join(rows)
    assert [word for word in PERSONAL if word in page.content()] == []
