"""What an organiser has ordered reaches this process's gate, and ends by itself."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from undersigned.defence.client import Lines
from undersigned.defence.gate import Gate
from undersigned.public import orders
from undersigned.watch.models import Asking, Guest

pytestmark = pytest.mark.django_db(transaction=True)

HALL = Lines(bytes([88, 1, 2, 3]), bytes([88, 1, 2]))
SCHOOL = Lines(bytes([88, 9, 9, 3]), bytes([88, 9, 9]))


def test_the_gate_hears_of_guests_and_of_petitions_that_ask_for_work_while_they_last() -> None:
    petition, now = factories.petition(), timezone.now()
    Guest.objects.create(network="88.1.2.0/24", until=now + timedelta(days=1))
    Guest.objects.create(network="88.9.9.0/24", until=now - timedelta(seconds=1))
    Asking.objects.create(petition=petition, until=now + timedelta(days=1))
    gate = Gate(bytes(32))

    asyncio.run(orders.refresh(gate))

    assert (gate.orders.guests.has(HALL), gate.orders.guests.has(SCHOOL)) == (True, False)
    assert gate.orders.asking == frozenset({petition.pk})
