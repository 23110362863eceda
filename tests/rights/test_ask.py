"""The link that is asked for: who gets it, how often, and that the asking itself tells nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.people import INES, MALLORY, ROSA, Person
from tests.rights.post import SITE, read, seen_to
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.rights import ask
from undersigned.rights.models import Asking
from undersigned.signing import keyring, tokens
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db
State = Signature.State


def asks(petition: Petition, person: Person, *, language: str = "en") -> list[str]:
    """What the door has the database do for it."""
    mailbox = keyring.for_petition(petition.pk).index(person.email)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask.note(petition.pk, mailbox, language=language, at=factories.NOW)
    return [query["sql"].partition("VALUES")[0] for query in queries]


def test_who_has_signed_gets_the_link_to_their_own_page(petition: Petition, rosa: Signature) -> None:
    asks(petition, ROSA)

    assert seen_to() == [(rosa.id, "own-page")]
    contents = read(Letter.objects.get())
    assert isinstance(contents, Contents)
    page, _, token = contents.links["own_url"].rpartition("/")
    key = settings.MASTER_KEYS.token
    at = factories.NOW.timestamp()
    assert (contents.to, page, len(token)) == (ROSA.email, f"{SITE}/veto-hb-7259/mine", 51)
    opened = tokens.read(token, tokens.Kind.MANAGE, petition=petition.uuid, key=key, at=at)
    assert opened == tokens.Valid(rosa.id)


def test_however_the_address_is_written_it_goes_to_the_one_that_signed(petition: Petition, rosa: Signature) -> None:
    asks(petition, Person("Rosa", "ROSA+list@Example.org"))

    assert seen_to() == [(rosa.id, "own-page")]
    contents = read(Letter.objects.get())
    assert isinstance(contents, Contents)
    assert contents.to == ROSA.email


def test_who_has_not_signed_gets_nothing_and_no_trace_stays(petition: Petition, rosa: Signature) -> None:
    asks(petition, MALLORY)

    assert seen_to() == []
    assert Asking.objects.count() == 0


def test_the_same_is_written_whether_somebody_has_signed_or_not(petition: Petition, rosa: Signature) -> None:
    factories.signature(petition, INES, state=State.PENDING)

    done = {tuple(asks(petition, person)) for person in (ROSA, INES, MALLORY)}

    assert len(done) == 1
    assert len(next(iter(done))) == 1


@pytest.mark.parametrize(
    ("state", "is_written_to"),
    [(State.PENDING, True), (State.CONFIRMED, True), (State.STRUCK, True), (State.HELD, False)],
)
def test_who_waits_or_stands_is_written_to_and_who_is_held_is_not(
    petition: Petition, state: str, *, is_written_to: bool
) -> None:
    factories.signature(petition, ROSA, state=state)
    asks(petition, ROSA)

    assert bool(seen_to()) == is_written_to


def test_three_links_a_day_go_to_one_mailbox(petition: Petition, rosa: Signature) -> None:
    for _ in range(5):
        asks(petition, ROSA)
    assert seen_to() == [(rosa.id, "own-page")] * 3

    asks(petition, ROSA)
    assert len(seen_to(at=factories.NOW + timedelta(days=1))) == 4


def test_a_link_of_one_petition_opens_nothing_at_another(petition: Petition, rosa: Signature) -> None:
    other = factories.petition("sunday-library")
    asks(other, ROSA)

    assert seen_to() == []
