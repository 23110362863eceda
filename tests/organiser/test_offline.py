"""The tab "Paper & earlier": sheets with their scans, a list from file to count, what is refused and in which words."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories import NOW, signature
from tests.offline import batches
from tests.organiser import desk
from tests.people import INES, ROSA, THEO
from undersigned.offline import bring, folder, parts, settle
from undersigned.offline.models import Batch, Earlier
from undersigned.offline.parts import Parts
from undersigned.organiser import groups
from undersigned.organiser.permissions import Role
from undersigned.retention import copies
from undersigned.signing import keyring
from undersigned.signing.models import DataKey, Petition

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a sheet"
LIST = f"""Full name;E-mail;Zip;Opt in
{ROSA.name};{ROSA.email};{ROSA.postcode};yes
{INES.name};{INES.email};{INES.postcode};no
Rosa M.;{ROSA.email.upper()};;yes
=HYPERLINK("x");{THEO.email};;
No address;;;
""".encode("cp1252")


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.OFFLINE = tmp_path / "offline"


@pytest.fixture
def client() -> Client:
    return desk.signed_in(desk.mallory("offline.add_batch"))


def address(of: Petition, name: str = "offline", *more: Any) -> str:
    return reverse(f"organiser:{name}", args=[of.pk, *more])


def sheets(**changed: Any) -> dict[str, Any]:
    given = {"number": "1204", "place": batches.PLACE, "since": "2026-02-01", "until": "2026-02-28"}
    return {**given, "collector": "The library's friends", "note": "Folder 3", **changed}


def uploaded(client: Client, of: Petition, data: bytes = LIST, name: str = "list.csv") -> Any:
    fields = {"place": "change.example", "basis": "They allowed it.", "list": SimpleUploadedFile(name, data)}
    return client.post(address(of, "offline_upload"), fields)


def words(answer: HttpResponse) -> str:
    return desk.text_of(answer.content.decode())


def body(answer: Any) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in answer.streaming_content])

    return async_to_sync(read)()


def test_sheets_are_recorded_with_their_scans_and_shown_in_their_part(petition: Petition, client: Client) -> None:
    signature(petition, ROSA)
    scans = [SimpleUploadedFile("../../a.pdf", PDF), SimpleUploadedFile("b.jpg", b"\xff\xd8\xff\xe0 photo")]

    answer = client.post(address(petition, "offline_sheets"), sheets(scans=scans), follow=True)

    batch = Batch.objects.get()
    kept = folder.of(settings.OFFLINE, batch.pk).path
    assert (batch.number, batch.since, batch.until) == (1_204, date(2026, 2, 1), date(2026, 2, 28))
    assert (batch.collector, batch.recorded_by and batch.recorded_by.username) == ("The library's friends", "mallory")
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == {
        "scan-01.pdf": PDF,
        "scan-02.jpg": b"\xff\xd8\xff\xe0 photo",
    }
    assert (kept.stat().st_mode & 0o777, (kept / "scan-01.pdf").stat().st_mode & 0o777) == (0o700, 0o600)
    assert "On paper 1,204 Collected earlier 0" in words(answer)
    assert f"1,204 on paper: {batches.PLACE}" in words(answer)
    assert ModelLogEntry.objects.get().data == {"batch": str(batch.pk), "number": 1_204, "scans": 2}
    assert "library's friends" not in batch.manifest


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "1000001"}, "less than or equal to 1000000"),
        ({"until": "2026-01-01"}, "This day is before the first one."),
        ({"place": ""}, "This field is required."),
        ({"scans": SimpleUploadedFile("a.pdf", b"<html>")}, "a.pdf is no PDF, JPEG or PNG. Save it as one of these."),
    ],
)
def test_what_cannot_be_recorded_is_said_and_nothing_is(
    petition: Petition, client: Client, changed: dict[str, Any], told: str
) -> None:
    answer = client.post(address(petition, "offline_sheets"), sheets(**changed))

    assert answer.status_code == 422
    assert told in words(answer)
    assert not Batch.objects.exists()


def test_sheets_are_struck_with_a_reason_and_put_back(petition: Petition, client: Client) -> None:
    batch = batches.sheets(petition, 30)
    screen = address(petition, "offline_batch", batch.pk)

    without = client.post(screen, {"do": "strike", "reason": ""})
    struck = client.post(screen, {"do": "strike", "reason": "counted twice"}, follow=True)
    gone = parts.of(petition.pk)
    back = client.post(screen, {"do": "put-back"}, follow=True)

    assert (without.status_code, gone, parts.of(petition.pk)) == (422, Parts(), Parts(paper=30))
    assert "Write why: whoever comes after you will ask." in words(without)
    assert "counted twice" in words(struck)
    assert "The sheets stand again" in words(back)
    assert [one.action for one in ModelLogEntry.objects.order_by("pk")] == [
        "organiser.offline.strike",
        "organiser.offline.put-back",
    ]


def test_a_list_goes_from_file_to_count_by_steps(petition: Petition, client: Client) -> None:
    screen = uploaded(client, petition).headers["Location"]
    chosen = client.get(screen)
    client.post(screen, {"do": "columns", "name": "0", "email": "1", "postcode": "2", "news": "3"})
    reading = client.get(screen)
    batches.work(settings.OFFLINE, timezone.now())
    read = client.get(screen)
    batch = Batch.objects.get()
    left = body(client.get(address(petition, "offline_file", batch.pk, "left-out.csv"))).decode()
    nothing_yet = parts.of(petition.pk)
    taken = client.post(screen, {"do": "take"}, follow=True)

    assert "The list has 5 rows." in words(chosen)
    assert "Read as cp1252." in words(chosen)
    assert INES.name in words(chosen)
    assert "0 of 5 rows are read" in words(reading)
    assert "3 people can be taken. Nothing counts yet. Of these, 1 asked for news." in words(read)
    assert "2 rows are left out 1 without a valid email address 1 double of another row" in words(read)
    assert left.splitlines()[0] == "\ufeffLine,Why it is left out,Full name,E-mail,Zip,Opt in"
    assert sorted(line.partition(",")[0] for line in left.splitlines()[1:]) == ["4", "6"]
    assert nothing_yet == Parts()
    assert "It stands beside the count, and in the public log." in words(taken)
    assert parts.of(petition.pk) == Parts(earlier=3)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"PK\x03\x04", "list.csv", "This is a workbook. Open it, save it as “CSV UTF-8”, and choose that file."),
        (LIST, "list.xlsx", "Save the list as CSV, and choose that file."),
        (
            b'Name,Email\n"Rosa,r@example.org\n',
            "list.csv",
            "Line 2 cannot be read: a quotation mark there is not closed",
        ),
        (b"Name,Email\n", "list.csv", "The list is empty, or has only headings."),
    ],
)
def test_a_list_that_cannot_be_read_leaves_nothing(
    petition: Petition, client: Client, data: bytes, name: str, told: str
) -> None:
    answer = uploaded(client, petition, data, name)

    assert answer.status_code == 422
    assert told in words(answer)
    assert "They allowed it." in answer.content.decode()
    assert not Batch.objects.exists()
    assert not settings.OFFLINE.exists() or list(settings.OFFLINE.iterdir()) == []


def test_columns_must_be_enough(petition: Petition, client: Client) -> None:
    screen = uploaded(client, petition).headers["Location"]

    answer = client.post(screen, {"do": "columns", "email": "1"})

    assert answer.status_code == 422
    assert "Choose the column of the name, or those of first and last name." in words(answer)
    assert Batch.objects.get().state == Batch.State.DRAFT


def test_a_list_whose_file_is_gone_says_so_and_is_read_on_with_the_same_file(
    petition: Petition, client: Client
) -> None:
    screen = uploaded(client, petition).headers["Location"]
    batch = Batch.objects.get()
    folder.of(settings.OFFLINE, batch.pk).forget(folder.LIST)
    draft = client.get(screen)
    client.post(screen, {"do": "columns", "name": "0", "email": "1"})
    batches.work(settings.OFFLINE, timezone.now())

    failed = client.get(screen)
    another = client.post(screen, {"do": "file", "list": SimpleUploadedFile("list.csv", LIST + b"x;x;x;x")})
    client.post(screen, {"do": "again"})
    batches.work(settings.OFFLINE, timezone.now())
    without = words(client.get(screen))
    client.post(screen, {"do": "file", "list": SimpleUploadedFile("list.csv", LIST)})
    batches.work(settings.OFFLINE, timezone.now())

    assert (draft.status_code, another.status_code) == (200, 422)
    assert "so reading ended after 0 of 5 rows. Nothing of it counts. Choose the file again" in words(failed)
    assert "This is another file. Cancel this list, and bring that one in by itself." in words(another)
    assert "so reading ended after 0 of 5 rows" in without
    assert "3 people can be taken. Nothing counts yet." in words(client.get(screen))


def test_a_list_is_cancelled_at_every_step_before_it_counts(petition: Petition, client: Client) -> None:
    for steps in range(3):
        screen = uploaded(client, petition).headers["Location"]
        if steps:
            client.post(screen, {"do": "columns", "name": "0", "email": "1"})
        if steps == 2:
            batches.work(settings.OFFLINE, timezone.now())
        client.post(screen, {"do": "cancel"})
        batches.work(settings.OFFLINE, timezone.now())

        assert (Batch.objects.count(), Earlier.objects.count()) == (0, 0), steps
        assert list(settings.OFFLINE.iterdir()) == []


def test_a_file_is_given_by_its_own_batch_alone_and_logged(petition: Petition, client: Client) -> None:
    client.post(address(petition, "offline_sheets"), sheets(scans=SimpleUploadedFile("a.pdf", PDF)))
    batch = Batch.objects.get()

    given = client.get(address(petition, "offline_file", batch.pk, "scan-01.pdf"))
    others = [client.get(address(petition, "offline_file", batch.pk, name)) for name in ("scan-02.pdf", "left-out.csv")]

    assert (body(given), "no-store" in given.headers["Cache-Control"]) == (PDF, True)
    assert given.headers["Content-Disposition"].startswith("attachment;")
    assert [one.status_code for one in others] == [404, 404]
    assert ModelLogEntry.objects.filter(action="organiser.offline.download").get().data["file"] == "scan-01.pdf"
    assert copies.of_lists(petition) == []


def test_who_asked_for_news_elsewhere_is_downloaded_by_those_who_may_and_gets_none_from_here(
    petition: Petition, client: Client
) -> None:
    screen = uploaded(client, petition, LIST.replace(b"net;;", b"net;;yes")).headers["Location"]
    client.post(screen, {"do": "columns", "name": "0", "email": "1", "news": "3"})
    batches.work(settings.OFFLINE, timezone.now())
    batch = Batch.objects.get()
    file = address(petition, "offline_file", batch.pk, "asked-for-news.csv")
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.OWNER, page=None)
    owner = desk.signed_in(theo)
    before = owner.get(file).status_code
    client.post(screen, {"do": "take"})

    given, shown, refused = body(owner.get(file)).decode(), words(owner.get(screen)), client.get(file)
    signature(petition, ROSA)
    settle.turn()
    later = body(owner.get(file)).decode()

    rosa, other = f"{ROSA.name},{ROSA.email}", f'"\'=HYPERLINK(""x"")",{THEO.email}'
    assert (before, refused.status_code) == (404, 403)
    assert given.splitlines() == ["\ufeffName,Email address", rosa, other]
    assert later.splitlines() == ["\ufeffName,Email address", other]
    assert "2 people of it asked for news. This site sends them none" in shown
    assert ["Download their addresses" in one for one in (shown, words(client.get(screen)))] == [True, False]
    assert [one.by for one in copies.of_lists(petition)] == ["theo", "theo"]


def test_many_batches_cost_no_more_queries_than_one(
    petition: Petition, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    batches.sheets(petition, 1)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address(petition))
    batches.sheets(petition, 2)
    batches.sheets(petition, 3)

    with django_assert_num_queries(len(one)):
        client.get(address(petition))


def test_the_history_tells_of_a_list_and_of_nobody_in_it(petition: Petition, client: Client) -> None:
    screen = uploaded(client, petition).headers["Location"]
    client.post(screen, {"do": "columns", "name": "0", "email": "1"})
    batches.work(settings.OFFLINE, timezone.now())
    client.post(screen, {"do": "take"})

    told = json.dumps([one.data for one in ModelLogEntry.objects.order_by("pk")])
    assert [one.action.rpartition(".")[2] for one in ModelLogEntry.objects.order_by("pk")] == ["upload", "take"]
    assert ROSA.email not in told
    assert bring.take(Batch.objects.get(), at=NOW) == 0


def test_a_sealed_campaign_takes_no_list_that_this_server_could_read(petition: Petition, client: Client) -> None:
    DataKey.objects.filter(petition=petition).update(wrapped=None, destroyed_at=NOW)
    keyring.for_petition.cache_clear()

    answers = [client.get(address(petition, "offline_upload")), uploaded(client, petition)]

    assert ["this server cannot read" in words(one) for one in answers] == [True, True]
    assert not Batch.objects.exists()
