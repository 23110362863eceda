"""A campaign's look in a folder: colours, headings, logo, and what its picture shows."""

import re
from pathlib import Path

import pytest

from tests.campaigns.folder.folders import CAMPAIGN, altered, complete, files, picture
from tests.campaigns.folder.test_loading import refused
from undersigned.campaigns import folder as folders

pytestmark = pytest.mark.django_db

LOOK = """
[look]
action = "#1d4ed8"
accent = "#ffd166"
headings = "slab"
logo = "media/logo.png"

[petition]
"""
ALT = 'alt = "A library between trees."\n'


def dressed(parent: Path) -> Path:
    folder = complete(parent, campaign=CAMPAIGN.replace("\n[petition]\n", LOOK))
    (folder / "media" / "logo.png").write_bytes(picture("#1d4ed8"))
    return folder


def test_the_look_is_on_the_page(tmp_path: Path) -> None:
    page = folders.load(dressed(tmp_path)).page

    assert (page.action_colour, page.accent_colour, page.headings) == ("#1d4ed8", "#ffd166", "slab")
    assert page.logo.title == "Logo"


def test_what_was_loaded_is_dumped_and_loaded_without_a_change(tmp_path: Path) -> None:
    folders.load(dressed(tmp_path))

    folders.dump("sundays", tmp_path / "copy")
    again = folders.load(tmp_path / "copy")
    folders.dump("sundays", tmp_path / "second copy")

    sheet = (tmp_path / "copy" / "campaign.toml").read_text()
    assert LOOK.removesuffix("\n[petition]\n") in sheet
    assert (tmp_path / "copy" / "media" / "logo.png").read_bytes() == picture("#1d4ed8")
    assert not again.changed
    assert files(tmp_path / "copy") == files(tmp_path / "second copy")


def test_the_houses_look_is_not_written_down(tmp_path: Path) -> None:
    folders.load(complete(tmp_path))

    folders.dump("sundays", tmp_path / "copy")

    sheet = (tmp_path / "copy" / "campaign.toml").read_text()
    assert re.findall(r"look|headings|decorative", sheet) == []


def test_a_colour_that_cannot_be_read_stops_the_loading_and_names_its_line(tmp_path: Path) -> None:
    found = refused(altered(dressed(tmp_path), '"#1d4ed8"', '"#e63946"'))

    assert found == [
        "campaign.toml, line 12, look.action: On the page this colour has a contrast of 3.6 to 1. Words that everybody"
        " can read need 4.5 to 1. The nearest shade that has it: #d42337"
    ]


def test_headings_of_another_kind_are_refused(tmp_path: Path) -> None:
    (found,) = refused(altered(dressed(tmp_path), '"slab"', '"comic"'))

    assert found.startswith("campaign.toml, line 14, look.headings: ")


def test_a_picture_must_be_described_or_said_to_decorate(tmp_path: Path) -> None:
    silent = altered(complete(tmp_path), ALT, "")

    assert refused(silent) == [
        "campaign.toml, line 7, hero.alt: Say what the picture shows, for people who cannot see it;"
        " or tick that it only decorates."
    ]
    assert folders.load(silent, publish=False).changed


def test_a_picture_that_decorates_stays_one(tmp_path: Path) -> None:
    page = folders.load(altered(complete(tmp_path), ALT, "decorative = true\n")).page

    folders.dump("sundays", tmp_path / "copy")

    assert (page.hero_is_decorative, page.hero_words) == (True, "")
    assert '[hero]\nimage = "media/hero.png"\ndecorative = true\n' in (tmp_path / "copy" / "campaign.toml").read_text()
    assert not folders.load(tmp_path / "copy").changed
