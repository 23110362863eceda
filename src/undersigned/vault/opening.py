"""Opens the file of a sealed campaign on the computer of whoever has one of its keys: no server, no database.

One line of JSON a signature: its number and times in the clear, its record as an age file in base64. Each record names
the signature that it belongs to; one that was put into another line is not taken.
"""

import base64
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from undersigned.vault import cells, recipients

FORMAT = "undersigned-sealed-1"
COLUMNS = (
    "number", "name", "email", "postcode", "wants_updates", "language", "source", "text_version", "signed_at",
    "confirmed_at",
)  # fmt: skip


class NotAnArchive(Exception):
    """No file that the desk's screen “Download” gives for a sealed campaign, or it was cut or altered."""


def rows(lines: Iterable[bytes], identities: Sequence[str]) -> Iterator[list[str]]:
    """The headings, then a row a signature. Raises `NotAnArchive`, `recipients.NotSealedForThis`."""
    several = iter(lines)
    head = _read(next(several, b""))
    if head.get("format") != FORMAT:
        raise NotAnArchive("This is not a file of sealed signatures.")
    yield list(COLUMNS)
    for line in several:
        said = _read(line)
        record = recipients.unseal(_bytes(said), identities)
        if (record.get("petition"), record.get("signature")) != (head.get("petition"), said.get("signature")):
            raise NotAnArchive(f"The record of number {said.get('number')} belongs to another signature.")
        yield [_cell({**said, **record}.get(name)) for name in COLUMNS]


def table(found: Iterable[list[str]]) -> str:
    """As CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows(found)
    return text.getvalue()


def one(sealed: bytes, identities: Sequence[str]) -> str:
    """A single record, as JSON. Raises `recipients.NotSealedForThis`."""
    return json.dumps(recipients.unseal(sealed, identities), ensure_ascii=False, indent=2)


def _read(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise NotAnArchive("A line of the file was cut or altered.") from error
    if not isinstance(found, dict):
        raise NotAnArchive("A line of the file was cut or altered.")
    return found


def _bytes(said: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(str(said.get("record", "")), validate=True)
    except ValueError as error:
        raise NotAnArchive("A line of the file was cut or altered.") from error


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else cells.safe(str(value))
