"""The languages of a campaign at the desk: begin one, see which there are, edit the words alone."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory

from tests.campaigns.languages.pages import SPANISH, spanish, spanish_draft
from tests.campaigns.pages import republished
from tests.factories import NOW
from tests.organiser import desk
from undersigned.campaigns.languages import translate
from undersigned.campaigns.models import CampaignPage
from undersigned.organiser import overview
from undersigned.organiser.languages import Version

pytestmark = pytest.mark.django_db

NO_COMMENTS = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
NOTICE = json.dumps({"blocks": [{"key": "a", "text": "Nadie lo ve.", "type": "unstyled", "depth": 0,
                                 "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})  # fmt: skip


@pytest.fixture
def original() -> CampaignPage:
    return desk.campaign("Keep the library open", "sunday-library", target=100)


@pytest.fixture
def theo() -> User:
    return desk.theo()


def card(user: User) -> overview.Card:
    request: Any = RequestFactory().get("/organiser/")
    request.user = user
    (found,) = overview.cards(request, at=NOW)
    return found


def fields(html: str) -> set[str]:
    return {name for name in re.findall(r'name="([a-z_]+)"', html) if name in dict.fromkeys(_editable())}


def _editable() -> list[str]:
    return [field.name for field in CampaignPage._meta.get_fields() if getattr(field, "editable", False)]


def test_theo_begins_a_translation_and_is_in_its_editor(original: CampaignPage, theo: User) -> None:
    client = desk.signed_in(theo)
    address = f"/organiser/campaigns/{original.pk}/translate/"
    assert f'href="{address}"' in client.get(f"/organiser/pages/{original.pk}/edit/").content.decode()
    assert f'href="{address}"' in client.get("/organiser/").content.decode()
    assert "Translate it into Spanish You get a draft" in desk.text_of(client.get(address).content.decode())

    answer = client.post(address, {"language": "es"})

    (page,) = original.translations()
    assert (answer.status_code, answer["location"]) == (302, f"/organiser/pages/{page.pk}/edit/")
    assert (page.live, page.language, page.title, page.owner) == (False, "es", "Keep the library open", theo)
    text = desk.text_of(client.get(answer["location"]).content.decode())
    assert "The draft is there. Write your translation over the words of the original." in text
    assert "English → Español" in text
    assert "They are set in the original: Keep the library open" in text


def test_the_editor_of_a_translation_offers_its_words_and_nothing_that_is_the_originals(
    original: CampaignPage, theo: User
) -> None:
    page = spanish_draft(original)
    client = desk.signed_in(theo)

    whole = fields(client.get(f"/organiser/pages/{original.pk}/edit/").content.decode())
    words = fields(client.get(f"/organiser/pages/{page.pk}/edit/").content.decode())

    assert {"target", "slug", "language", "contact_email", "petition_text"} <= whole
    assert {"title", "deck", "petition_text", "addressed_to", "privacy_notice", "confirm_words"} <= words
    assert words & {"target", "slug", "language", "contact_email", "sponsor", "closes_at", "postcode_style"} == set()


@pytest.mark.parametrize("is_draft", [True, False])
def test_the_untouched_text_of_the_original_is_published_in_no_other_language(
    original: CampaignPage, theo: User, *, is_draft: bool
) -> None:
    page = translate.begin(original, "es")
    words = {"title": page.title, "addressed_to": "El ayuntamiento", "petition_text": f"{page.petition_text}\r\n"}
    words |= {"purpose": "Entregarlas.", "deleted_when": "En mayo.", "kept_in": "España"}
    form = CampaignPage.get_edit_handler().get_form_class()(
        {**words, "privacy_notice": NOTICE, "sections-count": "0", **NO_COMMENTS}, {}, instance=page, for_user=theo
    )
    if is_draft:
        form.defer_required_fields()

    told = {} if is_draft else {"petition_text": ["This is still the text of the original. Translate it."]}
    assert {name: list(messages) for name, messages in form.errors.items()} == told


def test_a_card_shows_one_campaign_with_its_languages(original: CampaignPage, theo: User) -> None:
    page = spanish_draft(original)

    found = card(theo)

    assert found.title == "Keep the library open"
    assert found.translate_url == ""  # it is in every language
    assert found.versions == [
        Version("en", "English", True, False, f"/organiser/pages/{original.pk}/edit/"),
        Version("es", "Español", False, False, f"/organiser/pages/{page.pk}/edit/"),
    ]
    text = desk.text_of(desk.signed_in(theo).get("/organiser/").content.decode())
    assert "English Español – not published Confirmed signatures 0" in text


def test_a_translation_that_is_older_than_its_original_says_so(original: CampaignPage, theo: User) -> None:
    spanish(original)
    assert [version.is_behind for version in card(theo).versions] == [False, False]

    republished(original, deck="News.")

    assert [(version.language, version.is_behind) for version in card(theo).versions] == [("en", False), ("es", True)]
    text = desk.text_of(desk.signed_in(theo).get("/organiser/").content.decode())
    assert "English Español – the original was published since" in text


def test_a_campaign_in_one_language_shows_no_list_and_can_be_translated(original: CampaignPage, theo: User) -> None:
    found = card(theo)

    assert (found.versions, found.translate_url) == ([], f"/organiser/campaigns/{original.pk}/translate/")


def test_a_language_cannot_be_begun_twice(original: CampaignPage, theo: User) -> None:
    client = desk.signed_in(theo)
    address = f"/organiser/campaigns/{original.pk}/translate/"
    client.post(address, {"language": "es"})

    statuses = [client.post(address, {"language": language}).status_code for language in ("es", "en", "xx", "")]

    assert statuses == [404, 404, 404, 404]
    assert original.translations().count() == 1
    assert "/translate/" not in client.get(f"/organiser/pages/{original.pk}/edit/").content.decode()
    assert "It is in every language" in desk.text_of(client.get(address).content.decode())


def test_a_translation_is_not_translated_again(original: CampaignPage, theo: User) -> None:
    page = spanish_draft(original)
    client = desk.signed_in(theo)

    assert client.get(f"/organiser/campaigns/{page.pk}/translate/").status_code == 404
    assert "/translate/" not in client.get(f"/organiser/pages/{page.pk}/edit/").content.decode()


def test_who_may_not_edit_a_campaign_may_not_translate_it(original: CampaignPage) -> None:
    mallory = desk.mallory()
    client = desk.signed_in(mallory)
    address = f"/organiser/campaigns/{original.pk}/translate/"

    answers = [client.get(address), client.post(address, {"language": "es"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert original.translations().count() == 0
    assert card(mallory).translate_url == ""


def test_a_preview_of_a_translation_is_in_its_language(original: CampaignPage, theo: User) -> None:
    page = spanish_draft(original)

    html = desk.signed_in(theo).get(f"/organiser/pages/{page.pk}/view_draft/").content.decode()

    assert f"<h1>{SPANISH['title']}</h1>" in html
    assert '<html lang="es"' in html
