"""The gallery: every page and state, made of the product's own templates; stored nowhere, sent to nobody."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Rendition

from tests.design import outline
from tests.house import tree
from tests.organiser import desk
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.sections import Sections
from undersigned.design import assets
from undersigned.organiser.gallery import states
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db

NAMES = [state.name for group in states.groups() for state in group.states]
# The demonstration's mailbox is no page of a campaign's.
LEFT_OUT = {"mailbox", "letter"}


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_complete_and_in_its_language(name: str, language: str) -> None:
    client = desk.signed_in(desk.theo())

    answer = client.get(f"/organiser/gallery/{name}/?language={language}")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in html
    assert outline.of(html).headings.count(1) == 1
    assert "[[" not in html
    assert "<!--living" not in html


def test_no_two_pages_are_the_same() -> None:
    pages = {name: states.find(name).html("en") for name in NAMES}  # type: ignore[union-attr]  # they are all there

    assert len(set(pages.values())) == len(pages)


def test_every_template_of_a_public_page_hangs_in_it() -> None:
    folder = tree.PACKAGE / "public" / "templates" / "public"
    source = (tree.PACKAGE / "organiser" / "gallery" / "states.py").read_text()

    assert [
        path.stem for path in folder.glob("*.html") if f'"{path.stem}"' not in source and path.stem not in LEFT_OUT
    ] == []


def test_every_section_that_can_be_shown_hangs_in_it() -> None:
    shown = {f"section-{name}" for name, block in Sections().child_blocks.items() if block.is_previewable}

    assert {name for name in NAMES if name.startswith("section-")} == shown


def test_a_page_may_do_nothing_but_be_looked_at() -> None:
    answer = desk.signed_in(desk.theo()).get("/organiser/gallery/own-look/?mode=dark")

    html, policy = answer.content.decode(), answer.headers["content-security-policy"].split("; ")
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    scripts = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    assert policy == [
        "default-src 'none'",
        "style-src " + " ".join(f"'{assets.csp_hash(style)}'" for style in styles),
        "script-src " + " ".join(f"'{assets.csp_hash(script)}'" for script in scripts),
        "img-src 'self' data:",
        "media-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    assert (styles[0], styles[2]) == (assets.STYLE, ":root{color-scheme:dark}")
    assert styles[1].startswith(":root{--action:light-dark(#1d4ed8,")
    assert (answer.headers["x-frame-options"], answer.headers["x-robots-tag"]) == ("SAMEORIGIN", "noindex")


def test_the_wall_has_a_frame_for_each_in_the_chosen_language_and_light() -> None:
    html = desk.signed_in(desk.theo()).get("/organiser/gallery/?language=es&mode=dark").content.decode()

    frames = re.findall(r'<iframe src="/organiser/gallery/([\w-]+)/\?language=es&amp;mode=dark" title="[^"]+"', html)
    assert frames == NAMES


@pytest.mark.parametrize("query", ["?language=xx", "?mode=%3Cb%3E", "?language=en&mode=purple"])
def test_what_nobody_offered_is_passed_over(query: str) -> None:
    answer = desk.signed_in(desk.theo()).get(f"/organiser/gallery/confirm/{query}")

    assert '<html lang="en">' in answer.content.decode()
    assert answer.content.decode().count("<style>") == 1


def test_looking_stores_nothing() -> None:
    client = desk.signed_in(desk.theo())
    client.get("/organiser/gallery/confirm/")  # the session is there

    with CaptureQueriesContext(connection) as queries:
        for name in NAMES:
            client.get(f"/organiser/gallery/{name}/")

    writing = [query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert writing == []
    assert (CampaignPage.objects.count(), Petition.objects.count(), Rendition.objects.count()) == (0, 0, 0)


def test_an_unknown_page_is_not_found() -> None:
    assert desk.signed_in(desk.theo()).get("/organiser/gallery/nowhere/").status_code == 404


def test_strangers_are_sent_to_the_door() -> None:
    from django.test import Client

    for path in ("/organiser/gallery/", "/organiser/gallery/confirm/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, f"/organiser/login/?next={path}")


def test_whoever_may_enter_the_desk_may_look() -> None:
    assert desk.signed_in(desk.mallory()).get("/organiser/gallery/").status_code == 200
