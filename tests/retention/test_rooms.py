"""Every room that holds something of a person is reached when it is deleted."""

import pytest
from django.apps import apps

from tests import factories
from tests.people import ROSA
from undersigned.retention import rooms
from undersigned.signing.models import Petition, Signature

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STAFF = {"accounts"}  # of organisers: no signature's
NOT_OF_SIGNATURES = {"watch"}  # what an organiser tells the gate
BY_SIGNATURE = {"signature_id", "about"}


def test_every_room_that_declares_something_of_signers_can_count_and_delete_it() -> None:
    declaring = {rooms.name(room) for room in rooms.declaring()}

    assert declaring - STAFF - NOT_OF_SIGNATURES - {rooms.name(room) for room in rooms.erasing()} == set()


def test_signatures_go_after_what_is_found_by_them() -> None:
    order = [rooms.name(room) for room in rooms.erasing()]

    assert order.index("offline") < order.index("signing")  # found by the blind index
    assert order.index("returns") < order.index("mail")  # found by the letter


def test_what_is_held_of_a_signature_is_what_is_removed(petition: Petition) -> None:
    row = factories.signature(petition, ROSA)
    whose = Signature.objects.filter(id=row.id).values("id")

    held = rooms.held(petition.pk, whose)

    assert held == rooms.erase(petition.pk, [row.id]) == {"signing_signature": 1}
    assert rooms.held(petition.pk, whose) == {}


def test_no_table_names_a_signature_without_a_room_that_declares_it() -> None:
    declared = {one.table for room in rooms.erasing() for one in room.HOLDINGS}
    naming = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("undersigned.") and BY_SIGNATURE & {one.name for one in model._meta.fields}
    }

    assert naming - declared == set()
