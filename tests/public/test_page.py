"""A page in memory: which encoding, which ETag, and how often the count is put in."""

import gzip

import brotli
import pytest
import zstandard

from undersigned.public.page import Page, best_encoding, compressed, matches
from undersigned.signing.count import Totals

HTML = (
    '<p>Ask [[count]]</p><!--living few--><b data-count="[[raw]]">few</b><!--living many-->'
    '<b data-count="[[raw]]">[[count]] of [[goal]]</b><!--living end-->'
)


def page(**headers: str) -> Page:
    return Page(HTML, headers=headers or {"vary": "Accept-Encoding"}, petition_id=1, target=None, language="es")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*;q=0", "identity"),
        ("br;q=oops, gzip", "gzip"),
        ("identity, br;q=0.5", "identity"),
        ("deflate", "identity"),
    ],
)
def test_the_visitors_weights_choose_the_encoding(accepted: str, chosen: str) -> None:
    assert best_encoding(accepted) == chosen


def test_each_encoding_unpacks_to_the_same_page() -> None:
    html = b"<p>sign</p>" * 500

    unpacked = [
        brotli.decompress(compressed(html, "br")),
        zstandard.ZstdDecompressor().decompress(compressed(html, "zstd")),
        gzip.decompress(compressed(html, "gzip")),
        compressed(html, "identity"),
    ]

    assert unpacked == [html] * 4


@pytest.mark.parametrize(
    ("sent", "is_match"),
    [('"a-br"', True), ('W/"a-br"', True), ('"x", "a-br"', True), ("*", True), ('"a-gzip"', False), ("", False)],
)
def test_an_etag_matches_by_weak_comparison(sent: str, *, is_match: bool) -> None:
    assert matches(sent, '"a-br"') is is_match


def test_todays_count_is_put_into_the_living_region_only() -> None:
    finished = page().finished(Totals(12_431), now=1.0)

    assert finished.html == b'<p>Ask [[count]]</p><b data-count="12431">12.431 of 15.000</b>'


def test_a_small_number_is_not_shown_but_kept_for_programs() -> None:
    finished = page().finished(Totals(49), now=1.0)

    assert finished.html == b'<p>Ask [[count]]</p><b data-count="49">few</b>'


def test_between_two_moments_everybody_gets_the_same_bytes() -> None:
    one = page()

    first = one.finished(Totals(100), now=10.0)
    soon = one.finished(Totals(101), now=10.1)
    later = one.finished(Totals(101), now=11.0)

    assert soon is first
    assert b'data-count="101"' in later.html
    assert later.tag != first.tag


def test_a_count_that_stays_makes_no_new_page() -> None:
    one = page()

    assert one.finished(Totals(100), now=1.0) is one.finished(Totals(100), now=100.0)


def test_a_page_for_caches_has_an_etag_of_its_encoding() -> None:
    finished = page().finished(Totals(100), now=1.0)

    headers, body = finished.answer("br")

    assert dict(headers) == {
        b"vary": b"Accept-Encoding",
        b"content-type": b"text/html; charset=utf-8",
        b"content-length": str(len(body)).encode(),
        b"etag": f'"{finished.tag}-br"'.encode(),
        b"content-encoding": b"br",
    }


def test_a_page_for_one_visitor_has_no_etag() -> None:
    headers, _ = page(**{"cache-control": "no-store"}).finished(Totals(0), now=1.0).answer("identity")

    assert b"etag" not in dict(headers)
