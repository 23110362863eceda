"""Crowds of signatures whose letters have left, some of them answered."""

from datetime import datetime, timedelta

from tests import factories
from tests.people import Person
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition, Signature

PLACE = bytes(range(16))  # as `network.hashed` makes it


def crowd(
    of: Petition,
    number: int,
    *,
    at: datetime,
    answered: int = 0,
    domain: str = "example.org",
    network: bytes = PLACE,
    sent_after: timedelta = timedelta(seconds=5),
    answered_after: timedelta = timedelta(minutes=3),
    who: str = "person",
) -> list[Signature]:
    made = []
    for place in range(number):
        person = Person(f"Person {place}", f"{who}{place}@{domain}")
        row = factories.signature(of, person, state="pending", at=at)
        state, confirmed_at = ("confirmed", at + sent_after + answered_after) if place < answered else ("pending", None)
        Signature.objects.filter(id=row.id).update(network=network, state=state, confirmed_at=confirmed_at)
        Letter.objects.create(
            id=row.id,
            petition_id=of.pk,
            about=row.id,
            kind="confirm",
            language="en",
            state=Letter.State.SENT,
            due_at=at,
            queued_at=at,
            sent_at=at + sent_after,
        )
        made.append(row)
    return made
