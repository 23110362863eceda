"""Publishing freezes what is signed: a change makes a version, and nothing of an earlier one is touched."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from tests import factories
from tests.factories import NOW, STATEMENTS, TEXT
from tests.people import ROSA
from tests.signing.commands import COMMITTED
from undersigned.signing import register
from undersigned.signing.models import DataKey, Petition, Tally, Text, Wording
from undersigned.signing.register import PetitionText

LATER = NOW + timedelta(days=1)
REVISED = replace(TEXT, body="We ask you to veto the bill.")


def _publish(petition: Petition, text: PetitionText = TEXT, statements: dict[str, str] = STATEMENTS) -> tuple[int, int]:
    register.publish(petition, text=text, statements=statements, at=LATER)
    petition.refresh_from_db()
    return petition.text_version, petition.wording_version


@pytest.mark.django_db
def test_the_first_publishing_makes_all_that_a_signature_needs() -> None:
    petition = register.new(slug="rivers", ask="Save the rivers", language="en")

    register.publish(petition, text=TEXT, statements=STATEMENTS, at=NOW)

    petition.refresh_from_db()
    assert (petition.published, petition.text_version, petition.wording_version) == (True, 1, 1)
    assert (petition.ask, petition.language) == (TEXT.ask, "en")
    tally = Tally.objects.get(petition=petition)
    assert (tally.confirmed, tally.withdrawn, tally.samples) == (0, 0, 0)
    assert DataKey.objects.filter(petition=petition).count() == 1


@pytest.mark.django_db
def test_the_text_is_frozen_as_it_is_hashed(petition: Petition) -> None:
    text = Text.objects.get(petition=petition)

    assert json.loads(text.canonical) == {
        "addressed_to": "The Governor",
        "ask": "Governor, veto HB 7259",
        "body": "We ask you to veto the bill.\n\nIt closes the libraries on Sundays.",
        "language": "en",
    }
    assert bytes(text.sha256) == hashlib.sha256(text.canonical.encode()).digest()
    assert (text.version, text.published_at) == (1, NOW)


@pytest.mark.django_db
def test_publishing_the_same_again_makes_no_version(petition: Petition) -> None:
    as_windows_types = replace(TEXT, body=TEXT.body.replace("\n", "\r\n") + "  \r\n")

    assert _publish(petition) == (1, 1)
    assert _publish(petition, as_windows_types) == (1, 1)

    assert (Text.objects.count(), Wording.objects.count(), DataKey.objects.count()) == (1, 1, 1)
    assert Text.objects.get().published_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [{"ask": "Veto it"}, {"addressed_to": "Governor Lee"}, {"body": "Veto it."}, {"body": TEXT.body + "!"}],
    ids=["ask", "addressee", "body", "one character"],
)
def test_each_change_of_the_text_makes_a_version(petition: Petition, changed: dict[str, str]) -> None:
    before = Text.objects.get().canonical

    assert _publish(petition, replace(TEXT, **changed)) == (2, 1)

    assert list(Text.objects.order_by("version").values_list("version", "published_at")) == [(1, NOW), (2, LATER)]
    assert Text.objects.get(version=1).canonical == before


@pytest.mark.django_db
def test_a_change_of_the_statements_makes_a_wording(petition: Petition) -> None:
    assert _publish(petition, statements=STATEMENTS | {"updates": "Write to me."}) == (1, 2)

    assert Wording.objects.get(version=1).statements == STATEMENTS
    assert Wording.objects.get(version=2).statements["updates"] == "Write to me."


@pytest.mark.django_db
def test_another_language_makes_both(petition: Petition) -> None:
    assert _publish(petition, replace(TEXT, language="es")) == (2, 2)

    assert (petition.language, Wording.objects.get(version=2).language) == ("es", "es")


@pytest.mark.django_db
def test_going_back_to_an_earlier_text_is_a_new_version(petition: Petition) -> None:
    assert [_publish(petition, text) for text in (REVISED, TEXT, TEXT)] == [(2, 1), (3, 1), (3, 1)]

    assert Text.objects.get(version=3).canonical == Text.objects.get(version=1).canonical


@pytest.mark.django_db
def test_a_signature_stays_bound_to_the_text_it_is_under(petition: Petition) -> None:
    signed = factories.signature(petition, ROSA)

    _publish(petition, REVISED)

    signed.refresh_from_db()
    assert (signed.text_version, signed.wording_version) == (1, 1)


@pytest.mark.django_db
def test_publishing_keeps_the_count(petition: Petition) -> None:
    factories.signature(petition, ROSA)

    _publish(petition, REVISED)

    assert Tally.objects.get(petition=petition).confirmed == 1


@pytest.mark.django_db
def test_unpublishing_takes_nothing_but_the_page(petition: Petition) -> None:
    assert not register.has_signatures(petition)
    factories.signature(petition, ROSA)

    register.unpublish(petition)

    petition.refresh_from_db()
    assert (petition.published, petition.text_version) == (False, 1)
    assert register.has_signatures(petition)
    assert _publish(petition) == (1, 1)


@COMMITTED
def test_two_editors_who_publish_at_once_number_one_after_the_other(petition: Petition) -> None:
    start, troubles = threading.Barrier(2), []

    def publish(body: str) -> None:
        mine = Petition.objects.get(pk=petition.pk)
        start.wait(60)
        try:
            register.publish(mine, text=replace(TEXT, body=body), statements=STATEMENTS, at=LATER)
        except Exception as trouble:  # noqa: BLE001  told to the test, which expects none
            troubles.append(trouble)
        finally:
            connection.close()

    editors = [threading.Thread(target=publish, args=(body,)) for body in ("Veto it.", "Please veto it.")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(60)

    assert troubles == []
    assert list(Text.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3]
    petition.refresh_from_db()
    assert petition.text_version == 3
