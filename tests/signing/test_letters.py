"""What letters need when they are sent: an address from its seal, links that open the right doors, the right code."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW
from tests.people import INES, ROSA, crowd
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.signing import keyring, letters, tokens
from undersigned.signing.models import Petition, Signature
from undersigned.signing.tokens import Broken, Expired, Kind, Valid
from undersigned.vault.sealing import CannotOpen

pytestmark = pytest.mark.django_db

KEY = bytes(range(32))
SITE = "https://petition.example.org"


def _letter(petition_id: int, about: UUID, *, serial: int = 1) -> Letter:
    return Letter(id=uuid4(), petition_id=petition_id, about=about, kind="confirm", serial=serial, queued_at=NOW)


def _contents(queued: Sequence[Letter]) -> list[Contents | Exception]:
    found = letters.contents(queued, site_url=SITE, key=KEY)
    return [found[letter.id] for letter in queued]


def _links(petition: Petition, *, serial: int = 1) -> tuple[UUID, dict[str, str]]:
    rosa = factories.signature(petition, ROSA)
    (found,) = _contents([_letter(petition.pk, rosa.id, serial=serial)])
    assert isinstance(found, Contents)
    return rosa.id, dict(found.links)


def test_the_address_is_that_of_the_mailbox_that_signed(petition: Petition) -> None:
    library = factories.petition("library")
    signed = [factories.signature(petition, ROSA), factories.signature(library, INES)]

    found = _contents([_letter(one.petition_id, one.id) for one in signed])

    assert [one.to for one in found if isinstance(one, Contents)] == [ROSA.email, INES.email]


def test_who_is_gone_has_no_address_and_the_others_have(petition: Petition) -> None:
    left, rosa = (
        factories.signature(petition, INES, state=Signature.State.WITHDRAWN),
        factories.signature(petition, ROSA),
    )
    library = factories.petition("library")
    places = [(petition.pk, left.id), (petition.pk, uuid4()), (library.pk, rosa.id), (library.pk + 1_000, rosa.id)]

    found = _contents([_letter(*place) for place in [*places, (petition.pk, rosa.id)]])

    gone = [CannotOpen, Signature.DoesNotExist, Signature.DoesNotExist, Signature.DoesNotExist]
    assert [type(one) for one in found] == [*gone, Contents]


@pytest.mark.parametrize("number", [1, 3])
def test_many_letters_cost_no_more_queries_than_one(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    queued = [_letter(petition.pk, factories.signature(petition, person).id) for person in crowd(number)]

    with django_assert_num_queries(2):
        found = _contents(queued)

    assert [one.to for one in found if isinstance(one, Contents)] == [person.email for person in crowd(number)]


def test_the_links_open_the_doors_they_name_and_no_others(petition: Petition) -> None:
    about, links = _links(petition)

    page = "https://petition.example.org/veto-hb-7259/"
    assert sorted(links) == ["code", "confirm_url", "never_url", "page_url", "withdraw_url"]
    assert links["page_url"] == page
    named = {"confirm": about, "withdraw": about, "never": UUID(bytes=keyring.mailbox(ROSA.email))}
    for door, id_ in named.items():
        link = links[f"{door}_url"]
        assert link[:-51] == f"{page}{door}/"
        read = [tokens.read(link[-51:], kind, petition=petition.uuid, key=KEY, at=NOW.timestamp()) for kind in Kind]
        assert read == [Valid(id_) if kind.name.lower() == door else Broken() for kind in Kind]


def test_the_link_lives_from_when_the_letter_was_queued_however_late_it_is_sent(petition: Petition) -> None:
    about, links = _links(petition)
    token = links["confirm_url"][-51:]

    def read(after: timedelta) -> object:
        return tokens.read(token, Kind.CONFIRM, petition=petition.uuid, key=KEY, at=(NOW + after).timestamp())

    assert read(timedelta(days=7)) == Valid(about)
    assert read(timedelta(days=7, seconds=1)) == Expired()


@pytest.mark.parametrize("serial", [1, 2, 3])
def test_each_letter_holds_its_own_code(petition: Petition, serial: int) -> None:
    about, links = _links(petition, serial=serial)

    assert links["code"] == tokens.code(about, serial, key=KEY)
