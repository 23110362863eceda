"""What the outbox tells of the letters to one signer, and how it forgets them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories
from tests.factories import NOW
from tests.mail import postroom
from tests.people import INES, ROSA
from undersigned.mail import personal_data
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition


@pytest.mark.django_db
def test_the_letters_about_a_signature_are_told_oldest_first_without_the_address(petition: Petition) -> None:
    second = postroom.letter(petition, ROSA, serial=2, at=NOW + timedelta(minutes=1))
    first = postroom.letter(petition, ROSA)
    Letter.objects.filter(id=first.id).update(about=second.about, state="sent")
    postroom.letter(petition, INES)

    assert personal_data.export(petition.pk, second.about) == [
        {"kind": "confirm", "state": "sent", "queued_at": "2026-03-02T09:30:00+00:00"},
        {"kind": "confirm", "state": "waiting", "queued_at": "2026-03-02T09:31:00+00:00"},
    ]


@pytest.mark.django_db
def test_erasing_removes_the_letters_about_one_signature_and_no_others(petition: Petition) -> None:
    rosas, ines = postroom.letter(petition, ROSA), postroom.letter(petition, INES)

    assert personal_data.erase(factories.petition("library").pk, rosas.about) == 0
    assert personal_data.erase(petition.pk, uuid4()) == 0
    assert personal_data.erase(petition.pk, rosas.about) == 1

    assert list(Letter.objects.values_list("id", flat=True)) == [ines.id]


def test_what_is_declared_is_a_column_of_the_table() -> None:
    (holding,) = personal_data.HOLDINGS

    assert holding.table == Letter._meta.db_table
    assert set(holding.columns) <= {field.column for field in Letter._meta.fields}
