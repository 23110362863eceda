"""What search engines find, and what they must not: from memory, and never a signer's page."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.people import ROSA
from tests.public.test_app import refuse, visiting
from tests.public.test_shelf import bake
from undersigned.public.models import Baked
from undersigned.signing import register, tokens
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = {
    "ask": "Governor, veto HB 7259",
    "path": "/veto-hb-7259/",
    "language": "en",
    "sponsor": "Friends of the Library",
    "sender_address": "petition@example.org",
    "confirm_subject": "Confirm",
    "share": {"title": "Sign", "words": "Will you?", "url": "http://127.0.0.1:8000/veto-hb-7259/"},
}


def baked(slug: str, *, changed_at: str) -> Petition:
    petition = factories.petition(slug)
    bake(petition, version=1)
    facts = {"campaign": {**FACTS, "changed_at": changed_at}}
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts=facts)
    return petition


def fetched(*paths: str) -> list[httpx.Response]:
    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        with connection.execute_wrapper(refuse):
            return [await browser.get(path) for path in paths]

    answers: list[httpx.Response] = visiting(steps)
    return answers


def test_robots_are_kept_from_the_desk_and_shown_the_map() -> None:
    (answer,) = fetched("/robots.txt")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /organiser/",
        "Disallow: /mailbox/",
        "",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]


def test_the_map_has_the_home_and_every_campaign_that_can_be_visited() -> None:
    baked("veto-hb-7259", changed_at="2026-03-02T09:30:00+00:00")
    baked("sunday-library", changed_at="2026-03-04T10:00:00+00:00")
    baked("never-dated", changed_at="")
    register.unpublish(baked("taken-off", changed_at="2026-03-05T10:00:00+00:00"))

    (answer,) = fetched("/sitemap.xml")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.text.splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
        "<url><loc>http://127.0.0.1:8000/</loc><lastmod>2026-03-04T10:00:00+00:00</lastmod></url>",
        "<url><loc>http://127.0.0.1:8000/never-dated/</loc></url>",
        "<url><loc>http://127.0.0.1:8000/sunday-library/</loc><lastmod>2026-03-04T10:00:00+00:00</lastmod></url>",
        "<url><loc>http://127.0.0.1:8000/veto-hb-7259/</loc><lastmod>2026-03-02T09:30:00+00:00</lastmod></url>",
        "</urlset>",
    ]


def test_a_site_without_campaigns_has_a_map_of_its_home() -> None:
    (answer,) = fetched("/sitemap.xml")

    assert answer.text.splitlines()[2:] == ["<url><loc>http://127.0.0.1:8000/</loc></url>", "</urlset>"]


def test_a_campaigns_picture_may_be_shown_by_other_sites_and_an_upload_may_not(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for folder in ("og", "images"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.png").write_bytes(b"\x89PNG")

    answers = fetched("/media/og/one.png", "/media/images/one.png", "/media/og/none.png")

    policies = [answer.headers.get("cross-origin-resource-policy") for answer in answers[:2]]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert policies == ["cross-origin", "same-origin"]
    for answer in answers[:2]:
        assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.once  # on PostgreSQL the store of the front would write into another database than the test's
def test_a_signers_pages_are_found_by_nobody() -> None:
    petition = baked("veto-hb-7259", changed_at="")
    Baked.objects.create(
        name=f"{petition.pk}:withdraw", petition=petition, html="<h1>Remove</h1>", version=1, baked_at=factories.NOW
    )
    row = factories.signature(petition, ROSA)
    at = timezone.now().timestamp()

    def link(kind: tokens.Kind, signature_id: object) -> str:
        key = configured.MASTER_KEYS.token
        return tokens.mint(kind, signature_id, petition=petition.uuid, key=key, at=at)  # type: ignore[arg-type]

    async def steps(browser: httpx.AsyncClient) -> list[tuple[str, int, str | None, str | None]]:
        form = {"name": ROSA.name, "email": "ines@example.org", "postcode": "06103", "text": "1", "wording": "1"}
        sent = await browser.post("/veto-hb-7259/sign", data=form)
        paths = (
            sent.headers["location"],
            f"/veto-hb-7259/confirm/{link(tokens.Kind.CONFIRM, row.id)}",
            f"/veto-hb-7259/signed/{link(tokens.Kind.SIGNED, row.id)}",
            f"/veto-hb-7259/withdraw/{link(tokens.Kind.WITHDRAW, row.id)}",
            f"/veto-hb-7259/confirm/{link(tokens.Kind.SIGNED, uuid4())}",
        )
        answers = [sent, *[await browser.get(path) for path in paths]]
        return [
            (
                answer.url.path.split("/")[2],
                answer.status_code,
                answer.headers.get("x-robots-tag"),
                answer.headers.get("cache-control"),
            )
            for answer in answers
        ]

    assert visiting(steps) == [
        ("sign", 303, "noindex", "no-store"),
        ("check", 200, "noindex", "no-store"),
        ("confirm", 200, "noindex", "no-store"),
        ("signed", 200, "noindex", "no-store"),
        ("withdraw", 200, "noindex", "no-store"),
        ("confirm", 404, "noindex", "no-store"),
    ]


def test_a_campaigns_own_page_may_be_found() -> None:
    baked("veto-hb-7259", changed_at="")

    (answer,) = fetched("/veto-hb-7259/")

    assert "x-robots-tag" not in answer.headers
