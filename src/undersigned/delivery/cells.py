"""Rows as CSV (RFC 4180) that a spreadsheet takes for text."""

import csv
import io
from collections.abc import Iterable

from undersigned.vault.cells import safe

BOM = "\ufeff"  # else Excel takes UTF-8 for the alphabet of its country


def lines(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([safe(value) for value in row] for row in rows)
    return text.getvalue()
