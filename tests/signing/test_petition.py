"""A petition as the hot path knows it: what is published, until when it is open."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW
from undersigned.signing import petition as petitions
from undersigned.signing import register
from undersigned.signing.models import Petition

SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_what_is_published_is_known_with_its_texts(petition: Petition) -> None:
    revised = register.PetitionText("Governor, veto HB 7259", "The Governor", "Veto it. Please.", "en")
    register.publish(petition, text=revised, statements=factories.STATEMENTS, at=NOW)

    (known,) = petitions.known()

    assert (known.id, known.uuid, known.slug, known.ask) == (petition.pk, petition.uuid, "veto-hb-7259", revised.ask)
    assert (known.language, known.closes_at, known.target, known.postcode_style) == ("en", None, None, "us")
    assert (known.text_version, known.wording_version) == (2, 1)
    assert known.text_hashes == {text.version: bytes(text.sha256) for text in petition.texts.all()}
    assert [len(digest) for digest in known.text_hashes.values()] == [32, 32]


@pytest.mark.django_db
def test_what_was_never_published_is_not_known_and_what_was_taken_off_is_closed() -> None:
    factories.petition("draft", published=False)
    register.unpublish(factories.petition("taken-back"))

    (known,) = petitions.known()

    assert (known.slug, known.is_published) == ("taken-back", False)
    assert (known.is_open(NOW), known.takes_confirmations(NOW)) == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("how_many", [1, 3])
def test_all_petitions_are_read_with_three_queries(
    how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(how_many):
        factories.petition(f"petition-{number}")

    with django_assert_num_queries(3):
        assert [known.slug for known in petitions.known()] == [f"petition-{number}" for number in range(how_many)]


@pytest.mark.django_db
def test_it_is_open_until_the_second_it_closes_and_takes_confirmations_a_day_longer() -> None:
    factories.petition(closes_at=NOW)
    (known,) = petitions.known()

    assert [known.is_open(NOW + after) for after in (-SECOND, 0 * SECOND, SECOND)] == [True, False, False]
    day = timedelta(hours=24)
    assert [known.takes_confirmations(NOW + after) for after in (SECOND, day - SECOND, day)] == [True, True, False]


@pytest.mark.django_db
def test_without_a_date_it_never_closes(petition: Petition) -> None:
    (known,) = petitions.known()
    far = NOW + timedelta(days=36_500)

    assert (known.is_open(far), known.takes_confirmations(far)) == (True, True)
