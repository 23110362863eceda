"""A translation: what it begins with, what stays its original's, what its publication adds to the petition."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from tests.campaigns.languages.pages import SPANISH, spanish, spanish_draft
from tests.campaigns.pages import again, draft, published, republished
from tests.campaigns.test_sealing import ONE, TWO
from undersigned.campaigns import consent, home, render
from undersigned.campaigns.languages import names, translate
from undersigned.campaigns.languages.fields import WORDS, shared
from undersigned.campaigns.models import CampaignPage
from undersigned.mail.models import Stationery
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


def test_it_begins_as_a_draft_with_the_newest_words_of_the_original() -> None:
    original = published(target=500, deck="It is the one day.")
    original.deck = "Every week."
    original.save_revision()

    page = translate.begin(original, "es")

    assert (page.live, page.slug, page.language, page.get_parent().pk) == (False, "es", "es", original.pk)
    assert (page.title, page.deck, page.target) == (original.title, "Every week.", 500)
    assert again(page).get_latest_revision_as_object().deck == "Every week."
    assert (page.visited_at, page.url) == ("/sundays/es/", "/sundays/es/")
    assert Petition.objects.get().texts.count() == 1


def test_the_languages_that_are_missing_are_those_of_the_site_that_it_is_not_in() -> None:
    original = published()

    assert translate.missing(original) == [("es", "Spanish")]
    translate.begin(original, "es")
    assert translate.missing(original) == []


def test_every_field_of_a_campaign_is_either_translated_or_shared() -> None:
    """Who adds a field to a campaign decides here: words go to `WORDS`, all else is shared by itself."""
    kinds = ("CharField", "TextField", "RichTextField", "SectionsField")
    texts = {
        field.name
        for field in CampaignPage._meta.local_concrete_fields
        if type(field).__name__ in kinds and not field.choices and field.name not in WORDS
    }

    assert texts == {
        "sponsor", "postal_address", "data_officer", "authority", "sealed_to", "action_colour", "accent_colour",
    }  # fmt: skip
    assert set(WORDS) - {field.name for field in CampaignPage._meta.get_fields()} == set()


def test_its_publication_adds_its_text_and_its_statements_to_the_one_petition() -> None:
    original = published()

    page = spanish(original)

    petition = Petition.objects.get()
    assert page.petition == petition
    assert (petition.language, petition.ask, petition.text_version) == ("en", original.title, 1)
    texts = petition.texts.order_by("version").values_list("version", "language", "canonical")
    assert [(version, language) for version, language, _ in texts] == [(1, "en"), (2, "es")]
    assert json.loads(texts[1][2]) == {
        "addressed_to": "El ayuntamiento",
        "ask": SPANISH["title"],
        "body": SPANISH["petition_text"],
        "language": "es",
    }
    wordings = petition.wordings.order_by("version")
    assert [(row.version, row.language) for row in wordings] == [(1, "en"), (2, "es")]
    assert "Al firmar" in wordings[1].statements["sign"]
    sheets = Stationery.objects.order_by("language").values_list("language", "slug", "ask")
    assert list(sheets) == [("en", "sundays", original.title), ("es", "sundays", SPANISH["title"])]


def test_a_change_of_one_language_leaves_the_versions_of_the_other_alone() -> None:
    page = spanish(published())

    republished(page, petition_text="Pedimos también los lunes.")
    republished(page.original, deck="Nothing that is signed.")

    petition = Petition.objects.get()
    assert list(petition.texts.order_by("version").values_list("version", "language")) == [
        (1, "en"),
        (2, "es"),
        (3, "es"),
    ]
    assert (petition.text_version, petition.wordings.count()) == (1, 2)
    facts = [render.facts(again(one)) for one in (page.original, page)]
    assert [(one["text_version"], one["wording_version"]) for one in facts] == [(1, 1), (3, 2)]


def test_what_is_the_same_in_every_language_follows_the_original() -> None:
    page = spanish(published(target=100, contact_email="theo@example.net"))
    page.get_latest_revision_as_object().save_revision()

    republished(page.original, target=200, contact_email="office@example.net", postcode_style="es", title="Open up")

    for one in (again(page), again(page).get_latest_revision_as_object()):
        assert (one.target, one.contact_email, one.postcode_style) == (200, "office@example.net", "es")
        assert (one.title, one.language, one.slug) == (SPANISH["title"], "es", "es")


def test_a_translation_that_is_published_first_is_shown_as_soon_as_the_original_is() -> None:
    original = draft()
    page = spanish(original)
    assert Petition.objects.count() == 0

    original.save_revision().publish()

    petition = Petition.objects.get()
    assert again(page).petition == petition
    assert list(petition.texts.order_by("version").values_list("language", flat=True)) == ["en", "es"]


def test_unpublishing_a_translation_leaves_the_petition_open_and_unpublishing_the_original_does_not() -> None:
    page = spanish(published())

    page.unpublish()
    assert again(page).petition.published
    page.original.unpublish()
    assert not again(page).petition.published


def test_deleting_the_original_deletes_its_translations_and_keeps_the_petition() -> None:
    original = published()
    spanish(original)

    again(original).delete()

    assert CampaignPage.objects.count() == 0
    assert list(Petition.objects.values_list("published", flat=True)) == [False]


def test_the_original_cannot_take_the_language_of_a_translation() -> None:
    original = published()
    spanish_draft(original)
    original = again(original)
    original.language = "es"

    with pytest.raises(ValidationError) as refused:
        original.full_clean()

    assert list(refused.value.message_dict) == ["language"]


@pytest.mark.parametrize(
    ("sealed_to", "lines", "sentence"),
    [(f"{ONE}\n{TWO}", "Puede escribirme.", consent.NOT_SEALED), ("", "a\nb\nc\nd", consent.TOO_MANY)],
    ids=["sealed", "too many"],
)
def test_its_further_purposes_are_bound_as_its_originals_are(sealed_to: str, lines: str, sentence: str) -> None:
    page = spanish(published(sealed_to=sealed_to))
    page.further_purposes = lines

    with pytest.raises(ValidationError) as refused:
        page.save_revision()

    assert refused.value.message_dict == {"further_purposes": [sentence]}


def test_a_translation_stays_with_its_original() -> None:
    page = spanish_draft(published())
    elsewhere = published(slug="mondays")

    assert [page.can_move_to(parent) for parent in (home.provide(), elsewhere)] == [False, False]
    assert not elsewhere.can_move_to(page.original)
    assert CampaignPage.creatable_subpage_models() == []


def test_a_copy_of_a_campaign_has_copies_of_its_translations_and_a_petition_of_its_own() -> None:
    original = published()
    spanish(original)

    copy = original.copy(
        recursive=True, to=home.provide(), update_attrs={"slug": "mondays"}, keep_live=False, copy_revisions=False
    )
    copy.save_revision().publish()

    (translation,) = copy.translations()
    assert (translation.visited_at, translation.original.pk) == ("/mondays/es/", copy.pk)
    translation.save_revision().publish()
    assert sorted(Petition.objects.values_list("slug", flat=True)) == ["mondays", "sundays"]
    assert again(translation).petition.slug == "mondays"


def test_the_home_page_lists_a_campaign_once_in_the_sites_language_where_it_has_that() -> None:
    english = published()
    spanish(english)
    first_in_spanish = published(**{**SPANISH, "slug": "domingos", "language": "es"})
    page = translate.begin(first_in_spanish, "en")
    assert [one["path"] for one in _listed()] == ["/domingos/", "/sundays/"]

    page.save_revision().publish()

    assert [one["path"] for one in _listed()] == ["/domingos/en/", "/sundays/"]


def _listed() -> list[dict[str, str]]:
    from django.utils import timezone

    return [render.facts(page) for page in render.listed(at=timezone.now())]


def test_a_language_is_called_as_its_speakers_call_it() -> None:
    assert [names.own(code) for code in ("en", "es", "pt-br")] == ["English", "Español", "Português Brasileiro"]
    assert [names.open_graph(code) for code in ("en", "es", "de", "pt-br")] == ["en_US", "es_ES", "de_DE", "pt_BR"]


def test_what_is_shared_is_written_by_the_names_of_columns() -> None:
    assert "hero_image_id" in shared(published())
    assert Page.objects.count() == 3
