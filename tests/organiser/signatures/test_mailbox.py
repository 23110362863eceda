"""Whether letters go to a signer's mailbox: shown with the reason, stopped and allowed again by who may decide."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import ROSA, Person
from undersigned.returns import refuse
from undersigned.returns.refuse import Reason
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MAILBOX = keyring.mailbox(ROSA.email)


@pytest.fixture
def deciding(db: None) -> Client:
    return desk.signed_in(desk.mallory("signing.view_signature", "signing.change_signature"))


def _shown(client: Client, signature: Signature) -> str:
    address = reverse("organiser:signature", args=[signature.petition_id, signature.id])
    return desk.text_of(client.get(address).content.decode())


def _told(client: Client, signature: Signature, what: str) -> str:
    address = reverse("organiser:signature_letters", args=[signature.petition_id, signature.id])
    return desk.text_of(client.post(address, {"letters": what}, follow=True).content.decode())


def test_an_organiser_stops_the_letters_and_lets_them_go_again(petition: Petition, deciding: Client) -> None:
    rosa = factories.signature(petition, ROSA, state="pending")

    assert "Letters to this mailbox They go out." in _shown(deciding, rosa)
    assert "Stopped. No letter of any campaign goes to this mailbox" in _told(deciding, rosa, "stop")
    assert [one.reason for one in refuse.of(MAILBOX)] == ["organiser"]
    assert "Its mailbox gets no letters: an organiser stopped them" in _shown(deciding, rosa)
    assert "Undone." in _told(deciding, rosa, "allow")
    assert refuse.of(MAILBOX) == []
    assert list(ModelLogEntry.objects.filter(action__contains="-letters").values_list("action", "data")) == [
        (f"organiser.signature.{what}-letters", {"signature": str(rosa.id)}) for what in ("allow", "stop")
    ]


@pytest.mark.parametrize("reason", [Reason.NEVER, Reason.COMPLAINT])
def test_what_its_owner_has_stopped_nobody_at_the_desk_undoes(
    petition: Petition, deciding: Client, reason: Reason
) -> None:
    rosa = factories.signature(petition, ROSA)
    refuse.mailbox(MAILBOX, reason=reason, at=NOW)

    page = _shown(deciding, rosa)

    assert "Only its owner can undo that" in page
    assert "Let letters go again" not in page
    assert "Nothing was changed" in _told(deciding, rosa, "allow")
    assert [one.reason for one in refuse.of(MAILBOX)] == [reason]


def test_who_may_only_look_sees_why_and_changes_nothing(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)
    refuse.mailbox(MAILBOX, reason=Reason.BOUNCE, at=NOW)
    looking = desk.signed_in(desk.mallory("signing.view_signature"))

    page = _shown(looking, rosa)

    assert "A mail server said that there is no such mailbox" in page
    assert "Let letters go again" not in page
    address = reverse("organiser:signature_letters", args=[petition.pk, rosa.id])
    assert looking.post(address, {"letters": "allow"}).status_code == 403
    assert [one.reason for one in refuse.of(MAILBOX)] == ["bounce"]


def test_a_mailbox_for_an_hour_is_named_as_one_and_blamed_for_nothing(petition: Petition, deciding: Client) -> None:
    guest = factories.signature(petition, Person("Guest", "guest@mailinator.com"))

    assert "That alone says nothing about the person." in _shown(deciding, guest)


@pytest.mark.parametrize("what", ["", "both"])
def test_nothing_else_can_be_asked_for(petition: Petition, deciding: Client, what: str) -> None:
    rosa = factories.signature(petition, ROSA)
    address = reverse("organiser:signature_letters", args=[petition.pk, rosa.id])

    assert deciding.post(address, {"letters": what}).status_code == 400
