"""What a letter needs when it is sent: an address from its seal, links that open the right doors, the right code."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW
from tests.people import ROSA
from undersigned.signing import letters, tokens
from undersigned.signing.models import Petition, Signature
from undersigned.signing.tokens import Broken, Expired, Kind, Valid
from undersigned.vault import sealing

KEY = bytes(range(32))
SIGNATURE = uuid4()


def _links(petition: Petition, *, serial: int = 1) -> dict[str, str]:
    return letters.links(
        petition_id=petition.pk,
        signature_id=SIGNATURE,
        serial=serial,
        queued_at=NOW,
        site_url="https://petition.example.org",
        key=KEY,
    )


@pytest.mark.django_db
def test_the_address_is_that_of_the_mailbox_that_signed(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)

    assert letters.address(petition.pk, rosa.id) == "rosa@example.org"


@pytest.mark.django_db
def test_who_is_gone_has_no_address(petition: Petition) -> None:
    left = factories.signature(petition, ROSA, state=Signature.State.WITHDRAWN)

    with pytest.raises(sealing.CannotOpen):
        letters.address(petition.pk, left.id)
    with pytest.raises(Signature.DoesNotExist):
        letters.address(petition.pk, uuid4())
    with pytest.raises(Signature.DoesNotExist):
        letters.address(factories.petition("library").pk, left.id)


@pytest.mark.django_db
def test_the_links_open_the_doors_they_name_and_no_others(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        links = _links(petition)

    page = "https://petition.example.org/veto-hb-7259/"
    assert sorted(links) == ["code", "confirm_url", "page_url", "withdraw_url"]
    assert links["page_url"] == page
    confirm, withdraw = links["confirm_url"], links["withdraw_url"]
    assert (confirm[:-51], withdraw[:-51]) == (f"{page}confirm/", f"{page}withdraw/")
    doors = [(token[-51:], kind) for token in (confirm, withdraw) for kind in Kind]
    opened = [tokens.read(token, kind, petition=petition.uuid, key=KEY, at=NOW.timestamp()) for token, kind in doors]
    assert opened == [Valid(SIGNATURE), Broken(), Broken(), Broken(), Broken(), Valid(SIGNATURE)]


@pytest.mark.django_db
def test_the_link_lives_from_when_the_letter_was_queued_however_late_it_is_sent(petition: Petition) -> None:
    token = _links(petition)["confirm_url"][-51:]

    def read(after: timedelta) -> object:
        return tokens.read(token, Kind.CONFIRM, petition=petition.uuid, key=KEY, at=(NOW + after).timestamp())

    assert read(timedelta(days=7)) == Valid(SIGNATURE)
    assert read(timedelta(days=7, seconds=1)) == Expired()


@pytest.mark.django_db
@pytest.mark.parametrize("serial", [1, 2, 3])
def test_each_letter_holds_its_own_code(petition: Petition, serial: int) -> None:
    assert _links(petition, serial=serial)["code"] == tokens.code(SIGNATURE, serial, key=KEY)
