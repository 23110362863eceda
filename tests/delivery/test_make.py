"""A packet is made step by step: who is in it, in which order, and what a kill, a cancel or a fault leaves."""

import csv
import hashlib
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import INES, MALLORY, ROSA, THEO, Person
from tests.voices.remarks import offered
from undersigned.delivery import folder, make
from undersigned.delivery.choice import Choice, Names, Order
from undersigned.delivery.models import Delivery
from undersigned.signing import roll
from undersigned.signing.models import Petition, Signature
from undersigned.voices import moderate

pytestmark = pytest.mark.django_db

Making = Callable[..., Delivery]


@pytest.fixture
def petition(db: None) -> Petition:
    """Rosa, Ines and Theo have signed; Mallory has not confirmed; one withdrew; one is a sample."""
    one: Petition = desk.campaign("Keep the library open", "sunday-library", postal_address="1 Main Street").petition
    for person in (ROSA, INES, THEO):
        factories.signature(one, person)
    factories.signature(one, MALLORY, state=Signature.State.PENDING)
    factories.signature(one, Person("Gone Again", "gone@example.org", "06103"), state=Signature.State.WITHDRAWN)
    factories.signature(one, Person("Sample Signer", "sample@example.org", "06103"), is_sample=True)
    return one


@pytest.fixture
def making(petition: Petition, tmp_path: Path) -> Making:
    """`making("volumes", columns=…)`: a packet as it is when that step is next; "": when all is done."""

    def begun(until: str = "", **chosen: object) -> Delivery:
        row = make.begin(petition, Choice(**chosen), by=None, at=NOW)  # type: ignore[arg-type]
        return on(row, until, root=tmp_path)

    return begun


def on(row: Delivery, until: str, *, root: Path) -> Delivery:
    row.refresh_from_db()
    while row.state == Delivery.State.MAKING and row.step != until:
        assert make.turn(at=NOW, root=root)
        row.refresh_from_db()
    return row


def table(row: Delivery, root: Path) -> list[list[str]]:
    with (root / str(row.pk) / make.CSV).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_packet_can_be_read_and_checked_by_whom_it_is_handed_to(
    petition: Petition, making: Making, tmp_path: Path
) -> None:
    for number in range(9):
        factories.signature(petition, Person(f"Nguyễn {number}", f"n{number}@example.org", "06103"))
    first = Signature.objects.get(number=1)
    moderate.approve(offered(first, words="I go there each Sunday."), at=NOW)

    row = making(volume=5)

    path = tmp_path / str(row.pk)
    assert (row.state, row.count, row.volumes, row.doubtful) == (Delivery.State.READY, 12, 3, [])
    lists = [f"list/volume-0{number}.pdf" for number in (1, 2, 3)]
    tables = ["signatures.csv", "signatures.xlsx"]
    assert sorted(row.files) == [
        "README.txt",
        "SHA256SUMS",
        "letter.pdf",
        *lists,
        "manifest.json",
        "remarks.pdf",
        *tables,
    ]
    assert sorted(str(one.relative_to(path)) for one in path.rglob("*") if one.is_file()) == sorted(row.files)
    assert {oct(one.stat().st_mode & 0o777) for one in path.rglob("*")} == {"0o600", "0o700"}
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=path, check=True)
    manifest = json.loads((path / "manifest.json").read_text())
    assert (manifest["count"], manifest["petition"], manifest["log"]) == (12, str(petition.uuid), None)
    listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    assert listed["letter.pdf"] == hashlib.sha256((path / "letter.pdf").read_bytes()).hexdigest()

    letter = pypdf.PdfReader(path / "letter.pdf")
    words = " ".join(" ".join(page.extract_text() for page in letter.pages).split())
    assert "To: The city council Keep the library open" in words
    assert "12 signatures twelve" in words
    assert f"SHA-256: {bytes(petition.texts.get().sha256).hex()}" in words
    assert letter.metadata is not None
    assert letter.metadata.title == "Keep the library open"
    assert (letter.trailer["/Root"]["/Lang"], letter.trailer["/Root"]["/MarkInfo"]["/Marked"]) == ("en", True)

    [last] = pypdf.PdfReader(path / "list" / "volume-03.pdf").pages
    assert "Volume 3 of 3, signatures 11–12" in last.extract_text()
    assert "Nguyễn 8" in last.extract_text()
    assert "I go there each Sunday." in pypdf.PdfReader(path / "remarks.pdf").pages[0].extract_text()


def test_all_who_stand_are_in_the_list_in_the_order_of_their_numbers(making: Making, tmp_path: Path) -> None:
    row = making("volumes", columns=("number", "postcode", "date", "language"))

    assert table(row, tmp_path) == [
        ["Number", "Name", "Postcode", "Signed on", "Language"],
        ["1", ROSA.name, ROSA.postcode, "2026-03-02", "en"],
        ["2", INES.name, INES.postcode, "2026-03-02", "en"],
        ["3", THEO.name, THEO.postcode, "2026-03-02", "en"],
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (Names.INITIALS, [["Initials"], ["R. M."], ["I. O."], ["T. L."]]),
        (Names.NONE, [["Number"], ["1"], ["2"], ["3"]]),
    ],
)
def test_names_are_shortened_or_left_out(
    making: Making, tmp_path: Path, names: Names, expected: list[list[str]]
) -> None:
    row = making("volumes", names=names, columns=() if names is Names.INITIALS else ("number",))

    assert [[cell] for [cell] in table(row, tmp_path)] == expected


@pytest.mark.once
def test_postcodes_are_sorted_over_more_than_fits_in_one_reading(
    petition: Petition, making: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "AT_ONCE", 2)
    monkeypatch.setattr(make, "ROLLS_A_STEP", 1)
    for number, postcode in enumerate(("90210", "00501", "33109", "00501")):
        factories.signature(petition, Person(f"Signer {number}", f"s{number}@example.org", postcode))

    row = making("volumes", columns=("postcode",), names=Names.NONE, order=Order.POSTCODE)

    found = [cell for [cell] in table(row, tmp_path)[1:]]
    assert (len(found), found) == (7, sorted(found))


@pytest.mark.once
def test_only_the_chosen_areas_are_in_and_no_remarks(petition: Petition, making: Making, tmp_path: Path) -> None:
    factories.signature(petition, Person("Far Away", "far@example.org", "90210"))

    row = making("letter", columns=(), areas=("902", "903"))

    assert table(row, tmp_path)[1:] == [["Far Away"]]
    assert (row.count, "remarks.pdf" in row.files) == (1, False)


@pytest.mark.once
def test_totals_by_area_have_only_who_was_told_that_the_postcode_is_given(
    petition: Petition, making: Making, tmp_path: Path
) -> None:
    for wording in petition.wordings.all():
        wording.statements["hands_over"] = "names"
        wording.save()

    row = making("arrange")

    files = folder.of(tmp_path, row.pk)
    areas = [facts[3] for part in files.work("part-") for _key, _number, _cells, facts in files.rows(part)]
    assert areas == ["", "", ""]


@pytest.mark.once
def test_a_choice_that_fits_nobody_is_said_and_leaves_no_files(making: Making, tmp_path: Path) -> None:
    row = making(areas=("999",))

    assert (row.state, row.trouble, list(tmp_path.iterdir())) == (Delivery.State.FAILED, "nobody", [])


@pytest.mark.once
def test_who_confirms_after_it_was_begun_is_in_the_next_one(petition: Petition, tmp_path: Path) -> None:
    row = make.begin(petition, Choice(columns=()), by=None, at=NOW)
    factories.signature(petition, Person("Too Late", "late@example.org", "06103"))

    on(row, "volumes", root=tmp_path)

    assert [name for [name] in table(row, tmp_path)] == ["Name", ROSA.name, INES.name, THEO.name]


def test_a_kill_costs_one_step(making: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll, "AT_ONCE", 1)
    monkeypatch.setattr(make, "ROLLS_A_STEP", 2)
    row = making("arrange")
    # Killed in the midst of this step: its lease runs, and half a file is there.
    Delivery.objects.update(leased_until=NOW + make.LEASE, tries=1)
    (tmp_path / str(row.pk) / "work" / "volume-000001.new").write_bytes(b'["", 1')

    assert not make.turn(at=NOW, root=tmp_path)
    assert make.turn(at=NOW + make.LEASE, root=tmp_path)

    row.refresh_from_db()
    assert (row.step, row.tries, row.count) == ("tables", 0, 3)
    assert len(table(on(row, "volumes", root=tmp_path), tmp_path)) == 4


def test_what_fails_three_times_is_given_up_and_leaves_no_names_behind(making: Making, tmp_path: Path) -> None:
    row = making("tables")
    (tmp_path / str(row.pk) / "work" / "volume-000001").unlink()

    for number in range(make.MOST_TRIES):
        with pytest.raises(FileNotFoundError):
            make.turn(at=NOW + number * make.LEASE, root=tmp_path)
    make.turn(at=NOW + 3 * make.LEASE, root=tmp_path)

    row.refresh_from_db()
    assert (row.state, row.trouble, list(tmp_path.iterdir())) == (Delivery.State.FAILED, "fault", [])


def test_a_cancelled_packet_is_removed_with_all_of_its_files(making: Making, tmp_path: Path) -> None:
    row = making("volumes")
    Delivery.objects.update(state=Delivery.State.CANCELLED)

    assert make.turn(at=NOW, root=tmp_path)

    assert (Delivery.objects.count(), list(tmp_path.iterdir())) == (0, [])
    assert not make.turn(at=NOW + timedelta(days=1), root=tmp_path)
    assert row.count == 3


@pytest.mark.once
def test_cancelling_in_the_midst_of_a_step_is_not_undone_by_its_end(
    making: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = making("tables")
    write = folder.Folder.write_rows

    def cancelled(self: folder.Folder, *args: object) -> None:
        Delivery.objects.update(state=Delivery.State.CANCELLED)
        write(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(folder.Folder, "write_rows", cancelled)
    make.turn(at=NOW, root=tmp_path)

    row.refresh_from_db()
    assert row.state == Delivery.State.CANCELLED
