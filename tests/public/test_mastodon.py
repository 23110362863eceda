"""Share on Mastodon: the question, the link to press, the plain refusal; and never a redirect."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from tests.public.test_app import visiting
from tests.public.test_signed import published

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/veto-hb-7259/mastodon"
SAID = "I%20just%20signed.%20Will%20you%3F%20https%3A%2F%2Fpetition.example.org%2Fveto-hb-7259%2F%3F"
WRONG = "Enter only the server’s name, like mastodon.social, without https:// or a slash"


def asked(**query: str) -> httpx.Response:
    published()

    async def steps(browser: httpx.AsyncClient) -> Any:
        return await browser.get(PATH, params=query)

    answer = visiting(steps)
    assert isinstance(answer, httpx.Response)
    return answer


def foreign_links(html: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="(https?:[^"]+)"', html)]


def test_it_asks_for_the_server_first() -> None:
    answer = asked(via="abcd2345")

    assert answer.status_code == 200
    assert '<form class="form" method="get" action="/veto-hb-7259/mastodon" novalidate>' in answer.text
    assert '<label for="server">Your Mastodon server</label>' in answer.text
    assert '<input type="hidden" name="via" value="abcd2345">' in answer.text
    assert foreign_links(answer.text) == []
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_server_becomes_a_link_to_press_with_the_signers_code_in_the_text() -> None:
    answer = asked(server=" Mastodon.Social ", via="abcd2345")

    assert (answer.status_code, "location" in answer.headers) == (200, False)
    assert foreign_links(answer.text) == [f"https://mastodon.social/share?text={SAID}via%3Dabcd2345%26s%3Dmastodon"]
    assert ">Go on to mastodon.social</a>" in answer.text
    assert 'rel="noopener noreferrer"' in answer.text
    assert 'value=" Mastodon.Social "' in answer.text


def test_without_a_code_the_link_says_the_channel_alone() -> None:
    assert foreign_links(asked(server="mastodon.social").text) == [
        f"https://mastodon.social/share?text={SAID}s%3Dmastodon"
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the name of your Mastodon server"),
        ("   ", "Enter the name of your Mastodon server"),
        ("https://mastodon.social/", WRONG),
        ("evil.example/share", WRONG),
        ("127.0.0.1", WRONG),
        ("localhost", WRONG),
        ('"><script>alert(1)</script>', WRONG),
        ("a" * 5000, WRONG),
    ],
)
def test_what_is_no_server_is_refused_with_what_was_typed_kept(typed: str, sentence: str) -> None:
    answer = asked(server=typed)

    assert answer.status_code == 422
    assert "<title>Error: share on Mastodon</title>" in answer.text
    assert f'<a href="#server">{sentence}</a>' in answer.text
    assert re.findall(r'name="server" type="text" value="([^"]*)"', answer.text) == [
        typed[:300].replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    ]
    assert foreign_links(answer.text) == []


@pytest.mark.parametrize("via", ["ABCD2345", "abcd234", "abcd23456", "abcd2345\n", "x&s=y", "<b>"])
def test_a_code_that_we_do_not_write_is_dropped(via: str) -> None:
    answer = asked(server="mastodon.social", via=via)

    assert 'name="via"' not in answer.text
    assert foreign_links(answer.text) == [f"https://mastodon.social/share?text={SAID}s%3Dmastodon"]


def test_nothing_else_in_the_address_reaches_the_post() -> None:
    answer = asked(server="mastodon.social", text="Buy this", url="https://evil.example/", words="Buy this")

    assert ("Buy this" in answer.text, "evil" in answer.text) == (False, False)


def test_a_petition_that_is_not_there_has_no_such_page() -> None:
    async def steps(browser: httpx.AsyncClient) -> int:
        return (await browser.get("/nowhere/mastodon")).status_code

    assert visiting(steps) == 404
