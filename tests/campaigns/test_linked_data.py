"""The page as search engines read it: exactly what it says, harmless in html, and no violation of the page's policy."""

import io
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone, translation
from PIL import Image as Pixels
from wagtail.documents.models import Document
from wagtail.images.models import Image

from tests.campaigns.pages import draft, published, republished
from undersigned.campaigns import linked_data, render, specimen
from undersigned.public import headers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

URL = "http://127.0.0.1:8000/sundays/"


def graph(page: Any, *, is_open: bool = True) -> list[dict[str, Any]]:
    data = json.loads(linked_data.of(page, campaign=render.facts(page), is_open=is_open))
    assert data["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = data["@graph"]
    return found


@pytest.mark.django_db
def test_a_plain_campaign_is_a_page_of_an_organisation_that_one_can_sign() -> None:
    page = published(deck="Sundays matter.", postal_address="1 Eastgate")
    facts = render.facts(page)

    assert graph(page) == [
        {
            "@type": "WebPage",
            "@id": URL,
            "url": URL,
            "name": "Keep the library open on Sundays",
            "description": "Sundays matter.",
            "inLanguage": "en",
            "datePublished": page.first_published_at.isoformat(timespec="seconds"),
            "dateModified": page.last_published_at.isoformat(timespec="seconds"),
            "primaryImageOfPage": {"@type": "ImageObject", "url": facts["og_image"], "width": 1200, "height": 630},
            "publisher": {"@id": f"{URL}#organisation"},
            "potentialAction": {
                "@type": "EndorseAction",
                "name": "Sign the petition",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{URL}#sign"},
            },
        },
        {
            "@type": "Organization",
            "@id": f"{URL}#organisation",
            "name": "Friends of the Library",
            "email": "theo@example.net",
            "address": "1 Eastgate",
        },
    ]


@pytest.mark.django_db
def test_a_closed_campaign_offers_no_signing() -> None:
    assert "potentialAction" not in graph(published(), is_open=False)[0]


@pytest.mark.django_db
def test_questions_make_it_a_page_of_questions() -> None:
    questions = [{"question": "Who sees it?", "answer": "<p>The <b>council</b>.</p><p>Nobody &amp; no one else.</p>"}]
    page = draft(sections=[{"type": "faq", "value": {"heading": "Questions", "questions": questions}}])

    found = graph(page)[0]

    assert found["@type"] == ["WebPage", "FAQPage"]
    assert found["mainEntity"] == [
        {
            "@type": "Question",
            "name": "Who sees it?",
            "acceptedAnswer": {"@type": "Answer", "text": "The council. Nobody & no one else."},
        }
    ]


@pytest.mark.django_db
def test_a_bill_is_named_only_where_the_campaign_names_it() -> None:
    value = {"heading": "The bill", "intro": "", "provisions": [], "bill_label": "", "bill_url": ""}
    unnamed = draft(sections=[{"type": "provisions", "value": value}])
    named = {**value, "bill_label": "HB 7259", "bill_url": "https://example.org/7259.pdf"}
    with_bill = draft(slug="bill", sections=[{"type": "provisions", "value": named}])

    assert "about" not in graph(unnamed)[0]
    assert graph(with_bill)[0]["about"] == [
        {"@type": "Legislation", "name": "HB 7259", "url": "https://example.org/7259.pdf"}
    ]


@pytest.mark.django_db
def test_a_video_of_ones_own_says_where_it_lies_and_one_elsewhere_where_it_is() -> None:
    film = Document.objects.create(title="Film", file=ContentFile(b"film", name="film.mp4"))
    still = io.BytesIO()
    Pixels.new("RGB", (60, 40)).save(still, "JPEG")
    poster = Image.objects.create(title="Still", file=ImageFile(still, name="still.jpg"))
    own = {"title": "Why", "summary": "Readers speak.", "length": "2 min 10 s", "poster": poster.pk, "file": film.pk}
    other = {"title": "How", "length": "long", "link": "https://vimeo.com/1", "transcript": "All that is said."}
    page = draft(sections=[{"type": "videos", "value": {"heading": "Videos", "featured": own, "more": [other]}}])

    assert graph(page)[2:] == [
        {
            "@type": "VideoObject",
            "name": "Why",
            "description": "Readers speak.",
            "thumbnailUrl": f"http://127.0.0.1:8000{poster.file.url}",
            "contentUrl": f"http://127.0.0.1:8000{film.url}",
            "uploadDate": film.created_at.isoformat(timespec="seconds"),
            "duration": "PT2M10S",
        },
        {
            "@type": "VideoObject",
            "name": "How",
            "description": "How",
            "thumbnailUrl": render.facts(page)["og_image"],
            "url": "https://vimeo.com/1",
            "embedUrl": "https://player.vimeo.com/video/1?autoplay=1&dnt=1",
        },
    ]


@pytest.mark.parametrize(
    ("length", "known"),
    [("2 min 10 s", "PT2M10S"), ("1 h 5 min", "PT1H5M"), ("16 s", "PT16S"), ("3min", "PT3M"), ("long", ""), ("", "")],
)
def test_a_length_is_told_where_it_can_be_read(length: str, known: str) -> None:
    assert linked_data.duration(length) == known


@pytest.mark.django_db
def test_nothing_that_was_typed_ends_the_block() -> None:
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    page = draft(title=nasty[:60], deck=nasty, sponsor=nasty)

    text = str(linked_data.of(page, campaign=render.facts(page), is_open=True))

    assert [sign for sign in "<>&" if sign in text] == []
    assert graph(page)[0]["description"] == nasty


@pytest.mark.django_db
def test_the_page_carries_it_once_with_its_picture_its_size_and_its_words() -> None:
    page = published(language="es", slug="domingos")

    html = render.campaign_html(page, voices=[])

    address = render.facts(page)["og_image"]
    assert html.count('<script type="application/ld+json">') == 1
    for name, content in (
        ("og:site_name", "Friends of the Library"),
        ("og:locale", "es_ES"),
        ("og:image", address),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:description", "We ask you to keep the doors open.\n\nSundays are for books."),
    ):
        assert html.count(f'<meta property="{name}" content="{content}">') == 1, name
    assert html.count('<meta name="twitter:card" content="summary_large_image">') == 1
    assert html.count('<link rel="canonical" href="http://127.0.0.1:8000/domingos/">') == 1


@pytest.mark.django_db
def test_a_heros_own_picture_does_not_take_the_place_of_the_number() -> None:
    still = io.BytesIO()
    Pixels.new("RGB", (60, 40)).save(still, "JPEG")
    photo = Image.objects.create(title="Hero", file=ImageFile(still, name="hero.jpg"))
    page = draft(hero_image=photo)

    assert render.facts(page)["og_image"] == f"http://127.0.0.1:8000/media/{render.picture_of(page).name}"


@pytest.mark.django_db
def test_a_page_that_is_published_again_says_when() -> None:
    page = published()

    again = republished(page, deck="Now with a deck.")

    assert render.facts(again)["changed_at"] == timezone.localtime(again.last_published_at).isoformat(
        timespec="seconds"
    )
    assert again.last_published_at > page.last_published_at


@pytest.mark.refused
def test_the_pages_policy_has_nothing_against_it(browser: "Browser") -> None:
    page = SimpleNamespace(sections=[], first_published_at=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=9))
    with translation.override("en"):
        data = linked_data.of(page, campaign=specimen.campaign(), is_open=True)  # type: ignore[arg-type]
    block = f'<script type="application/ld+json">{data}</script>'
    html = f"<!doctype html><title>Sundays</title>{block}<script>document.title = 'run'</script>"
    complaints: list[str] = []
    tab = browser.new_page()
    tab.on("console", lambda message: complaints.append(message.text))
    tab.route("**/*", lambda route: route.fulfill(body=html, headers=headers.page(), content_type="text/html"))

    tab.goto("http://127.0.0.1/sundays/")

    read = tab.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').textContent)['@context']")
    title = tab.title()
    tab.close()
    assert (read, title) == ("https://schema.org", "Sundays")
    assert len(complaints) == 1  # of the second block, which is a script
    assert "script-src" in complaints[0]
