"""TOML as a person edits it: on which line each key stands, and values written so that they read well."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from undersigned.campaigns.folder.problems import Key

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w-]+(?:\.[\w-]+)*)\s*=\s*(.*)$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def lines(text: str) -> dict[Key, int]:
    """The line of each table and key. `text` must be valid TOML; keys in quotes are not looked for."""
    found: dict[Key, int] = {(): 1}
    table: Key = ()
    counts: dict[Key, int] = {}
    rows = text.split("\n")
    row = 0
    while row < len(rows):
        header, key = _HEADER.match(rows[row]), _KEY.match(rows[row])
        if header:
            table = _table(header[2].split("."), counts, is_list=header[1] == "[[")
            found.setdefault(table, row + 1)
        elif key:
            found[(*table, *key[1].split("."))] = row + 1
            row += _height(key[2], rows[row + 1 :])
        row += 1
    return found


def line(found: Mapping[Key, int], key: Key) -> int:
    """The line of `key`, or of the innermost table that it should stand in."""
    while key not in found:
        key = key[:-1]
    return found[key]


def write(data: Mapping[str, Any], comments: Mapping[str, str]) -> str:
    """`comments`: a sentence above the table of that name; "" for the top of the file."""
    return "\n".join(_rows(data, (), comments)).strip("\n") + "\n"


def _table(names: list[str], counts: dict[Key, int], *, is_list: bool) -> Key:
    """The key of the table that begins here; the last of each list on the way is meant."""
    key: Key = ()
    for depth, name in enumerate(names):
        key = (*key, name)
        if is_list and depth == len(names) - 1:
            counts[key] = counts.get(key, 0) + 1
        if key in counts:
            key = (*key, counts[key] - 1)
    return key


def _height(value: str, following: list[str]) -> int:
    """How many further rows the value takes that begins on this one."""
    for height in range(len(following) + 1):
        try:
            tomllib.loads("\n".join(["x = " + value, *following[:height]]))
        except tomllib.TOMLDecodeError:
            continue
        return height
    return 0


def _rows(data: Mapping[str, Any], table: tuple[str, ...], comments: Mapping[str, str]) -> list[str]:
    name = ".".join(table)
    rows = [f"# {comment}" for comment in comments.get(name, "").split("\n") if comment]
    if table:
        rows.insert(0, "")
        rows.append(f"[{name}]")
    elif rows:
        rows.append("")
    rows += [f"{key} = {_value(value)}" for key, value in data.items() if not _is_table(value)]
    for key, value in data.items():
        if isinstance(value, Mapping):
            rows += _rows(value, (*table, key), comments)
        elif _is_table(value):
            for number, entry in enumerate(value):
                rows += _entry(entry, (*table, key), comments if number == 0 else {})
    return rows


def _entry(data: Mapping[str, Any], table: tuple[str, ...], comments: Mapping[str, str]) -> list[str]:
    rows = _rows(data, table, comments)
    header = f"[{'.'.join(table)}]"
    rows[rows.index(header)] = f"[{header}]"
    return rows


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (int, date)):
        return str(value)
    return _text(str(value))


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
    escaped = _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)
    if "\n" not in text:
        return '"' + escaped.replace('"', '\\"') + '"'
    escaped = escaped.replace('"""', '""\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""\n{escaped}"""'
