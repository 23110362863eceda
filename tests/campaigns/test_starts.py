"""What a campaign begins with: the words of a start, the organisation's facts, and gaps that cannot be published."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from wagtail.models import PageLogEntry

from tests import factories
from tests.campaigns import pages as made
from undersigned.campaigns import home
from undersigned.campaigns.folder import pages
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.organisation import Organisation
from undersigned.campaigns.starts import gaps, making
from undersigned.campaigns.starts.gaps import Gap

ANSWERS: dict[str, Any] = {
    "title": "Governor, veto Bill 12",
    "addressed_to": "The Governor",
    "language": "en",
    "postcode_style": "us",
    "hands_over": "postcodes",
    "target": 1000,
    "closes_at": datetime(2031, 6, 30, 21, 59, tzinfo=UTC),
}
FACTS = {
    "sponsor": "Friends of the Rivers & Lakes",
    "paid_for_by": "Friends of the Rivers",
    "contact_email": "hello@rivers.example",
    "postal_address": "1 Example Street",
    "sender_address": "petition@rivers.example",
}


def _begun(start: str = "veto-a-bill", **answers: Any) -> CampaignPage:
    theo = User.objects.get_or_create(username="theo")[0]
    page = making.begin(start, answers={**ANSWERS, **answers}, parent=home.provide(), user=theo)
    draft: CampaignPage = page.get_latest_revision_as_object()
    return draft


def _asked(page: CampaignPage) -> dict[str, list[str]]:
    return {name: [gap.asks for gap in left] for name, left in gaps.found(gaps.values(page)).items()}


@pytest.mark.django_db
def test_a_start_takes_over_the_organisations_facts_and_the_answers() -> None:
    Organisation.objects.create(**FACTS)

    page = _begun()

    assert {name: getattr(page, name) for name in (*FACTS, *ANSWERS)} == FACTS | ANSWERS
    assert (page.slug, page.live, page.owner.username) == ("governor-veto-bill-12", False, "theo")
    assert page.petition_text.startswith("To: The Governor\n\nWe ask you to veto [✎ the bill, by its number].")
    assert "<p>Friends of the Rivers &amp; Lakes. Questions, " in page.privacy_notice
    assert "of each signer what stands above, no more. Nobody" in page.privacy_notice
    assert page.purpose == "To hand this petition to The Governor, and to count each person once"
    answer = page.sections[3].value["questions"][0]["answer"].source
    assert "The Governor receives of it what is said at the button;" in answer
    assert [entry.action for entry in PageLogEntry.objects.filter(page=page.pk)] == ["wagtail.create"]


@pytest.mark.django_db
@pytest.mark.once
def test_what_nobody_has_named_becomes_a_gap() -> None:
    page = _begun("blank", addressed_to="", postcode_style="uk")

    assert page.petition_text.startswith("To: [✎ addressed to]")
    assert _asked(page)["privacy_notice"] == [
        "who runs the campaign",
        "contact address",
        "addressed to",
        "when: for example “six months after the petition has been handed over”",
    ]
    assert "email address and postcode" in page.privacy_notice


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("start", [start.name for start in making.STARTS])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_start_can_be_published_once_its_gaps_are_filled(start: str, language: str) -> None:
    Organisation.objects.create(**FACTS)
    page = _begun(start, language=language)
    page._cached_parent_obj = home.provide()
    asked = gaps.found(gaps.values(page))

    before = pages.problems(page, is_draft=False)
    gaps.fill(page, {gap.mark: "Words & more" for left in asked.values() for gap in left})

    assert {key[0] for key, _sentence in before} == {"deck", "petition", "sponsor", "data", "sections"}
    card = {"deleted_when", "kept_in", "authority"}
    assert {"deck", "petition_text", "privacy_notice", "sections", *card} == set(asked)
    assert pages.problems(page, is_draft=False) == []
    assert "Words & more" in page.petition_text
    assert "Words &amp; more" in page.privacy_notice


@pytest.mark.django_db
@pytest.mark.once
def test_a_start_in_spanish_has_spanish_words_and_gaps() -> None:
    page = _begun("ask-a-council", language="es", addressed_to="El Ayuntamiento", postcode_style="es")

    assert page.petition_text.startswith("Para: El Ayuntamiento\n\nLe pedimos que [✎ qué debe decidirse")
    assert [section.value["heading"] for section in page.sections] == [
        "De qué se trata",
        "Los vecinos, con sus propias palabras",
        "Preguntas y respuestas",
        "Corra la voz",
    ]
    assert "su correo y su código postal, la hora" in page.privacy_notice
    assert _asked(page)["privacy_notice"][0] == "quién dirige la campaña"


@pytest.mark.django_db
@pytest.mark.once
def test_an_address_that_is_taken_gets_a_number() -> None:
    factories.petition("governor-veto-bill-12", published=False)  # its page is gone
    _begun(title="Letters!")  # an address of the site's own

    assert [_begun().slug, _begun().slug, _begun(title="請願").slug] == [
        "governor-veto-bill-12-2",
        "governor-veto-bill-12-3",
        "petition",
    ]
    assert CampaignPage.objects.filter(slug="letters-2").count() == 1


@pytest.mark.django_db
@pytest.mark.once
def test_a_gap_is_found_once_a_field_and_other_brackets_are_let_be() -> None:
    page = made.draft(
        deck="[✎ why] and [✎ why] and [✎ when]",
        petition_text="He said: “[They] will [sic] close it […].”",
        privacy_notice="<p>[✎ <b>how</b> long]</p>",
    )

    assert gaps.found(gaps.values(page)) == {
        "deck": [Gap("[✎ why]", "why"), Gap("[✎ when]", "when")],
        "privacy_notice": [Gap("[✎ <b>how</b> long]", "how long")],
    }
    assert gaps.refusal([Gap("[✎ why]", "why"), Gap("[✎ when]", "when")]) == (
        "This is still to be written: [why] [when]. Write it, or take it out."
    )


@pytest.mark.django_db
def test_a_campaign_that_is_begun_keeps_its_facts_when_the_organisations_change() -> None:
    organisation = Organisation.objects.create(**FACTS)
    page = _begun()

    organisation.sponsor = "Another name"
    organisation.save()

    assert CampaignPage.objects.get(pk=page.pk).sponsor == FACTS["sponsor"]
    assert Organisation.load().sponsor == "Another name"


@pytest.mark.django_db
def test_there_is_one_organisation() -> None:
    Organisation.objects.create(**FACTS)

    with transaction.atomic(), pytest.raises(IntegrityError):
        Organisation.objects.create(id=2, **FACTS)
