"""Addresses of languages that a campaign does not have, or not any more: nobody ends in front of a wall."""

import httpx
import pytest

from tests import factories
from tests.campaigns.languages.pages import spanish
from tests.campaigns.pages import again, published
from tests.people import ROSA
from tests.public.in_languages import FORM, confirm_link, got, language, links
from tests.public.test_app import visiting
from undersigned.campaigns.models import CampaignPage
from undersigned.public import bake
from undersigned.public.models import Baked
from undersigned.signing.models import Signature

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("rooted")]


@pytest.fixture
def page(rooted: None) -> CampaignPage:
    """The Spanish one; its original is published too."""
    return spanish(published())


def test_the_address_of_a_language_that_it_does_not_have_leads_to_the_first() -> None:
    published()

    answers = got(
        "/sundays/es/?s=x", "/sundays/es", "/sundays/en/", "/sundays/es/privacy", "/sundays/es/nothing", "/no/es/"
    )

    told = [(answer.status_code, answer.headers.get("location")) for answer in answers]
    assert told == [
        (302, "/sundays/?s=x"),
        (302, "/sundays/"),
        (302, "/sundays/"),
        (302, "/sundays/privacy"),
        (404, None),
        (404, None),
    ]


def test_what_is_not_found_and_what_is_our_fault_is_said_in_the_language_of_the_address(
    page: CampaignPage,
) -> None:
    nothing = got("/sundays/es/nothing", "/sundays/nothing", "/sundays/xx/")

    assert [(answer.status_code, language(answer.text)) for answer in nothing] == [
        (404, "es"),
        (404, "en"),
        (404, "en"),
    ]
    Baked.objects.filter(name=f"{page.petition_id}/es:confirm").delete()
    rosa = factories.signature(page.petition, ROSA, state="pending")
    (fault,) = got(confirm_link(rosa))  # the page that it should show has gone from the database
    assert (fault.status_code, language(fault.text)) == (500, "es")
    assert 'href="/sundays/es/"' in fault.text


def test_an_address_without_its_last_slash_leads_on(page: CampaignPage) -> None:
    answers = got("/sundays/es?via=abcd2345", "/sundays?via=abcd2345", "/sundays/es/sign")

    told = [(answer.status_code, answer.headers.get("location")) for answer in answers]
    assert told == [
        (308, "/sundays/es/?via=abcd2345"),
        (308, "/sundays/?via=abcd2345"),
        (303, "/sundays/es/#sign"),
    ]


def test_an_unpublished_translation_is_gone_from_the_pages_and_its_letters_still_work(page: CampaignPage) -> None:
    rosa = factories.signature(page.petition, ROSA, state="pending")
    page.unpublish()

    english, in_spanish, site_map, letter = got("/sundays/", "/sundays/es/", "/sitemap.xml", confirm_link(rosa))

    assert (in_spanish.status_code, in_spanish.headers["location"]) == (302, "/sundays/")
    assert links(english.text) == []
    assert "<nav data-languages" not in english.text
    assert "/es/" not in site_map.text
    assert (letter.status_code, language(letter.text)) == (200, "es")


def test_who_had_an_unpublished_translation_open_can_still_sign_what_they_read(page: CampaignPage) -> None:
    page.unpublish()

    async def steps(browser: httpx.AsyncClient) -> httpx.Response:
        return await browser.post("/sundays/es/sign", data={**FORM, "text": "2", "wording": "2"})

    answer = visiting(steps)
    assert (answer.status_code, answer.headers["location"][:18]) == (303, "/sundays/es/check/")
    assert Signature.objects.get().text_version == 2


def test_a_translation_that_is_published_again_is_back(page: CampaignPage) -> None:
    page.unpublish()
    again(page).get_latest_revision().publish()

    english, in_spanish = got("/sundays/", "/sundays/es/")

    assert [name for name, _ in links(english.text)] == ["en", "x-default", "es"]
    assert in_spanish.status_code == 200


def test_a_letter_in_a_language_that_is_no_more_opens_in_the_first() -> None:
    page = published()
    rosa = factories.signature(page.petition, ROSA, state="pending")

    (answer,) = got(confirm_link(rosa))

    assert (answer.status_code, language(answer.text)) == (200, "en")


def test_a_deleted_translation_is_forgotten_at_the_next_start_and_its_letters_open_in_the_first_language(
    page: CampaignPage,
) -> None:
    rosa = factories.signature(page.petition, ROSA, state="pending")
    link = confirm_link(rosa)
    page.delete()
    (before,) = got(link)

    bake.everything()

    (after,) = got(link)
    assert [(answer.status_code, language(answer.text)) for answer in (before, after)] == [(200, "es"), (200, "en")]
    assert not Baked.objects.filter(name__startswith=f"{rosa.petition_id}/").exists()


def test_taking_the_original_off_takes_every_language_off(page: CampaignPage) -> None:
    again(page.original).unpublish()

    assert [answer.status_code for answer in got("/sundays/", "/sundays/es/", "/sundays/es/sign")] == [404, 404, 303]


def test_a_start_shows_no_draft_and_bakes_what_letters_need(page: CampaignPage) -> None:
    page.unpublish()
    before = dict(Baked.objects.values_list("name", "is_shown"))

    bake.everything()

    assert dict(Baked.objects.values_list("name", "is_shown")) == before
    place = f"{page.petition_id}/es:"
    assert {name.partition(":")[2] for name in before if name.startswith(place)} == {
        "campaign", "confirm", "poster", "privacy", "sheet", "withdraw"
    }  # fmt: skip
    assert [before[name] for name in before if name.startswith(place)] == [False] * 6
