"""A list as a spreadsheet writes it, in whatever way: its rows, or what is wrong with it and in which line."""

from pathlib import Path

import pytest

from undersigned.offline import table
from undersigned.offline.columns import guess, is_enough, says_yes
from undersigned.offline.table import Fault, Form, Table, Unreadable

ROW = "María Peña;maria@example.org"


def written(folder: Path, data: bytes) -> Path:
    file = folder / "list.csv"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (f"Name;Email\r\n{ROW}\r\n".encode(), "utf-8", ";"),
        (b"\xef\xbb\xbf" + f"Name;Email\n{ROW}\n".encode(), "utf-8-sig", ";"),
        (f"Name;Email\n{ROW}\n".encode("cp1252"), "cp1252", ";"),
        (f"Name;Email\n{ROW}\n".encode("utf-16"), "utf-16", ";"),
        (f"Name\tEmail\n{ROW}\n".replace(";", "\t").encode(), "utf-8", "\t"),
        (f'"Name, whole",Email\n{ROW}\n'.replace(";", ",").encode(), "utf-8", ","),
        (f"\n\nName|Email\n\n{ROW}\n\n".replace(";", "|").encode(), "utf-8", "|"),
    ],
)
def test_it_finds_out_how_a_list_is_written(tmp_path: Path, data: bytes, encoding: str, delimiter: str) -> None:
    file = written(tmp_path, data)

    found = table.look(file)

    assert isinstance(found, Table)
    assert (found.form, found.rows) == (Form(encoding, delimiter), 1)
    assert [heading.partition(",")[0] for heading in found.headings] == ["Name", "Email"]
    assert [cells for _, cells in table.numbered(file, found.form)] == [["María Peña", "maria@example.org"]]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", Unreadable(Fault.EMPTY)),
        (b"Name,Email\n", Unreadable(Fault.EMPTY)),
        (b"PK\x03\x04 a workbook", Unreadable(Fault.WORKBOOK)),
        (b"Name\0Email", Unreadable(Fault.BINARY)),
        ("\ufeffNa\0me,Email\r\nRosa,rosa@example.org\r\n".encode("utf-16-le"), Unreadable(Fault.BINARY)),
        ("\ufeffName,Email\r\nRo\0sa,rosa@example.org\r\n".encode("utf-16-le"), Unreadable(Fault.BINARY)),
        (b'Name,Email\nRosa,rosa@example.org\n"Ines,ines@example.edu\n', Unreadable(Fault.BROKEN, 3)),
        (b'Name,Email\n"Ro"sa,rosa@example.org\n', Unreadable(Fault.BROKEN, 2)),
        (b"Name,Email\nRosa," + b"x" * 10_001 + b"\n", Unreadable(Fault.BROKEN, 2)),
        (b"," * 200 + b"Name\n" + b"Rosa\n", Unreadable(Fault.WIDE)),
        (b"Name\n" + b"R\n" * 500_001, Unreadable(Fault.LONG, 500_002)),
    ],
)
def test_it_says_what_is_wrong_and_where(tmp_path: Path, data: bytes, wrong: Unreadable) -> None:
    assert table.look(written(tmp_path, data)) == wrong


def test_rows_that_were_read_are_passed_over(tmp_path: Path) -> None:
    file = written(tmp_path, b'Name\nRosa\n\n"In\nes"\nTheo\n')

    assert list(table.numbered(file, Form("utf-8", ","), skip=1)) == [(5, ["In\nes"]), (6, ["Theo"])]


def test_columns_are_guessed_by_their_headings_but_never_that_of_consent() -> None:
    assert guess(["Vorname", "Nachname", "Name", "E-Mail", "PLZ", "Newsletter"]) == {
        "first_name": 0, "last_name": 1, "email": 3, "postcode": 4,
    }  # fmt: skip
    assert guess(["Nombre completo", "Correo electrónico", "Código postal"]) == {"name": 0, "email": 1, "postcode": 2}
    assert [is_enough(one) for one in ({"name": 0, "email": 1}, {"last_name": 0, "email": 1}, {"email": 1})] == [
        True, True, False,
    ]  # fmt: skip


def test_only_a_plain_yes_is_a_consent() -> None:
    assert [says_yes(typed) for typed in ("Yes", "Sí", "1", " x ", "Opted in", "no", "", "maybe", "0")] == [
        True, True, True, True, True, False, False, False, False,
    ]  # fmt: skip
