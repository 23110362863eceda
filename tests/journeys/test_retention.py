"""Theo ends a campaign: looks at the calendar, counts what would go, has it deleted, and keeps the proof."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import sign_in
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.once

SLUG = "veto-hb-7259"
PATIENCE_MS = 120_000
# As the front would have written them, had they come by the form; the campaign closed since.
SIGNED_AND_OVER = f"""
from datetime import datetime, timedelta, UTC
from undersigned.campaigns.models import CampaignPage
from undersigned.public import front
from undersigned.signing import accept, keyring, petition
from undersigned.signing.models import Petition
from undersigned.signing.signature import Confirm
from undersigned.signing.submission import Submission
from undersigned.vault import entropy

one = next(one for one in petition.known() if one.slug == "{SLUG}")
at = datetime.now(UTC) - timedelta(days=3)
store = front.open_store()
for number in range(3):
    typed = Submission(
        name=f"Sample {{number}}", email=f"sample-{{number}}@example.org", postcode="06103", wants_updates=False,
        shows_name=False, text_version=max(one.text_hashes), wording_version=max(one.wording_versions), source="",
        via="",
    )
    signed = accept.signature(
        typed, petition=one, keys=keyring.for_petition(one.id), language=one.language, hold_reason="", at=at,
        entropy=entropy.take,
    )
    store.write([signed, Confirm(one.id, signed.signature.id, at)])
store.close()
closes_at = datetime.now(UTC) - timedelta(days=2)
Petition.objects.filter(pk=one.id).update(closes_at=closes_at)
CampaignPage.objects.filter(petition_id=one.id).update(closes_at=closes_at)
print("petition", one.id)
"""


def test_from_the_calendar_to_the_proof(serving: Callable[..., Product], prepared_town: Product, page: "Page") -> None:
    product = serving(like=prepared_town, start=False)
    number = product.run("manage", "shell", "-c", SIGNED_AND_OVER).rpartition("petition ")[2].strip()
    product.start()
    sign_in(page, product.url)

    page.goto(f"{product.url}/organiser/campaigns/{number}/")
    page.get_by_role("navigation", name="This petition").get_by_role("link", name="Retention").click()
    told = "Signers are told: “This site deletes what it holds of you 180 days after the petition closes."
    assert told in page.locator(".desk").inner_text()
    calendar = page.get_by_role("region", name="Calendar").get_by_role("row")
    assert "Signatures with all that belongs to them" in page.get_by_role("region", name="Calendar").inner_text()
    assert calendar.last.inner_text().endswith("\t3")

    page.get_by_label("Six months after the close").check()
    page.get_by_role("button", name="Choose", exact=True).click()
    page.get_by_text("Chosen.").wait_for()
    assert page.get_by_label("Six months after the close").is_checked()
    page.get_by_role("link", name="Dry run: count what would go").click()
    page.get_by_label(f"Type {SLUG} here").fill(SLUG)
    rows = page.get_by_role("region", name="Delete all of it now").get_by_role("row").all_inner_texts()
    assert "signing_signature\t3" in rows
    page.get_by_role("button", name="Delete all of it").click()

    page.get_by_role("link", name="Download the proof").wait_for(timeout=PATIENCE_MS)
    assert "The count was 3, and still is." in page.locator(".desk").inner_text()
    assert "signing_signature\t3\t0" in page.get_by_role("row").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the proof").click()
    assert "What stays: the count, 3." in download.value.path().read_text()
