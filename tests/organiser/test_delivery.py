"""Delivery at the desk: who may, what is logged, what the recipient's address opens and for how long."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import INES, ROSA
from undersigned.delivery import folder as folders
from undersigned.delivery import link, make
from undersigned.delivery.choice import Choice
from undersigned.delivery.models import Delivery
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db

FILES = {"letter.pdf": b"%PDF letter", "list/volume-01.pdf": b"%PDF Rosa", "signatures.csv": b"Name\r\nRosa\r\n"}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DELIVERIES = tmp_path


@pytest.fixture
def petition(db: None) -> Petition:
    one: Petition = desk.campaign("Keep the library open", "sunday-library").petition
    factories.signature(one, ROSA)
    factories.signature(one, INES)
    return one


@pytest.fixture
def owner(db: None) -> Client:
    return desk.signed_in(User.objects.create_superuser("theo"))


def ready(petition: Petition, root: Path) -> Delivery:
    """A packet as the maker leaves it, with files that took no time to set."""
    row = make.begin(petition, Choice(), by=None, at=NOW)
    folder = folders.of(root, row.pk)
    folder.make()
    for name, content in FILES.items():
        folder.write(name, content)
    folder.finish()
    row.state, row.count, row.volumes = Delivery.State.READY, 2, 1
    row.files = {name: folder.facts(name) for name in FILES}
    row.save()
    return row


def at(row: Delivery, name: str = "") -> str:
    if name:
        return reverse("organiser:packet_file", args=[row.petition_id, row.pk, name])
    return reverse("organiser:packet", args=[row.petition_id, row.pk])


def fetched(address: str, *, user: Any = None) -> tuple[Any, bytes]:
    """As the server streams it."""

    async def ask() -> tuple[Any, bytes]:
        client = AsyncClient()
        if user is not None:
            await client.aforce_login(user)
        answer = await client.get(address)
        return answer, b"".join([piece async for piece in answer.streaming_content]) if answer.streaming else b""

    return async_to_sync(ask)()


def logged() -> list[tuple[str, Any]]:
    return [(entry.action, entry.data) for entry in ModelLogEntry.objects.order_by("timestamp", "pk")]


def test_a_packet_is_begun_with_what_was_chosen(petition: Petition, owner: Client) -> None:
    chosen = {
        "names": "initials",
        "columns": ["postcode"],
        "order": "postcode",
        "areas": "061, 062;063",
        "remarks": "on",
    }

    answer = owner.post(reverse("organiser:delivery", args=[petition.pk]), chosen)

    row = Delivery.objects.get()
    assert answer["Location"] == at(row)
    assert (row.asked_by and row.asked_by.username, row.up_to, row.chosen) == (
        "theo",
        2,
        {
            "columns": ["postcode"],
            "names": "initials",
            "order": "postcode",
            "languages": [],
            "areas": ["061", "062", "063"],
            "remarks": True,
            "volume": 2500,
        },
    )
    assert logged() == [
        ("organiser.delivery.make", {"packet": str(row.pk), "names": "initials", "columns": ["postcode"]})
    ]
    assert "Reading who has signed" in owner.get(at(row)).content.decode()


@pytest.mark.once
def test_a_list_of_nothing_is_not_begun(petition: Petition, owner: Client) -> None:
    answer = owner.post(reverse("organiser:delivery", args=[petition.pk]), {"names": "none", "order": "number"})

    assert answer.status_code == 422
    assert "A list without names needs at least one of these." in answer.content.decode()
    assert Delivery.objects.count() == 0


@pytest.mark.once
def test_the_screen_says_what_there_is_to_deliver_and_where_to_record_it(petition: Petition, owner: Client) -> None:
    empty = desk.campaign("Nobody signed", "nobody").petition

    page = owner.get(reverse("organiser:delivery", args=[petition.pk])).content.decode()

    assert "2 confirmed signatures stand now. All of them fill 1 volume of the list." in desk.text_of(page)
    assert "/edit/#tab-outcome" in page
    without = owner.get(reverse("organiser:delivery", args=[empty.pk])).content.decode()
    assert "Nothing to deliver yet" in without
    assert "Make the packet" not in without


@pytest.mark.once
def test_progress_is_shown_and_a_packet_under_way_can_be_cancelled(petition: Petition, owner: Client) -> None:
    row = make.begin(petition, Choice(), by=None, at=NOW)
    Delivery.objects.update(step="volumes", place=3, volumes=40)

    page = owner.get(at(row)).content.decode()
    owner.post(at(row), {"do": "cancel"})

    assert "Setting the list: 3 of 40 volumes" in desk.text_of(page)
    assert 'max="43" value="5"' in page
    assert Delivery.objects.get().state == Delivery.State.CANCELLED
    assert logged() == [("organiser.delivery.cancel", {"packet": str(row.pk)})]


def test_every_download_is_whole_and_in_the_history(petition: Petition, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)
    theo = User.objects.create_superuser("theo")

    answer, content = fetched(at(row, "list/volume-01.pdf"), user=theo)
    _, packed = fetched(at(row, "packet.zip"), user=theo)

    assert content == FILES["list/volume-01.pdf"]
    assert answer["Content-Disposition"] == 'attachment; filename="sunday-library-2026-03-02-volume-01.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"].startswith("no-store")
    opened = zipfile.ZipFile(io.BytesIO(packed))
    assert {name: opened.read(name) for name in opened.namelist()} == {
        f"sunday-library-2026-03-02/{name}": content for name, content in FILES.items()
    }
    assert logged() == [
        ("organiser.delivery.download", {"packet": str(row.pk), "file": "list/volume-01.pdf"}),
        ("organiser.delivery.download", {"packet": str(row.pk), "file": "packet.zip"}),
    ]


@pytest.mark.once
@pytest.mark.parametrize("name", ["../../undersigned.sqlite3", "work/rows", "letter.pdf/..", "list"])
def test_only_what_the_packet_lists_can_be_had(petition: Petition, owner: Client, tmp_path: Path, name: str) -> None:
    row = ready(petition, tmp_path)

    assert owner.get(f"{at(row)}{name}").status_code == 404
    assert logged() == []


@pytest.mark.once
def test_a_packet_is_found_under_its_own_petition_alone(petition: Petition, owner: Client, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)
    other = desk.campaign("Another", "another").petition

    assert owner.get(reverse("organiser:packet", args=[other.pk, row.pk])).status_code == 404


def test_who_may_deliver_but_not_download_signers_reads_no_name(petition: Petition, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)
    mallory = desk.mallory("delivery.add_delivery")
    client = desk.signed_in(mallory)

    answers = {
        name: client.get(at(row, name)).status_code for name in ("signatures.csv", "list/volume-01.pdf", "packet.zip")
    }

    assert set(answers.values()) == {403}
    assert client.post(at(row), {"do": "link", "days": "7"}).status_code == 404
    assert fetched(at(row, "letter.pdf"), user=mallory)[1] == FILES["letter.pdf"]
    page = client.get(at(row)).content.decode()
    assert at(row, "letter.pdf") in page
    assert at(row, "signatures.csv") not in page


@pytest.mark.once
def test_who_may_not_deliver_finds_nothing(petition: Petition, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)
    client = desk.signed_in(desk.mallory("signing.view_signature", "accounts.export_signers"))

    assert [client.get(address).status_code for address in (at(row), at(row, "letter.pdf"))] == [403, 403]
    assert client.post(at(row), {"do": "remove"}).status_code == 403
    assert (
        reverse("organiser:delivery", args=[petition.pk])
        not in client.get(reverse("organiser:export", args=[petition.pk])).content.decode()
    )


def test_removing_a_packet_leaves_no_file_of_it(petition: Petition, owner: Client, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)

    owner.post(at(row), {"do": "remove"})

    assert (Delivery.objects.count(), list(tmp_path.iterdir())) == (0, [])
    assert logged() == [("organiser.delivery.remove", {"packet": str(row.pk)})]


def test_the_recipient_needs_the_address_and_no_account(petition: Petition, owner: Client, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)
    owner.post(at(row), {"do": "link", "days": "30"})
    row.refresh_from_db()
    address = reverse("delivery_packet", args=[link.token(row, at=timezone.now())])

    page = Client().get(address)
    answer, content = fetched(f"{address}signatures.csv")

    assert "The packet of March 2, 2026, with 2 signatures." in desk.text_of(page.content.decode())
    assert (page["Cache-Control"], page["X-Robots-Tag"], page["Referrer-Policy"]) == (
        "no-store",
        "noindex",
        "no-referrer",
    )
    assert page.cookies == {}
    assert (answer.status_code, content) == (200, FILES["signatures.csv"])
    assert logged()[-1] == ("organiser.delivery.fetch", {"packet": str(row.pk), "file": "signatures.csv"})
    assert address in owner.get(at(row)).content.decode()


@pytest.mark.once
def test_the_address_opens_until_its_day_and_not_when_taken_back(
    petition: Petition, owner: Client, tmp_path: Path
) -> None:
    row = ready(petition, tmp_path)
    link.make(row, until=NOW + timedelta(days=7))
    first = link.token(row, at=NOW)
    link.make(row, until=NOW + timedelta(days=7))
    second = link.token(row, at=NOW)

    assert link.packet(second, at=NOW) == row
    assert link.packet(first, at=NOW) is None
    assert link.packet(second[:-1], at=NOW) is None
    assert link.packet(second, at=NOW + timedelta(days=7)) is None
    owner.post(at(row), {"do": "revoke"})
    assert link.packet(second, at=NOW) is None
    gone = Client().get(reverse("delivery_packet", args=[second]))
    assert (gone.status_code, "Ask whoever sent it to you" in gone.content.decode()) == (404, True)


@pytest.mark.once
def test_the_recipient_reads_in_the_petitions_language(petition: Petition, tmp_path: Path) -> None:
    row = ready(petition, tmp_path)
    Petition.objects.update(language="es")
    link.make(row, until=timezone.now() + timedelta(days=7))

    page = Client().get(reverse("delivery_packet", args=[link.token(row, at=timezone.now())])).content.decode()

    assert '<html lang="es"' in page
