"""A petition on which some sign by themselves and many from one place."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests import factories
from tests.people import Person
from undersigned.signing.models import Petition, Signature

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
HOME, SCHOOL, NEXT_DOOR = bytes(range(16)), b"\x01" * 8 + b"\x09" * 8, b"\x02" * 8 + b"\x09" * 8


def people(size: int, *, domain: str = "example.org", begin: int = 1) -> list[Person]:
    return [Person(f"Signer {number}", f"signer-{number}@{domain}") for number in range(begin, begin + size)]


def sign(
    of: Petition,
    who: Iterable[Person],
    *,
    at: datetime,
    every: timedelta = SECOND,
    network: bytes | None = None,
    wait: timedelta | None = timedelta(minutes=3),
    state: str = "",
) -> list[Signature]:
    """One after the other. `wait`: how long each takes to confirm; None: they have not."""
    made = []
    for place, person in enumerate(who):
        signed_at = at + place * every
        state_ = state or (Signature.State.PENDING if wait is None else Signature.State.CONFIRMED)
        row = factories.signature(of, person, at=signed_at, state=state_)
        Signature.objects.filter(petition=of, id=row.id).update(
            network=network, confirmed_at=None if wait is None else signed_at + wait
        )
        made.append(row)
    return made
