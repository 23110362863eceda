"""A page as facts and as html."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from tests.campaigns.pages import draft, published, republished
from tests.factories import signature
from tests.people import ROSA
from undersigned.campaigns import home, render, specimen
from undersigned.campaigns.models import CampaignPage
from undersigned.design import living
from undersigned.signing import count
from undersigned.voices import wall

pytestmark = pytest.mark.django_db

KEPT = "This site deletes what it holds of you 180 days after the petition closes. The count stays."
FACTS = {
    "addressed_to": "The city council",
    "sponsor": "Friends of the Library",
    "paid_for_by": "",
    "contact_email": "theo@example.net",
    "postal_address": "1 Example Street",
    "hands_over": "postcodes",
    "card": {
        "receives": "Names and postcodes",
        "purpose": "To hand this petition to the council",
        "deleted_when": "six months after the council has answered",
        "kept": KEPT,
        "kept_in": "Germany",
        "officer": "",
        "authority": "The data protection authority, authority.example",
    },
    "further": [],
    "sender_name": "Friends of the Library",
    "sender_address": "petition@example.org",
    "confirm_subject": "Confirm your signature: Keep the library open on Sundays",
    "deadline": "",
    "closes_at": "",
    "closed_words": "",
    "is_open": True,
    "begun_on": "",
    "changed_at": "",
    "consent": {
        "sign": (
            "By signing I add my name to this petition to The city council. I agree that Friends of the Library uses"
            " my name, email address and ZIP code for it, and I know that my signature may show a political opinion."
        ),
        "updates": "Friends of the Library may email me news about this campaign. I can stop it at any time.",
        "name": "Show my first name on this page, among those who signed last.",
        "privacy": "Your name and ZIP code are given to The city council. Your email address is not.",
        "button": "I agree and sign",
        "hands_over": "postcodes",
        "kept": KEPT,
    },
    "petition_text": "We ask you to keep the doors open.\n\nSundays are for books.",
    "slug": "sundays",
    "path": "/sundays/",
    "url": "http://127.0.0.1:8000/sundays/",
    "ask": "Keep the library open on Sundays",
    "deck": "",
    "description": "We ask you to keep the doors open.\n\nSundays are for books.",
    "outcome": {},
    "updates": [],
    "language": "en",
    "languages": [],
    "target": "",
    "postcode": {"style": "us", "label": "ZIP code", "hint": "Five digits.", "inputmode": "numeric", "maxlength": 10},
    "share": {
        "title": "Sign the petition: Keep the library open on Sundays",
        "words": "I just signed. Will you? Keep the library open on Sundays",
        "url": "http://127.0.0.1:8000/sundays/",
        "own": {},
        "has_papers": True,
    },
    "parts": {"paper": 0, "earlier": 0, "shown": {"paper": "0", "earlier": "0"}},
    "has_samples": False,
    "look": {"style": "", "logo": None, "ground": "12313a", "mark": "f5b82e"},
    "nav": [{"href": "#sign", "label": "Sign"}],
}


def finished(page: CampaignPage) -> str:
    """What a visitor gets: baked without a request, then today's count put in."""
    html = render.campaign_html(page, voices=wall.approved(page.petition_id))
    variant, values = count.living(count.current(page.petition_id), target=page.target, language=page.language)
    return living.compose(html, variant=variant, values=values)


def picture_address(page: CampaignPage) -> str:
    return f"http://127.0.0.1:8000/media/{render.picture_of(page).name}"


def test_the_facts_of_a_page_that_was_never_published() -> None:
    page = draft()

    unpublished = {"text_version": 0, "wording_version": 0, "text_published_at": ""}
    assert render.facts(page) == FACTS | unpublished | {"og_image": picture_address(page)}


def test_the_facts_of_a_published_page() -> None:
    page = published()

    today = timezone.localdate(page.petition.texts.get().published_at).isoformat()
    assert render.facts(page) == FACTS | {
        "text_version": 1,
        "wording_version": 1,
        "text_published_at": today,
        "begun_on": timezone.localtime(page.first_published_at).date().isoformat(),
        "changed_at": timezone.localtime(page.last_published_at).isoformat(timespec="seconds"),
        "og_image": picture_address(page),
    }


def test_the_facts_are_plain_values() -> None:
    facts = render.facts(published(closes_at=timezone.now() + timedelta(days=3), target=500))

    assert json.loads(json.dumps(facts)) == facts


def test_the_specimen_has_the_same_facts_as_a_page() -> None:
    assert specimen.campaign().keys() == render.facts(draft()).keys()


def test_the_deadline_is_a_day_and_a_moment() -> None:
    facts = render.facts(draft(closes_at=datetime(2031, 12, 14, 23, 59, tzinfo=UTC)))

    assert (facts["deadline"], facts["closes_at"]) == ("2031-12-14", "2031-12-14T23:59:00+00:00")


def test_the_menu_leads_to_the_first_three_headings_up_to_a_colon() -> None:
    sections = [
        {"type": "image", "value": {"image": None, "caption": "", "credit": ""}},
        {"type": "text", "value": {"heading": "Why: a long story", "body": "<p>x</p>"}},
        {"type": "text", "value": {"heading": "How", "body": "<p>x</p>"}},
        {"type": "share", "value": {"heading": "Share", "text": ""}},
        {"type": "faq", "value": {"heading": "Questions", "questions": []}},
    ]

    assert render.facts(draft(sections=sections))["nav"] == [
        {"href": "#sign", "label": "Sign"},
        {"href": "#text", "label": "Why"},
        {"href": "#text-2", "label": "How"},
        {"href": "#share", "label": "Share"},
    ]


def test_the_menu_leads_to_places_that_are_in_the_page() -> None:
    page = published(sections=[{"type": "share", "value": {"heading": "Share", "text": ""}}])

    html = render.campaign_html(page, voices=[])

    assert [link for link in render.facts(page)["nav"] if f'id="{link["href"][1:]}"' not in html] == []


def test_a_spanish_campaign_is_spanish_whoever_looks_and_an_english_one_english() -> None:
    spanish = published(language="es", postcode_style="es", slug="domingos")
    english = published()

    with translation.override("es"):
        assert render.facts(english)["postcode"]["label"] == "ZIP code"
    with translation.override("en"):
        facts = render.facts(spanish)
        html = render.campaign_html(spanish, voices=[])

    assert (facts["postcode"]["label"], facts["share"]["title"][:16]) == ("Código postal", "Firme la petició")
    assert '<html lang="es">' in html
    assert "Sign the petition" not in html


def test_the_page_has_living_places_for_the_count() -> None:
    html = render.campaign_html(published(), voices=[])

    assert "<!--living few-->" in html
    assert 'data-count="[[raw]]"' in html


def test_after_the_close_the_page_has_no_form() -> None:
    page = republished(
        published(), closes_at=timezone.now() - timedelta(minutes=1), closed_words="The council has agreed."
    )

    html = render.campaign_html(page, voices=[])

    assert "<form" not in html
    assert "The council has agreed." in html


def test_the_voices_are_those_it_is_given() -> None:
    page = published(sections=[{"type": "voices", "value": {"heading": "Voices", "intro": "", "invitation": ""}}])

    html = render.campaign_html(
        page, voices=[{"words": "We go.", "shown_as": "Rosa, Eastgate", "language": "en", "is_sample": False}]
    )

    assert "We go." in html
    assert "Rosa, Eastgate" in html


def test_the_preview_is_what_is_published_byte_for_byte() -> None:
    page = published(sections=[{"type": "text", "value": {"heading": "Why", "body": "<p><b>Sundays</b></p>"}}])
    for _ in range(1):
        signature(page.petition, ROSA)
    request = RequestFactory().get("/")

    preview = page.get_latest_revision_as_object().make_preview_request(request)

    assert preview.content.decode() == finished(page)


def test_the_preview_of_the_editor_shows_what_is_typed_before_it_is_saved(client: Client) -> None:
    page = published()
    client.force_login(get_user_model().objects.create_superuser("theo", "theo@example.net", "x"))
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    typed = {
        "title": "Open on Mondays",
        "slug": page.slug,
        "sections-count": "0",
        "language": "en",
        "postcode_style": "us",
        "privacy_notice": "null",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }

    taken = client.post(address, typed).json()
    shown = client.get(address).content.decode()

    assert taken == {"is_valid": True, "is_available": True}
    assert "<h1>Open on Mondays</h1>" in shown
    assert page.title == "Keep the library open on Sundays"


def test_a_draft_without_anything_in_it_can_be_previewed() -> None:
    page = CampaignPage(title="A first thought", live=False)
    home.provide().add_child(instance=page)

    html = render.finished_campaign(page)

    assert "<h1>A first thought</h1>" in html


def test_the_home_page_lists_the_campaigns_it_is_given_in_the_sites_language() -> None:
    page, front = published(deck="Sundays matter."), home.provide()

    html = render.home_html(front, [render.facts(page)])

    assert '<html lang="en">' in html
    assert '<a href="/sundays/">Keep the library open on Sundays</a>' in html


def test_a_page_of_either_kind_is_where_the_settings_say_whatever_the_request() -> None:
    page, front = published(), home.provide()
    request = RequestFactory().get("/", headers={"host": "testserver"})

    assert (page.full_url, page.url) == ("http://127.0.0.1:8000/sundays/", "/sundays/")
    assert (page.get_full_url(request), front.full_url) == ("http://127.0.0.1:8000/sundays/", "http://127.0.0.1:8000/")


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(("language", "written"), [("en", "20,000"), ("es", "20.000")])
def test_the_target_is_written_as_the_count_is(language: str, written: str) -> None:
    assert render.facts(published(language=language, target=20_000))["target"] == written
