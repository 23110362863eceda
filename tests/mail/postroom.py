"""Letters that wait, the sheet they are written on, a clock that only the test moves, the postman the worker has."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from tests import factories
from tests.factories import NOW
from tests.people import Person
from tests.postbox import Postbox
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter, Stationery
from undersigned.mail.postman import BackOf, ContentsOf, Postman, nowhere
from undersigned.signing import keyring, letters
from undersigned.signing.models import Petition, Signature

SITE = "https://petition.example.org"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **duration: float) -> None:
        self.now += timedelta(**duration)


def stationery(of: Petition, **fields: str) -> Stationery:
    """As publishing stores it, with no wording of the organiser's own."""
    usual = {
        "language": of.language,
        "sender_name": "Riverton Readers",
        "sender_address": "petition@riverton.example",
        "reply_to": "theo@riverton.example",
        "ask": of.ask,
        "slug": of.slug,
        "paid_for_by": "Riverton Readers",
    }
    return Stationery.objects.create(petition_id=of.pk, **(usual | fields))


def letter(
    of: Petition, to: Person, *, kind: str = "confirm", serial: int = 1, language: str = "", at: datetime = NOW
) -> Letter:
    """One that waits."""
    return Letter.objects.create(
        id=uuid.uuid4(),
        petition_id=of.pk,
        about=_signature(of, to).id,
        kind=kind,
        serial=serial,
        language=language or of.language,
        due_at=at,
        queued_at=at,
    )


def _signature(of: Petition, person: Person) -> Signature:
    """The one of this mailbox; made if it has none."""
    index = keyring.for_petition(of.pk).index(person.email)
    found = Signature.objects.filter(petition=of, blind_index=index).first()
    return found or factories.signature(of, person, state=Signature.State.PENDING)


def contents_of(queued: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
    return letters.contents(queued, site_url=SITE, key=settings.MASTER_KEYS.token)


def postman(
    clock: Callable[[], datetime],
    *,
    connections: int = 1,
    contents_of: ContentsOf = contents_of,
    back_of: BackOf = nowhere,
) -> Postman:
    """With one connection letters go one after the other. Its connections are closed when the test is over."""
    made = Postman(contents_of=contents_of, clock=clock, connections=connections, back_of=back_of)
    _at_work.append(made)
    return made


def send_home() -> None:
    while _at_work:
        _at_work.pop().close()


_at_work: list[Postman] = []


# Afterwards ---------------------------------------------------------------------------------------------------


def recipients(server: Postbox) -> list[str]:
    return [str(letter["To"]) for letter in server.letters]


def state(letter: Letter) -> tuple[str, int, timedelta]:
    """Its state, how often it was tried, how long after NOW it is due."""
    letter.refresh_from_db()
    return letter.state, letter.attempts, letter.due_at - NOW
