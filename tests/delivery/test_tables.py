"""Tables and zip as they are streamed: whole, split where Excel ends, text and never a formula; numbers in words."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.factories import NOW
from undersigned.delivery import numerals, streamed
from undersigned.delivery.cells import lines
from undersigned.delivery.choice import initials
from undersigned.delivery.folder import Folder
from undersigned.vault import cells


def test_a_workbook_goes_on_in_a_second_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "ROWS_A_SHEET", 2)
    rows = [["1", "Rosa & <Co>"], ["2", '=HYPERLINK("x")'], ["3", "bell\x07 \U0001f33b"]]

    book = openpyxl.load_workbook(io.BytesIO(b"".join(streamed.workbook(["Number", "Name"], rows, at=NOW))))

    assert [list(sheet.values) for sheet in book.worksheets] == [
        [("Number", "Name"), ("1", "Rosa & <Co>"), ("2", '=HYPERLINK("x")')],
        [("Number", "Name"), ("3", "bell \U0001f33b")],
    ]
    assert {cell.data_type for sheet in book.worksheets for row in sheet.rows for cell in row} == {"s"}


def test_a_workbook_of_nobody_has_its_heading() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(streamed.workbook(["Number"], [], at=NOW))))

    assert [list(sheet.values) for sheet in book.worksheets] == [[("Number",)]]


def test_the_zip_opens_into_a_folder_with_the_files_as_they_are(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "packet")
    folder.make()
    folder.write("letter.pdf", b"%PDF" * 100_000)
    folder.write("list/volume-01.pdf", b"%PDF")

    made = b"".join(streamed.packet(folder, ["letter.pdf", "list/volume-01.pdf"], inside="library", at=NOW))

    opened = zipfile.ZipFile(io.BytesIO(made))
    assert opened.testzip() is None
    assert {name: opened.read(name) for name in opened.namelist()} == {
        "library/letter.pdf": b"%PDF" * 100_000,
        "library/list/volume-01.pdf": b"%PDF",
    }


@pytest.mark.parametrize("begins", cells.FORMULA)
def test_no_line_of_a_table_has_a_formula(begins: str) -> None:
    assert lines([[f"{begins}1"]]).strip('"\r\n') == f"'{begins}1".strip("\r\n")


@pytest.mark.parametrize("begins", cells.FORMULA)
def test_nor_has_one_that_is_parted_at_a_semicolon_or_a_tab(begins: str) -> None:
    for parts in (";", "\t", "; ", ';"', ";;"):
        assert cells.safe(f"Ana{parts}{begins}1;") == f"Ana{parts}'{begins}1;"
    assert cells.safe("Ana; Rosa - both = two") == "Ana; Rosa - both = two"


@pytest.mark.parametrize("begins", [one for one in cells.FORMULA if one not in "\r\n"])
def test_nor_has_one_whose_cell_is_parted_at_its_line_breaks(begins: str) -> None:
    for parts in ("\n", "\r", "\r\n", "\n\n", "\n ", '\n"'):
        assert cells.safe(f"Ana{parts}{begins}1\n") == f"Ana{parts}'{begins}1\n"
    assert cells.safe("Ana\r\n\r\nRosa - both\n") == "Ana\r\n\r\nRosa - both\n"


@pytest.mark.parametrize(
    ("number", "english", "spanish"),
    [
        (0, "zero", "cero"),
        (1, "one", "una"),
        (21, "twenty-one", "veintiuna"),
        (100, "one hundred", "cien"),
        (101, "one hundred and one", "ciento una"),
        (1_016, "one thousand and sixteen", "mil dieciséis"),
        (12_431, "twelve thousand four hundred and thirty-one", "doce mil cuatrocientas treinta y una"),
        (500_000, "five hundred thousand", "quinientas mil"),
        (1_000_000, "one million", "un millón"),
        (31_200_001, "thirty-one million two hundred thousand and one", "treinta y un millones doscientas mil una"),
    ],
)
def test_a_number_is_said_in_words(number: int, english: str, spanish: str) -> None:
    assert (numerals.signatures(number, "en"), numerals.signatures(number, "es")) == (english, spanish)


def test_a_number_beyond_words_stays_a_figure() -> None:
    assert (numerals.signatures(10**9, "en"), numerals.signatures(12, "fr")) == ("", "")


def test_initials_stand_for_every_word_of_a_name() -> None:
    assert initials("Rosa María de la López") == "R. M. D. L. L."
