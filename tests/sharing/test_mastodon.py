"""The one place where a visitor's word becomes the host of a link: what is a host name, and what Mallory tries."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.sharing import mastodon

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda label: "--" not in label)
ENDINGS = st.sampled_from(["social", "org", "town", "net", "xn--p1ai"])


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("mastodon.social", "mastodon.social"),
        ("  Mastodon.Social\n", "mastodon.social"),
        ("a.b.c-d.co.uk", "a.b.c-d.co.uk"),
        ("1.social", "1.social"),
        ("bücher.social", "xn--bcher-kva.social"),
        ("xn--bcher-kva.social", "xn--bcher-kva.social"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("ｍastodon。social", "mastodon.social"),  # as some keyboards write it
    ],
)
def test_a_host_name_is_taken_in_its_one_spelling(typed: str, host: str) -> None:
    assert mastodon.server(typed) == host


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        ".",
        "mastodon",
        "mastodon.social.",
        ".mastodon.social",
        "mastodon..social",
        "https://mastodon.social",
        "http:mastodon.social",
        "//mastodon.social",
        "javascript:alert(1)",
        "data:text/html,x",
        "mastodon.social/",
        "mastodon.social/share?text=x",
        "mastodon.social\\evil",
        "mastodon.social?x",
        "mastodon.social#x",
        "mastodon.social:443",
        "@rosa@mastodon.social",
        "rosa@mastodon.social",
        "rosa:secret@mastodon.social",
        "mastodon.social evil.org",
        "mastodon.social\tevil.org",
        "mastodon.social\r\nlocation: x",
        "mastodon.social%2f",
        "mastodon_x.social",
        "-mastodon.social",
        "mastodon-.social",
        "*.social",
        f"{'a' * 64}.social",
        f"{'a.' * 130}social",
        "a" * 300,
        "localhost",
        "www.localhost",
        "server.local",
        "wiki.internal",
        "petition.test",
        "shop.example",
        "hidden.onion",
        "1.0.0.127.in-addr.arpa",
        "127.0.0.1",
        "127.1",
        "0x7f.0.0.1",
        "127.0.0.0x1",
        "2130706433",
        "１２７.０.０.１",
        "127。0。0。1",
        "[::1]",
        "::1",
        "fe80::1",
        "mastodon.s0cial",
        "mastodon.1",
        "xn--a.social",
        "mastodon.xn--",
    ],
)
def test_what_is_no_public_host_name_is_refused(typed: str) -> None:
    assert mastodon.server(typed) is None


@given(st.text() | st.text("ab1.-:/@[]%\\?#x", max_size=30))
def test_whatever_is_typed_is_refused_or_becomes_a_plain_host(typed: str) -> None:
    host = mastodon.server(typed)

    assert host is None or re.fullmatch(r"([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", host)


@given(labels=st.lists(LABEL, min_size=1, max_size=4), ending=ENDINGS)
def test_every_ordinary_host_name_is_taken(labels: list[str], ending: str) -> None:
    host = ".".join([*labels, ending])

    assert mastodon.server(host) == host


@given(labels=st.lists(LABEL, min_size=1, max_size=3), text=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_link_leads_to_the_share_page_of_that_host_and_carries_the_text_alone(labels: list[str], text: str) -> None:
    host = ".".join([*labels, "social"])

    href = mastodon.link(host, text)

    parts = urlsplit(href)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", host, "/share", "")
    assert parse_qsl(parts.query, keep_blank_values=True) == [("text", text)]
    assert href.isascii()
