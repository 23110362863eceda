"""A list as CSV: how it is written, whether it can be read to its end, and its rows. Memory stays the same.

Whatever is wrong with a file is said before anything of it is taken: the line, and what to do.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 200
MOST_CELL = 10_000  # characters: behind a quotation mark that was never closed stands the rest of the file
SHOWN = 5  # rows of a preview

_DELIMITERS = ",;\t|"
_MARKS = (  # of the bytes that begin a file; UTF-8's own mark is no part of the first heading
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_AT_ONCE = 1 << 16


class Fault(StrEnum):
    EMPTY = "empty"
    WORKBOOK = "workbook"
    BINARY = "binary"
    WIDE = "wide"
    LONG = "long"
    BROKEN = "broken"


class _Broken(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Unreadable:
    fault: Fault
    line: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """How a list is written."""

    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class Table:
    form: Form
    headings: list[str]
    rows: int


def look(path: Path) -> Table | Unreadable:
    """Reads all of it once."""
    encoding = _encoding(path)
    if isinstance(encoding, Unreadable):
        return encoding
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = next((line for line in file if line.strip()), "")
            form = Form(encoding, _delimiter(first[:MOST_CELL]))
            file.seek(0)
            headings = next(_cells(file, form), (0, list[str]()))[1]
        if any("\0" in heading for heading in headings):
            return Unreadable(Fault.BINARY)
        if not headings or len(headings) > MOST_COLUMNS:
            return Unreadable(Fault.WIDE if headings else Fault.EMPTY)
        return _counted(path, form, headings)
    except UnicodeError:  # in the first line
        return Unreadable(Fault.BROKEN, 1)
    except _Broken as broken:
        return Unreadable(Fault.BROKEN, broken.line)


def numbered(path: Path, form: Form, *, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each row that has something in it, behind the headings, with its line. `skip`: so many rows were read already."""
    with path.open(encoding=form.encoding, newline="") as file:
        yield from islice(_cells(file, form), 1 + skip, None)


def _counted(path: Path, form: Form, headings: list[str]) -> Table | Unreadable:
    rows = 0
    for line, cells in numbered(path, form):
        rows += 1
        if rows > MOST_ROWS:
            return Unreadable(Fault.LONG, line)
        if any(len(cell) > MOST_CELL for cell in cells):
            return Unreadable(Fault.BROKEN, line)
        if any("\0" in cell for cell in cells):
            return Unreadable(Fault.BINARY)
    return Table(form, [heading.strip() for heading in headings], rows) if rows else Unreadable(Fault.EMPTY)


def preview(path: Path, form: Form) -> list[list[str]]:
    return [cells for _, cells in islice(numbered(path, form), SHOWN)]


def _cells(file: Iterator[str], form: Form) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=form.delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except (csv.Error, UnicodeError) as error:
        raise _Broken(max(reader.line_num, 1)) from error


def _encoding(path: Path) -> str | Unreadable:
    with path.open("rb") as file:
        head = file.read(4)
        if not head:
            return Unreadable(Fault.EMPTY)
        if head in _WORKBOOKS:
            return Unreadable(Fault.WORKBOOK)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        file.seek(0)
        decoder, is_utf8 = codecs.getincrementaldecoder("utf-8")(), True
        while piece := file.read(_AT_ONCE):
            if b"\0" in piece:
                return Unreadable(Fault.BINARY)
            is_utf8 = is_utf8 and _takes(decoder, piece)
        return "utf-8" if is_utf8 and _takes(decoder, b"", final=True) else "cp1252" if _is_cp1252(path) else "latin-1"


def _takes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1252(path: Path) -> bool:
    """Windows' own; five of its bytes are no characters."""
    with path.open("rb") as file:
        return not any(set(piece) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} for piece in iter(lambda: file.read(_AT_ONCE), b""))


def _delimiter(line: str) -> str:
    """The one that stands most often in the headings, outside of quotation marks."""
    bare = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)
