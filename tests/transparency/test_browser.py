"""The browser's verifier, in Chromium: a receipt is verified on the signer's own device, and nothing leaves it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import undersigned.transparency
from tests.transparency import logs, vectors
from tests.transparency.logs import ROSAS, Log
from undersigned.transparency.keys import SigningKey

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

SCRIPT = (Path(undersigned.transparency.__file__).parent / "verify.js").read_text()
VECTORS = vectors.load("receipt")
KEY = VECTORS["key"]
# A browser gives WebCrypto to pages that came by https, and to those of its own machine.
SITE = "http://localhost/"
VERIFY_ALL = """
async ([receipts, keys]) => {
  const { verify } = await import("/verify.js");
  const told = [];
  const plain = ({ root, ...found }) => ({ ...found, root: [...root] });
  for (const receipt of receipts) told.push(await verify(receipt, keys).then(plain, (error) => error.message));
  return told;
}
"""


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Empty, with the verifier beside it. Whatever else it asks for fails the test."""
    page = browser.new_page()
    asked = []

    def answer(route: "Route") -> None:
        asked.append(route.request.url)
        is_script = route.request.url.endswith("/verify.js")
        route.fulfill(body=SCRIPT if is_script else "", content_type="text/javascript" if is_script else "text/html")

    page.route("**", answer)
    page.goto(SITE)
    yield page
    page.close()
    assert asked == [SITE, SITE + "verify.js"]


def verified(page: "Page", receipts: list[str], keys: list[str] | None = None) -> list[Any]:
    """For each what was found, or the reason why not."""
    found: list[Any] = page.evaluate(VERIFY_ALL, [receipts, keys or [KEY]])
    return found


def test_a_receipt_says_what_was_signed_and_as_which_entry(page: "Page") -> None:
    entries = logs.crowd(300)
    entries[200] = ROSAS.entry()

    assert verified(page, [VECTORS["good"][2]["receipt"]]) == [
        {
            "name": "Rosa Marín",
            "email": "rosa@example.org",
            "text": logs.TEXT_HASH.hex(),
            "index": 200,
            "size": 300,
            "root": list(Log(entries).now.root),
            "origin": logs.ORIGIN,
        }
    ]


def test_every_receipt_that_the_specification_shows_holds(page: "Page") -> None:
    told = verified(page, [vector["receipt"] for vector in VECTORS["good"]])

    assert [one["name"] for one in told] == ["Rosa Marín"] * len(VECTORS["good"])


def test_what_mallory_does_to_a_receipt_is_refused_with_the_reason(page: "Page") -> None:
    told = verified(page, [vector["receipt"] for vector in VECTORS["refused"]])

    assert {vector["why"]: reason for vector, reason in zip(VECTORS["refused"], told, strict=True)} == {
        "another name": "proof",
        "another address": "proof",
        "another text": "proof",
        "another salt": "proof",
        "another version": "form",
        "something beside": "form",
        "a number for an address": "form",
        "no name": "form",
        "half a character": "form",
        "a blank in the opening": "form",
        "no opening": "form",
        "another entry": "proof",
        "an entry past the end": "proof",
        "a leading zero": "form",
        "a sibling lacks": "proof",
        "a sibling too many": "proof",
        "siblings in another order": "proof",
        "a sibling cut short": "form",
        "a sibling spelled otherwise": "form",
        "a larger size": "signature",
        "another root": "signature",
        "another log's name": "key",
        "signed by another key": "key",
        "a signature with another in front": "signature",
        "no signature": "form",
        "a line more in the checkpoint": "form",
        "no first line": "form",
        "another format": "form",
        "no extra": "form",
        "lines ended as in Windows": "form",
        "no end": "form",
        "nothing": "form",
        "a proof too short for its size, signed by the log": "proof",
        "a proof too long for its size, signed by the log": "proof",
        "an entry past the end, signed by the log": "proof",
    }


def test_a_receipt_holds_in_a_tree_of_every_size(page: "Page") -> None:
    entries = logs.crowd(1101)
    entries[1] = ROSAS.entry()
    log = Log(entries)
    sizes = range(2, 1101)

    told = verified(page, [log.receipt(ROSAS, 1, size=size).encode().decode() for size in sizes])

    assert [one["size"] for one in told] == list(sizes)


def test_a_receipt_holds_at_every_place_of_a_tree(page: "Page") -> None:
    receipts = []
    for index in range(1, 300, 7):
        entries = logs.crowd(300)
        entries[index] = ROSAS.entry()
        receipts.append(Log(entries).receipt(ROSAS, index).encode().decode())

    assert [one["index"] for one in verified(page, receipts)] == list(range(1, 300, 7))


def test_either_key_will_do_while_one_is_replaced(page: "Page") -> None:
    receipt = VECTORS["good"][2]["receipt"]
    other = str(logs.MALLORYS_KEY.verifier)

    assert verified(page, [receipt], [other, KEY])[0]["index"] == 200
    assert verified(page, [receipt], [other]) == ["key"]
    for mistyped in (KEY.replace("example.org", "example.com"), KEY.replace("+8a75", "+8a76")):
        assert verified(page, [receipt], [mistyped]) == ["key"]


def test_a_name_is_one_name_however_its_letters_are_composed(page: "Page") -> None:
    decomposed = replace(ROSAS, name=unicodedata.normalize("NFD", ROSAS.name))
    receipt = Log([*logs.crowd(1), ROSAS.entry()]).receipt(decomposed, 1).encode().decode()

    assert verified(page, [receipt])[0]["name"] == decomposed.name


def test_a_key_of_another_log_opens_nothing(page: "Page") -> None:
    other = SigningKey("example.org/log/other", bytes(32))
    receipt = Log([*logs.crowd(1), ROSAS.entry()], by=other).receipt(ROSAS, 1).encode().decode()

    assert verified(page, [receipt], [str(other.verifier)]) == ["key"]


def test_every_changed_letter_of_a_receipt_is_refused(page: "Page") -> None:
    receipt = VECTORS["good"][0]["receipt"]
    changed = [receipt[:at] + ("A" if receipt[at] != "A" else "B") + receipt[at + 1 :] for at in range(len(receipt))]

    assert set(verified(page, changed)) == {"form", "key", "signature", "proof"}
