"""Looks for a person as bytes: in every file of the installation, and in every table, in every spelling we know of."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps


def of(*words: str | bytes) -> dict[str, bytes]:
    """What to look for, by a name for the failure. All in small letters, as what is looked through is made."""
    found: dict[str, bytes] = {}
    for number, word in enumerate(words):
        for how, piece in _spellings(word):
            found[f"{number} {how}"] = piece
    return found


def hits(wanted: dict[str, bytes], folder: Path) -> list[str]:
    """Where, and which."""
    places = {**_files(folder), **_tables()}
    return sorted(
        f"{place}: {how}"
        for place, (content, small) in ((place, (one, one.lower())) for place, one in places.items())
        for how, piece in wanted.items()
        if piece in (content if how.endswith("as it is") else small)
    )


def _spellings(word: str | bytes) -> Iterator[tuple[str, bytes]]:
    if isinstance(word, bytes):
        yield "as it is", word
        yield "hex", word.hex().encode()
        yield "base64 as it is", base64.b64encode(word).rstrip(b"=")
        return
    small = word.lower().encode()
    yield "plain", small
    yield "utf-16", word.lower().encode("utf-16-le")
    yield "hex", word.encode().hex().encode()
    yield "sha256", hashlib.sha256(word.encode()).hexdigest().encode()
    yield "sha256 as it is", hashlib.sha256(word.encode()).digest()
    for shift in range(3):
        shifted = base64.b64encode(b"\0" * shift + word.encode()).rstrip(b"=")
        yield f"base64, {shift} as it is", shifted[(0, 2, 3)[shift] : -1]


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _tables() -> dict[str, bytes]:
    """As the database gives them out, whichever it is."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = model._default_manager.order_by().values_list()
        found[model._meta.db_table] = b"\n".join(_cell(cell) for row in rows for cell in row)
    return found


def _cell(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
