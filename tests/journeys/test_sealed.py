"""Theo seals a campaign for two keyholders; Rosa signs; the server does not know who did, and either keyholder does."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest

from tests.journeys.conftest import EXAMPLES, Town, sign_in
from tests.journeys.visitor import Visitor, opened
from tests.people import INES, MALLORY, ROSA, Person
from tests.postbox import Postbox
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.once

SLUG = "sealed-library"
ASK = "The council should not learn who asks it"
CANNOT_READ = (
    "This campaign is sealed. This server cannot read who has signed; whoever has one of the campaign’s keys can."
)
SIGNERS = (ROSA, INES)
# What the server can read with all its keys: today, and once it has let go of what letters needed.
READ = f"""
from datetime import datetime, timedelta, UTC
from undersigned.signing import keyring, sealed
from undersigned.signing.models import Signature

def say():
    for row in Signature.objects.filter(petition__slug="{SLUG}", number__gt=0).order_by("number"):
        opened = row.sealed and keyring.for_petition(row.petition_id).unseal("signature", row.id, bytes(row.sealed))
        print("read", [row.number, opened["name"], opened["email"], opened["postcode"]] if opened else "nothing")

say()
sealed.drop(at=datetime.now(UTC) + timedelta(days=8))
say()
"""


@pytest.fixture
def town(serving: Callable[..., Product], smtp: Postbox, prepared_town: Product, tmp_path: Path) -> Town:
    """With one more campaign, which is a draft."""
    folder = tmp_path / SLUG
    shutil.copytree(EXAMPLES / "sunday-library", folder)
    said = folder / "campaign.toml"
    own = {"ask": ASK, "slug": SLUG}
    said.write_text(
        re.sub(
            r'^(ask|slug) = ".*"$', lambda line: f'{line[1]} = "{own[line[1]]}"', said.read_text(), flags=re.MULTILINE
        )
    )
    product = serving(like=prepared_town, start=False, mail_url=smtp.url)
    product.run("load", "--draft", folder)
    product.start()
    return Town(product, smtp)


def test_only_a_keyholder_learns_who_signed(town: Town, page: "Page", tmp_path: Path) -> None:
    (one, first), (other, second) = _key(tmp_path / "one.txt"), _key(tmp_path / "other.txt")
    sign_in(page, town.url)
    _seal(page, [first, second])
    Visitor(town.url, SLUG).wait_for_page()
    for number, person in enumerate(SIGNERS, start=1):
        _sign(town, person, number)
    Visitor(town.url, SLUG).sign(MALLORY)  # who does not confirm

    _look_round(page, town)
    file = _download(page, tmp_path)
    town.product.stop()
    held = b"".join(path.read_bytes() for path in (town.product.folder / "var").glob("undersigned.sqlite3*"))

    who = [[str(number), one.name, one.email, one.postcode] for number, one in enumerate(SIGNERS, start=1)]
    assert [_opened(town.product, file, key) for key in (one, other)] == [who, who]
    assert [_opened_by_age(file, key, line) for line, key in ((1, one), (2, other))] == [row[1:] for row in who]
    assert [
        word for person in (*SIGNERS, MALLORY) for word in (person.name, person.email) if word.encode() in held
    ] == []
    for_letters = [str([number, one.name, one.email, ""]) for number, one in enumerate(SIGNERS, start=1)]
    assert re.findall("read (.+)", town.product.run("manage", "shell", "-c", READ)) == [
        *for_letters,
        "nothing",
        "nothing",
    ]


def _key(file: Path) -> tuple[Path, str]:
    """As a keyholder makes it: the file of the secret key, and the line for the desk."""
    secret = pyrage.x25519.Identity.generate()
    file.write_text(f"{secret}\n")
    return file, str(secret.to_public())


def _seal(page: "Page", recipients: list[str]) -> None:
    """One key is not taken; with two the draft is published, and nothing can be changed about it any more."""
    page.locator("article", has_text="Not published").get_by_role("link", name="Edit page").click()
    page.get_by_role("tab", name="Petition").click()
    page.get_by_label("Sealed for").fill(recipients[0])
    _publish(page)
    page.get_by_role("tab", name="Petition").click()
    page.get_by_text("At least two keys, each of another person").wait_for()
    page.get_by_label("Sealed for").fill("\n".join(recipients))
    _publish(page)
    page.locator(".messages .success").wait_for()


def _publish(page: "Page") -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def _sign(town: Town, person: Person, number: int) -> None:
    visitor = Visitor(town.url, SLUG)
    visitor.sign(person)
    visitor.post_form_on(opened(town.smtp.wait_for(number)[-1]).confirm)
    assert visitor.count_is(number)


def _look_round(page: "Page", town: Town) -> None:
    """No screen has a name; those that need one say what works instead, and an address finds its signature."""
    page.goto(f"{town.url}/organiser/")
    page.locator("article", has_text=ASK).get_by_role("link", name="Overview").click()
    tabs = page.get_by_role("navigation", name="This petition")
    tabs.get_by_role("link", name="Signatures").click()
    page.get_by_role("heading", name="Sealed, signed").nth(len(SIGNERS)).wait_for()
    listed = page.content()
    page.get_by_label("Find a signature").fill(ROSA.first_name)
    page.get_by_label("Find a signature").press("Enter")
    page.get_by_text("and names cannot be searched.").wait_for()
    tabs.get_by_role("link", name="Signatures").click()
    page.get_by_label("Find a signature").fill(ROSA.email)
    page.get_by_label("Find a signature").press("Enter")
    page.get_by_role("heading", name="Sealed for the campaign’s keyholders").wait_for()
    assert [word for word in (ROSA.name, ROSA.email) if word in listed + page.content()] == []

    for tab in ("Updates", "Delivery", "Download"):
        tabs.get_by_role("link", name=tab).click()
        page.get_by_role("heading", name="What does not work here").wait_for()
        assert page.locator(".desk-lead").inner_text() == CANNOT_READ


def _download(page: "Page", folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the sealed signatures").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def _opened(product: Product, file: Path, key: Path) -> list[list[str]]:
    """By our own program, without a server."""
    rows = csv.reader(io.StringIO(product.run("open", "--identity", key, file)))
    return [row[:4] for row in rows][1:]


def _opened_by_age(file: Path, key: Path, line: int) -> list[str]:
    """By the stock program."""
    if shutil.which("age") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("age was not found. Debian, Ubuntu: apt-get install age")
    sealed = b64decode(json.loads(file.read_text().splitlines()[line])["record"])
    done = subprocess.run(["age", "-d", "-i", key], input=sealed, capture_output=True, check=True)
    record = json.loads(done.stdout)
    return [record["name"], record["email"], record["postcode"]]
