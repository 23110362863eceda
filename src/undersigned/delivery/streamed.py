"""A zip file that leaves as it is made, and a workbook (XLSX, ECMA-376) in one: memory stays the same, however long.

Every cell is an inline string, so that nothing in it is ever run as a formula, and a postcode keeps its zeros.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from datetime import datetime
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from undersigned.delivery.folder import Folder

ROWS_A_SHEET = 1_000_000  # Excel takes 1,048,576
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_AT_ONCE = 1_000  # rows
_FONT = '<sz val="11"/><name val="Calibri"/>'
_FILLS = "".join(
    f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125")
)  # Excel wants both
_XF = 'numFmtId="0" fillId="0" borderId="0"'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    f'<fills count="2">{_FILLS}</fills><borders count="1"><border/></borders>'
    f'<cellStyleXfs count="1"><xf {_XF} fontId="0"/></cellStyleXfs>'
    f'<cellXfs count="2"><xf {_XF} fontId="0" xfId="0"/><xf {_XF} fontId="1" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Pipe:
    """What a ZipFile has written and nobody has taken yet. It cannot be sought in, so sizes follow the data."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """As files have it."""

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data


def workbook(heading: list[str], rows: Iterable[list[str]], *, at: datetime) -> Iterator[bytes]:
    pipe, sheets = _Pipe(), 0
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=1) as made:  # type: ignore[call-overload]  # a pipe will do
        waiting = iter(rows)
        first = next(waiting, None)
        while first is not None or not sheets:
            sheets += 1
            with made.open(_entry(f"xl/worksheets/sheet{sheets}.xml", at), "w") as sheet:
                last = yield from _sheet(sheet, pipe, heading, first, waiting)
            first = last
        for name, text in _rest(sheets):
            made.writestr(_entry(name, at), text)
    yield pipe.taken()


def packet(folder: Folder, names: Iterable[str], *, inside: str, at: datetime) -> Iterator[bytes]:
    """The packet's files as one. `inside`: the folder that it opens into."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as made:  # type: ignore[call-overload]  # a pipe will do
        for name in names:
            entry = _entry(f"{inside}/{name}", at)
            entry.compress_type = ZIP_DEFLATED if name.endswith((".csv", ".json")) else ZIP_STORED
            with made.open(entry, "w", force_zip64=True) as target:
                for piece in folder.pieces(name):
                    target.write(piece)
                    yield pipe.taken()
    yield pipe.taken()


def _sheet(
    sheet: IO[bytes], pipe: _Pipe, heading: list[str], first: list[str] | None, rows: Iterator[list[str]]
) -> Generator[bytes, None, list[str] | None]:
    """One sheet, its heading in bold and kept in sight. Returns the row with which the next one begins."""
    cols = f'<cols><col min="1" max="{max(len(heading), 1)}" width="24" customWidth="1"/></cols>'
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}{cols}<sheetData>'.encode())
    sheet.write(_row(heading, ' s="1"').encode())
    row, written = first, 0
    while row is not None and written < ROWS_A_SHEET:
        some: list[str] = []
        while row is not None and len(some) < min(_AT_ONCE, ROWS_A_SHEET - written):
            some.append(_row(row))
            row = next(rows, None)
        sheet.write("".join(some).encode())
        written += len(some)
        yield pipe.taken()
    sheet.write(b"</sheetData></worksheet>")
    return row


def _row(cells: list[str], style: str = "") -> str:
    return f"<row>{''.join(_cell(value, style) for value in cells)}</row>"


def _cell(value: str, style: str) -> str:
    text = escape(_NOT_XML.sub("", value))
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'


def _rest(sheets: int) -> Iterator[tuple[str, str]]:
    """What makes sheets a workbook."""
    numbers = range(1, sheets + 1)
    main = ("workbook", "/xl/workbook.xml", "sheet.main")
    parts = [main, ("styles", "/xl/styles.xml", "styles")]
    parts += [("worksheet", f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    overrides = "".join(f'<Override PartName="{path}" ContentType="{_TYPE}.{kind}+xml"/>' for _, path, kind in parts)
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n + 1}"/>' for n in numbers)
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'{_HEAD}<Types xmlns="{_TYPES}">{default}{overrides}</Types>'
    yield "_rels/.rels", _relations([main])
    yield "xl/_rels/workbook.xml.rels", _relations(parts[1:])
    yield "xl/styles.xml", _STYLES
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    )


def _relations(parts: list[tuple[str, str, str]]) -> str:
    to = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{what.replace("workbook", "officeDocument")}" Target="{path}"/>'
        for n, (what, path, _) in enumerate(parts, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{to}</Relationships>'


def _entry(name: str, at: datetime) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    return entry
