"""Rosa signs, keeps her receipt, and counts for herself; then she withdraws, and counts again."""

import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Town, strict
from tests.journeys.visitor import Visitor, opened
from tests.people import INES, ROSA, Person
from tests.postbox import Postbox
from tests.product import Product
from tests.transparency.logs import Log
from undersigned.transparency import entry, keys, tiles
from undersigned.transparency.entry import Sign
from undersigned.transparency.receipt import parse

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.once

SLUG = "veto-hb-7259"


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Fails the test at a foreign request, too; see `strict`."""
    with strict(browser, width=390, height=844) as (context, wrong):
        context.on("request", lambda sent: None if "//127.0.0.1" in sent.url else wrong.append(sent.url))
        yield context.new_page()


def _count(page: "Page") -> dict[str, str]:
    """What stands in the table after counting, until the page and the log say the same."""
    for _ in range(100):
        page.get_by_role("button", name="Count now").click()
        page.locator("[data-log] [data-say]:visible:not([data-say=under-way])").wait_for()
        if page.get_by_text("The petition’s page says the same.").is_visible():
            break
        page.wait_for_timeout(200)
    rows = page.locator("[data-log] dl > div:visible").all()
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows}


@pytest.fixture
def town(serving: Callable[..., Product], smtp: Postbox, prepared_town: Product) -> Town:
    """One that sends receipts."""
    return Town(serving(like=prepared_town, mail_url=smtp.url, mail_receipts="1"), smtp)


def _letters(town: Town, person: Person, *, number: int) -> list[EmailMessage]:
    """The first ones to this mailbox."""
    found: list[EmailMessage] = []
    for _ in range(600):
        found = [letter for letter in town.smtp.letters if letter["To"] == person.email]
        if len(found) >= number:
            break
        time.sleep(0.1)
    assert len(found) >= number
    return found


def test_rosa_counts_for_herself_before_and_after_she_withdraws(town: Town, page: "Page", tmp_path: Path) -> None:
    ines, rosa = Visitor(town.url, SLUG), Visitor(town.url, SLUG)
    ines.sign(INES)
    ines.http.post(opened(_letters(town, INES, number=1)[0]).confirm)
    rosa.sign(ROSA)
    letter = opened(_letters(town, ROSA, number=1)[0])
    page.goto(letter.confirm)
    page.get_by_role("button", name="Yes, count my signature").click()
    link = page.get_by_role("link", name="Download your receipt").get_attribute("href")
    for _ in range(300):
        answer = rosa.http.get(f"{town.url}{link}")
        if answer.status_code == 200:
            break
        page.wait_for_timeout(100)
    (file,) = _letters(town, ROSA, number=2)[1].iter_attachments()
    receipt = tmp_path / str(file.get_filename())
    receipt.write_bytes(file.get_content())

    page.goto(f"{town.url}/{SLUG}/")
    page.get_by_role("link", name="Verify the count").click()
    counted = _count(page)
    page.get_by_label("Receipt").set_input_files(receipt)
    page.locator("[data-receipt] [data-say]:visible").wait_for()
    stands = page.locator("[data-receipt] [data-say]:visible").inner_text()

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    mailed, shown = parse(receipt.read_bytes()), parse(answer.content)
    assert (mailed.index, mailed.opening) == (shown.index, shown.opening)
    assert receipt.name == f"undersigned-{mailed.index}.tlog-proof"
    assert counted == {
        "Signatures that count": "2",
        "Ever confirmed": "2",
        "Withdrawn by their signers": "0",
        "Wordings of the text": "2",
        "Entries in all": "5",
    }
    assert stands.startswith(f"It counts. The log has the signature of {ROSA.name}, {ROSA.email}, as entry ")

    rosa.http.post(letter.withdraw)
    assert rosa.count_is(1)
    page.reload()
    after = _count(page)
    page.get_by_label("Receipt").set_input_files(receipt)
    page.locator("[data-receipt] [data-say]:visible").wait_for()

    assert after == counted | {
        "Signatures that count": "1",
        "Withdrawn by their signers": "1",
        "Entries in all": "6",
    }
    assert "It was removed since, and does not count." in page.locator("[data-receipt] [data-say]:visible").inner_text()
    assert rosa.http.get(f"{town.url}{link}").status_code == 410


def _shown(page: "Page", rewritten: Log) -> None:
    """From now on this visitor is shown another log, signed with the same key."""

    def answer(route: "Route") -> None:
        path = re.sub(r"^.*/log/[^/]+/", "", route.request.url)
        route.fulfill(body=rewritten.fetch(path), content_type="application/octet-stream")

    page.route("**/log/*/**", answer)


def test_a_receipt_convicts_a_log_that_was_rewritten_with_its_own_key(town: Town, page: "Page", tmp_path: Path) -> None:
    for person, count in ((INES, 1), (ROSA, 2)):
        visitor = Visitor(town.url, SLUG)
        visitor.sign(person)
        visitor.http.post(opened(_letters(town, person, number=1)[0]).confirm)
        assert visitor.count_is(count)
    (file,) = _letters(town, ROSA, number=2)[1].iter_attachments()
    receipt = tmp_path / str(file.get_filename())
    receipt.write_bytes(file.get_content())
    rosas = parse(receipt.read_bytes()).index
    page.goto(f"{town.url}/{SLUG}/verify")
    address = f"{town.url}{page.locator('[data-log]').get_attribute('data-log')}"
    size = int(visitor.http.get(f"{address}checkpoint").text.splitlines()[1])
    honest = tiles.split(visitor.http.get(f"{address}tile/entries/000.p/{size}").content, size)
    written = (town.product.folder / "var" / "keys" / "log" / address.split("/")[-2]).read_text()
    key = keys.parse_signer(written.strip())
    (ines,) = [at for at, one in enumerate(honest) if one[0] == 1 and at != rosas]
    another = [entry.encode(Sign(bytes(31) + b"7")) if at == ines else one for at, one in enumerate(honest)]

    told = []
    for entries in (honest, another, honest[:rosas]):
        _shown(page, Log(entries, by=key, origin=key.name))
        page.reload()
        page.get_by_label("Receipt").set_input_files(receipt)
        page.locator("[data-receipt] [data-say]:visible").wait_for()
        said = page.locator("[data-say]:visible").all()
        told.append([one.get_attribute("data-say") for one in said])

    assert told == [["agrees", "stands"], ["proof", "unsure"], ["proof", "unsure"]]


def test_a_file_that_is_no_receipt_is_told_so(town: Town, page: "Page", tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a receipt")
    page.goto(f"{town.url}/{SLUG}/verify")
    for _ in range(300):
        if page.get_by_role("button", name="Count now").is_visible():
            break
        page.wait_for_timeout(100)
        page.reload()

    page.get_by_label("Receipt").set_input_files(other)
    page.locator("[data-receipt] [data-say]:visible").wait_for()

    assert (
        page.locator("[data-receipt] [data-say]:visible").inner_text() == "This file is no receipt, or it was altered."
    )


def test_the_page_is_read_in_spanish_too(town: Town, page: "Page") -> None:
    page.goto(f"{town.url}/{SLUG}/es/verify")

    assert page.locator("html").get_attribute("lang") == "es"
