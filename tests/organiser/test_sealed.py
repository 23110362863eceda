"""The desk of a sealed campaign: it says plainly what works and what does not, shows no name, and gives the file."""

import json
import secrets
from typing import Any

import pyrage
import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests import factories
from tests.organiser import desk
from tests.people import ROSA, Person
from tests.signing.commands import submission, value
from undersigned.delivery.models import Delivery
from undersigned.signing import accept, keyring
from undersigned.signing.models import DataKey, Petition, Signature
from undersigned.updates.models import Update
from undersigned.vault import opening

pytestmark = pytest.mark.django_db

OURS, THEIRS = (pyrage.x25519.Identity.generate() for _ in range(2))


@pytest.fixture
def petition(db: None) -> Petition:
    """Rosa has signed it, and confirmed."""
    to = f"{OURS.to_public()}\n{THEIRS.to_public()}"
    one: Petition = desk.campaign("Keep the library open", "sunday-library", sealed_to=to).petition
    _sign(one, ROSA)
    return one


def _sign(one: Petition, person: Person) -> Signature:
    """As the store writes it."""
    at = timezone.now()
    new = accept.signature(
        submission(one, person), petition=value(one), keys=keyring.for_petition(one.pk), language="en", hold_reason="",
        at=at, entropy=secrets.token_bytes,
    ).signature  # fmt: skip
    row = factories.signature(one, person, at=at)
    Signature.objects.filter(petition=one, id=row.id).delete()
    row.id, row.sealed, row.locked = new.id, new.sealed, new.locked
    row.save(force_insert=True)
    return row


@pytest.fixture
def owner(db: None) -> Client:
    return desk.signed_in(User.objects.create_user("ines", is_superuser=True, is_staff=True))


@pytest.mark.parametrize("screen", ["export", "delivery", "updates"])
def test_a_screen_that_needs_names_says_what_works_and_what_does_not(
    screen: str, petition: Petition, owner: Client
) -> None:
    page = owner.get(reverse(f"organiser:{screen}", args=[petition.pk]))

    said = desk.text_of(page.content.decode())
    assert page.status_code == 200
    assert "This server cannot read who has signed; whoever has one of the campaign’s keys can." in said
    assert "Updates: write to those who asked for news from your own mailer, with the opened file." in said
    assert ("Download the sealed signatures" in said) == (screen == "export")


@pytest.mark.parametrize("screen", ["delivery", "update_new"])
def test_nothing_is_begun_that_needs_names(screen: str, petition: Petition, owner: Client) -> None:
    answer = owner.post(reverse(f"organiser:{screen}", args=[petition.pk]), {"names": "all"})

    assert answer.status_code == 409
    assert (Delivery.objects.count(), Update.objects.count()) == (0, 0)


def test_lists_and_the_signature_show_no_name(petition: Petition, owner: Client) -> None:
    row = Signature.objects.get()
    pages = [
        owner.get(reverse("organiser:signatures", args=[petition.pk])),
        owner.get(reverse("organiser:signature", args=[petition.pk, row.id])),
    ]

    for page in pages:
        assert page.status_code == 200
        assert ROSA.name not in page.content.decode()
        assert ROSA.email not in page.content.decode()
    assert "This campaign is sealed: names are not shown" in pages[0].content.decode()
    assert "Sealed for the campaign’s keyholders" in pages[1].content.decode()


def test_an_address_finds_its_signature_and_a_name_finds_a_sentence(petition: Petition, owner: Client) -> None:
    row = Signature.objects.get()
    search = reverse("organiser:signature_search", args=[petition.pk])

    by_email = owner.post(search, {"q": "ROSA+x@example.org"})
    by_name = owner.post(search, {"q": "Rosa"})

    assert by_email.headers["Location"] == reverse("organiser:signature", args=[petition.pk, row.id])
    assert (by_name.status_code, "names cannot be searched" in by_name.content.decode()) == (409, True)


def test_the_file_is_what_the_keys_open_and_that_it_was_taken_is_kept(petition: Petition) -> None:
    async def ask() -> tuple[Any, bytes]:
        client = AsyncClient()
        await client.aforce_login(await User.objects.acreate(username="ines", is_superuser=True))
        answer = await client.post(reverse("organiser:export", args=[petition.pk]))
        return answer, b"".join([piece async for piece in answer.streaming_content])

    answer, content = async_to_sync(ask)()

    found = list(opening.rows(content.splitlines(), [str(THEIRS)]))
    assert [row[1:4] for row in found[1:]] == [[ROSA.name, ROSA.email, ROSA.postcode]]
    assert json.loads(content.splitlines()[0])["recipients"] == [str(OURS.to_public()), str(THEIRS.to_public())]
    assert answer["Cache-Control"].startswith("no-store")
    taken = ModelLogEntry.objects.filter(action="organiser.signatures.export").values_list("data", flat=True)
    assert list(taken) == [{"layout": "sealed", "kind": "jsonl"}]


def test_a_campaign_whose_keys_were_destroyed_says_so(petition: Petition, owner: Client) -> None:
    DataKey.objects.update(wrapped=None)
    keyring.forget()

    page = owner.get(reverse("organiser:export", args=[petition.pk]))

    assert "The keys of this campaign were destroyed." in desk.text_of(page.content.decode())
    assert owner.post(reverse("organiser:export", args=[petition.pk])).status_code == 409
