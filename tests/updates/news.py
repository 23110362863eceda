"""A petition with signers who asked for news, an update for them, and the worker's turns."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from tests import factories
from tests.factories import NOW
from tests.mail import postroom
from tests.people import Person
from undersigned.mail.models import Letter
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature
from undersigned.updates import draft, sending
from undersigned.updates.draft import Draft
from undersigned.updates.models import Update

SUBJECT = "The council has answered"
WORDS = "They keep the doors open.\n\nRead it at https://council.example/answer"


def petition(*signers: Person) -> Petition:
    """Published; all of `signers` want news."""
    made = factories.petition()
    postroom.stationery(made)
    for person in signers:
        factories.signature(made, person, wants_updates=True)
    return made


def update(of: Petition, *, rate: int = 60, approve: bool = True, **texts: tuple[str, str]) -> Update:
    """Approved at NOW, unless it stays a draft. `texts`: subject and words by language."""
    written = Draft(kind=Update.Kind.ANSWER, on_page=True, texts=texts or {"en": (SUBJECT, WORDS)})
    made = draft.begin(of, written, at=NOW)
    return approved(made, rate=rate) if approve else made


def approved(draft: Update, *, rate: int = 60) -> Update:
    theo, _ = User.objects.get_or_create(username="theo")
    assert isinstance(sending.approve(draft, rate=rate, by=theo, at=NOW), sending.Approved)
    return fresh(draft)


def fresh(one: Update) -> Update:
    return Update.objects.get(pk=one.pk)


def turn(*, after: float) -> int:
    """Of the worker, so many seconds after NOW."""
    return sending.turn(at=at(after))


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def of_person(petition: Petition, person: Person) -> Signature:
    index = keyring.for_petition(petition.pk).index(person.email)
    return Signature.objects.get(petition=petition, blind_index=index)


def sent_to(people: list[Person], petition: Petition, state: str | None = None) -> list[Person]:
    """Who of them has letters of news in the outbox, once for each."""
    letters = Letter.objects.filter(kind="update")
    if state:
        letters = letters.filter(state=state)
    about = list(letters.values_list("about", flat=True))
    return [person for person in people for _ in range(about.count(of_person(petition, person).id))]
