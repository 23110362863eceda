"""A mail provider's scanner opens every link of every letter, several times and with a browser: nothing changes by it.

A thousand letters, half a minute each: `pytest tests/journeys/test_a_scanner.py --letters=1000 --stays=30`.
"""

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Town
from tests.journeys.visitor import Visitor, client
from tests.people import Person, crowd
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.once
SLUG = "sunday-library"
LINK = re.compile(r"https?://[^\s<>\"']+")


def links(text: str, header: str) -> list[str]:
    return sorted(set(LINK.findall(text)) | set(LINK.findall(header)))


def rows(product: Product, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(product.database)) as database:
        return database.execute(sql).fetchall()


def test_a_scanner_confirms_nothing_withdraws_nothing_and_stops_no_letters(
    town: Town, browser: "Browser", pytestconfig: pytest.Config
) -> None:
    number, stays_ms = pytestconfig.getoption("letters"), 1000 * pytestconfig.getoption("stays")
    visitor, scanner = Visitor(town.url, SLUG), client(town.url)
    for person in crowd(number):
        _signed(visitor, person)
    letters = town.smtp.wait_for(number, seconds=60 + number)

    found: set[str] = set()
    for letter in letters:
        parts = [str(part.get_content()) for part in letter.walk() if part.get_content_maintype() == "text"]
        found.update(links(" ".join(parts), str(letter["List-Unsubscribe"])))
    for link in sorted(found):
        assert scanner.head(link).status_code == 200, link
        assert [scanner.get(link).status_code for _ in range(5)] == [200] * 5
    context = browser.new_context()
    for link in sorted(found):
        page = context.new_page()
        page.goto(link)
        page.wait_for_timeout(stays_ms)
        page.close()
    context.close()

    assert len(found) == 3 * number, "each letter's confirm, withdraw, never"
    assert visitor.count() == 0
    states = "SELECT state, count(*) FROM signing_signature WHERE NOT is_sample GROUP BY state"
    assert rows(town.product, states) == [("pending", number)]
    assert rows(town.product, "SELECT count(*) FROM returns_refusal") == [(0,)]


def _signed(visitor: Visitor, person: Person) -> None:
    answer = visitor.sign(person)
    assert answer.status_code == 303, answer.text
