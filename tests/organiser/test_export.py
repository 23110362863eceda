"""Signatures as a file: who may have it, what is in it, what a spreadsheet makes of it."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests import factories
from tests.organiser import desk
from tests.people import INES, MALLORY, ROSA, THEO, Person
from undersigned.organiser.export.layouts import LAYOUTS
from undersigned.signing import roll
from undersigned.signing.models import Petition, Signature
from undersigned.vault import cells

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(db: None) -> Petition:
    """Rosa asked for news; Ines did not; Theo left again; Mallory has not confirmed; one is a sample."""
    one: Petition = desk.campaign("Keep the library open", "sunday-library").petition
    factories.signature(one, ROSA, wants_updates=True)
    factories.signature(one, INES)
    factories.signature(one, THEO, state=Signature.State.WITHDRAWN)
    factories.signature(one, MALLORY, state=Signature.State.PENDING, wants_updates=True)
    factories.signature(one, Person("Sample Signer", "sample@example.org", "06103"), is_sample=True, wants_updates=True)
    return one


def downloaded(petition: Petition, layout: str, *, user: User | None = None, kind: str = "csv") -> tuple[Any, bytes]:
    """As the server streams it."""

    async def ask() -> tuple[Any, bytes]:
        client = AsyncClient()
        await client.aforce_login(user or await User.objects.acreate(username="ines", is_superuser=True))
        answer = await client.post(reverse("organiser:export", args=[petition.pk]), {"layout": layout, "kind": kind})
        return answer, b"".join([piece async for piece in answer.streaming_content]) if answer.streaming else b""

    return async_to_sync(ask)()


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_what_is_handed_over_has_every_signer_and_no_address(petition: Petition) -> None:
    answer, content = downloaded(petition, "handover")

    assert rows(content) == [
        ["number", "name", "postcode", "confirmed_on"],
        ["1", ROSA.name, ROSA.postcode, "2026-03-02"],
        ["2", INES.name, INES.postcode, "2026-03-02"],
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"].startswith("no-store")
    assert answer["Content-Disposition"].startswith('attachment; filename="sunday-library-handover-')


@pytest.mark.once
@pytest.mark.parametrize("layout", [name for name, layout in LAYOUTS.items() if layout.only_updates])
def test_whoever_did_not_ask_for_news_is_in_no_file_for_mailings(petition: Petition, layout: str) -> None:
    _, content = downloaded(petition, layout)

    [_heading, only] = rows(content)
    assert ROSA.email in only


@pytest.mark.once
def test_everything_is_what_was_typed(petition: Petition) -> None:
    _, content = downloaded(petition, "everything")

    assert rows(content)[1] == [
        "1",
        ROSA.name,
        ROSA.email,
        ROSA.postcode,
        "yes",
        "",
        "en",
        "",
        "2026-03-02T09:30:00+00:00",
        "2026-03-02T09:33:00+00:00",
    ]


@pytest.mark.parametrize("begins", cells.FORMULA)
def test_no_name_becomes_a_formula(begins: str) -> None:
    assert cells.safe(f"{begins}cmd|' /C calc'!A0") == f"'{begins}cmd|' /C calc'!A0"
    assert cells.safe("O’Brien-Smith") == "O’Brien-Smith"


@pytest.mark.once
def test_a_name_that_is_a_formula_is_text_in_the_file(petition: Petition) -> None:
    factories.signature(petition, Person('=HYPERLINK("x","y")', "mallory@example.org", "06103"))

    _, content = downloaded(petition, "handover")

    assert rows(content)[-1][1] == '\'=HYPERLINK("x","y")'


@pytest.mark.once
def test_a_roll_longer_than_a_piece_is_whole(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll, "AT_ONCE", 2)
    for number in range(5):
        factories.signature(petition, Person(f"Signer {number}", f"signer{number}@example.org", "06103"))

    _, content = downloaded(petition, "handover")

    assert [row[1] for row in rows(content)[1:]] == [ROSA.name, INES.name, *(f"Signer {number}" for number in range(5))]


def test_every_download_is_in_the_history(petition: Petition) -> None:
    downloaded(petition, "everything")

    [entry] = ModelLogEntry.objects.all()
    assert (entry.action, entry.user.username, entry.data) == (
        "organiser.signatures.export",
        "ines",
        {"layout": "everything", "kind": "csv"},
    )


@pytest.mark.once
def test_who_may_not_see_signers_gets_nothing_and_is_offered_nothing(petition: Petition) -> None:
    theo = desk.theo()

    answer, _ = downloaded(petition, "handover", user=theo)

    client = desk.signed_in(theo)
    address = reverse("organiser:export", args=[petition.pk])
    assert (answer.status_code, client.get(address).status_code) == (403, 403)
    assert address not in client.get("/organiser/").content.decode()
    assert ModelLogEntry.objects.count() == 0


@pytest.mark.once
def test_the_screen_is_reached_from_the_campaign_and_counts_no_samples(petition: Petition) -> None:
    client = desk.signed_in(User.objects.create_superuser("ines"))
    address = reverse("organiser:export", args=[petition.pk])

    page = client.get(address).content.decode()

    assert address in client.get("/organiser/").content.decode()
    assert "2 confirmed signatures." in page
    assert "Sample signers are in no file." in page
    assert [layout for layout in LAYOUTS if f'value="{layout}"' not in page] == []


@pytest.mark.once
def test_the_workbook_has_the_same_rows_and_no_formula(petition: Petition) -> None:
    factories.signature(petition, Person("=1+1", "mallory@example.org", "01103"))

    answer, content = downloaded(petition, "handover", kind="xlsx")

    [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert list(sheet.values) == [
        ("number", "name", "postcode", "confirmed_on"),
        ("1", ROSA.name, ROSA.postcode, "2026-03-02"),
        ("2", INES.name, INES.postcode, "2026-03-02"),
        ("5", "=1+1", "01103", "2026-03-02"),
    ]
    assert sheet["B4"].data_type == "s"
    assert answer["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.once
def test_an_unknown_layout_is_not_found(petition: Petition) -> None:
    answer, _ = downloaded(petition, "passwords")

    assert answer.status_code == 404
