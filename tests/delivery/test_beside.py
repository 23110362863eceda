"""A packet's parts beside the count: the scans with their sums, the earlier list as table and volume, each number."""

import csv
import json
import subprocess
from pathlib import Path

import pypdf
import pytest
from pytest_django import Settings

from tests import factories
from tests.delivery.test_make import on
from tests.factories import NOW
from tests.offline import batches
from tests.organiser import desk
from tests.people import INES, MALLORY, ROSA
from undersigned.delivery import make
from undersigned.delivery.choice import Choice, Names
from undersigned.delivery.models import Delivery
from undersigned.offline import bring, folder
from undersigned.offline.models import Batch
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(settings: Settings, tmp_path: Path) -> Petition:
    """Rosa has signed; thirty on paper, of whom there is a scan; Ines and Mallory earlier."""
    settings.OFFLINE = tmp_path / "offline"
    one: Petition = desk.campaign("Keep the library open", "sunday-library").petition
    factories.signature(one, ROSA)
    paper = Batch(petition=one, number=30, place=batches.PLACE, recorded_at=NOW)
    paper.files["scan-01.pdf"] = folder.of(settings.OFFLINE, paper.pk).write("scan-01.pdf", [b"%PDF-1.7 a sheet"])
    batches.declare.sheets(paper, at=NOW)
    rows = [f"{person.name},{person.email},{person.postcode}," for person in (INES, MALLORY)]
    bring.take(batches.read(batches.listed(one, settings.OFFLINE, *rows), settings.OFFLINE), at=NOW)
    return one


def test_each_part_is_in_the_packet_and_named(petition: Petition, tmp_path: Path) -> None:
    row = on(make.begin(petition, Choice(), by=None, at=NOW), "", root=tmp_path)

    path = tmp_path / str(row.pk)
    assert row.state == Delivery.State.READY
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=path, check=True)
    manifest = json.loads((path / "manifest.json").read_text())
    assert manifest["parts"] == {"online": 1, "paper": 30, "earlier": 2}
    assert (path / "paper" / "001-scan-01.pdf").read_bytes() == b"%PDF-1.7 a sheet"
    declared = [json.loads(one.read_text()) for one in (path / "declared").iterdir()]
    assert sorted((one["kind"], one["number"]) for one in declared) == [("earlier", 2), ("paper", 30)]
    with (path / "earlier.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Name", "Postcode", "Collected on"],
            [INES.name, INES.postcode, "change.example"],
            [MALLORY.name, MALLORY.postcode, "change.example"],
        ]
    [page] = pypdf.PdfReader(path / "earlier" / "volume-01.pdf").pages
    assert "Collected earlier, volume 1 of 1" in page.extract_text()
    letter = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(path / "letter.pdf").pages).split())
    assert "Online 1 On paper 30 Collected earlier 2" in letter
    assert "Beside these, 30 people signed on paper." in letter
    assert {oct(one.stat().st_mode & 0o777) for one in path.rglob("*")} == {"0o600", "0o700"}


def test_a_packet_without_names_has_none_of_the_list_either(petition: Petition, tmp_path: Path) -> None:
    row = on(make.begin(petition, Choice(names=Names.INITIALS), by=None, at=NOW), "", root=tmp_path)

    table = (tmp_path / str(row.pk) / "earlier.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[1:] == [
        f"I. O.,{INES.postcode},change.example",
        f"M. Q.,{MALLORY.postcode},change.example",
    ]


@pytest.mark.parametrize("names", [Names.INITIALS, Names.NONE])
def test_a_packet_without_full_names_has_no_scans(petition: Petition, tmp_path: Path, names: Names) -> None:
    row = on(make.begin(petition, Choice(names=names), by=None, at=NOW), "", root=tmp_path)

    manifest = json.loads((tmp_path / str(row.pk) / "manifest.json").read_text())
    assert manifest["parts"] == {"online": 1, "paper": 30, "earlier": 2}
    assert not (tmp_path / str(row.pk) / "paper").exists()
    pages = pypdf.PdfReader(tmp_path / str(row.pk) / "letter.pdf").pages
    letter = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert "Beside these: 30 on paper." in letter
    assert "scans" not in letter
    assert [name for name in row.files if name.startswith("paper/")] == []


def test_a_packet_of_some_areas_has_none_of_it(petition: Petition, tmp_path: Path) -> None:
    row = on(make.begin(petition, Choice(areas=(ROSA.postcode,)), by=None, at=NOW), "", root=tmp_path)

    assert not [name for name in row.files if name.partition("/")[0] in ("paper", "declared", "earlier", "earlier.csv")]
