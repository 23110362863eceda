"""What a signer is told is held on them: all of it while they stand, nothing of the person afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories
from tests.factories import NOW, STATEMENTS
from tests.people import ROSA
from undersigned.signing import personal_data
from undersigned.signing.models import Petition, Signature


@pytest.mark.django_db
def test_a_signer_gets_everything_with_the_words_they_agreed_to(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, wants_updates=True, shows_name=True)

    assert personal_data.export(petition.pk, rosa.id) == {
        "name": "Rosa Marín",
        "email": "rosa@example.org",
        "postcode": "97201",
        "state": "confirmed",
        "number": 1,
        "text_version": 1,
        "consent": {
            "shown": STATEMENTS,
            "updates": True,
            "name": True,
            "further": [],
            "wording_version": 1,
            "language": "en",
        },
        "signed_at": "2026-03-02T09:30:00+00:00",
        "confirmed_at": (NOW + timedelta(minutes=3)).isoformat(),
    }


@pytest.mark.django_db
def test_nothing_of_the_person_is_left_after_withdrawing(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, state="withdrawn")

    export = personal_data.export(petition.pk, rosa.id)

    assert (export["name"], export["email"], export["postcode"], export["state"]) == ("", "", "", "withdrawn")
    assert "rosa" not in repr(export).lower()


@pytest.mark.django_db
def test_a_pending_signature_has_no_number_and_no_time_of_confirmation(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, state="pending")

    export = personal_data.export(petition.pk, rosa.id)

    assert (export["number"], export["confirmed_at"], export["email"]) == (None, "", "rosa@example.org")


@pytest.mark.django_db
def test_the_salt_of_the_public_log_is_not_handed_out(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)

    assert "salt" not in personal_data.export(petition.pk, rosa.id)


@pytest.mark.django_db
def test_nobody_gets_anothers_by_the_wrong_petition(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)

    for petition_id, signature_id in ((factories.petition("library").pk, rosa.id), (petition.pk, uuid4())):
        with pytest.raises(Signature.DoesNotExist):
            personal_data.export(petition_id, signature_id)


@pytest.mark.django_db
def test_what_withdrawing_empties_is_what_is_declared(petition: Petition) -> None:
    declared = {column for holding in personal_data.HOLDINGS for column in holding.columns}

    assert {"sealed", "blind_index"} <= declared <= {field.name for field in Signature._meta.get_fields()}
