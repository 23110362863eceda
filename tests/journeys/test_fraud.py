"""Theo sees a crowd from one network, tries a rule, strikes it, watches the count fall, and takes all of it back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import sign_in
from tests.journeys.visitor import Visitor, until
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.once

SLUG = "sunday-library"
ROBOTS, PEOPLE = 100, 3
# As the front would have written them, had they come by the form.
CROWD = f"""
from datetime import datetime, timedelta, UTC
from django.conf import settings
from undersigned.mail.models import Letter
from undersigned.public import front
from undersigned.signing import accept, keyring, network, networks, petition
from undersigned.signing.signature import Confirm
from undersigned.signing.submission import Submission
from undersigned.vault import entropy

one = next(one for one in petition.known() if one.slug == "{SLUG}")
begin = (datetime.now(UTC) - timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
key = network.key(networks.provide(at=begin)[begin.date()], by=settings.MASTER_KEYS.index)
store = front.open_store()
for number in range({ROBOTS + PEOPLE}):
    at, is_robot = begin + timedelta(seconds=number), number < {ROBOTS}
    domain = "robots.example" if is_robot else "example.org"
    typed = Submission(
        name=f"Sample {{number}}", email=f"sample-{{number}}@{{domain}}", postcode="06103", wants_updates=False,
        shows_name=False, text_version=max(one.text_hashes), wording_version=max(one.wording_versions), source="",
        via="",
    )
    line = network.hashed(b"\\x58\\x01\\x02\\x03", b"\\x58\\x01\\x02", key=key) if is_robot else b""
    signed = accept.signature(
        typed, petition=one, keys=keyring.for_petition(one.id), language=one.language, hold_reason="", at=at,
        entropy=entropy.take, network=line,
    )
    store.write([signed, Confirm(one.id, signed.signature.id, at + timedelta(seconds=5 if is_robot else 90))])
store.close()
Letter.objects.all().delete()
"""


@pytest.fixture
def crowded(serving: Callable[..., Product], prepared_town: Product) -> Product:
    """Served after the crowd has come: the worker looks at the hours as soon as it starts."""
    product = serving(like=prepared_town, start=False)
    product.run("manage", "shell", "-c", CROWD)
    product.start()
    return product


def until_counted(visitor: Visitor, number: int) -> None:
    """The log enters it within a second or so, and the page follows."""
    until(lambda: visitor.count_on_page() == number)


def test_a_crowd_is_seen_struck_and_put_back(crowded: Product, page: "Page") -> None:
    visitor = Visitor(crowded.url, SLUG)
    sign_in(page, crowded.url)
    until_counted(visitor, ROBOTS + PEOPLE)

    library = page.locator("article", has_text="keep the library open on Sundays")
    library.get_by_role("link", name="Overview").click()
    page.get_by_role("navigation", name="This petition").get_by_role("link", name="Fraud").click()
    alert = page.get_by_role("listitem").filter(has_text="Many from one place").filter(has_text="Network ")
    for _ in range(300):
        if alert.is_visible():
            break
        page.wait_for_timeout(200)
        page.reload()
    alert.get_by_role("link", name="Begin a rule").click()

    page.get_by_label("Why they are struck").select_option("nobody")
    page.get_by_role("button", name="Begin the dry run").click()
    page.get_by_text("100 signatures fit.").wait_for()
    page.get_by_role("cell", name="sample-0@robots.example").wait_for()
    assert visitor.count_on_page() == ROBOTS + PEOPLE

    page.get_by_role("button", name="Strike 100 signatures from the count").click()
    page.get_by_text("100 signatures were struck.").wait_for()
    until_counted(visitor, PEOPLE)
    assert "no real people</dt><dd>100 struck</dd>" in visitor.http.get(f"{crowded.url}/{SLUG}/verify").text

    page.get_by_role("button", name="Undo all of it").click()
    page.get_by_text("100 were put back into the count.").wait_for()
    until_counted(visitor, ROBOTS + PEOPLE)
