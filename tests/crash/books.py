"""What the database holds, read in one snapshot by a stranger's own SQL: it owes nothing to the product's code."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

ROWS = "SELECT id, state, number, blind_index, sealed IS NULL FROM signing_signature WHERE petition_id = {petition}"
TALLY = "SELECT confirmed, withdrawn, samples FROM signing_tally WHERE petition_id = {petition}"
LETTERS = "SELECT about, kind, serial FROM mail_letter WHERE petition_id = {petition}"
PETITION = "SELECT id, uuid FROM signing_petition WHERE slug = '{slug}'"


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    state: str
    number: int | None
    blind_index: bytes | None
    is_emptied: bool


@dataclass(frozen=True, slots=True)
class Books:
    """All rows of one petition at one moment."""

    rows: dict[str, Row]
    tally: tuple[int, int, int]
    letters: list[tuple[str, str, int]]  # about, kind, serial
    trouble: str  # what the database says of its own integrity; empty: nothing


@contextmanager
def opened(address: str) -> Iterator[Any]:
    """`address`: a file or postgresql://…; one snapshot for everything that is read."""
    connect: Any = psycopg.connect if address.startswith("postgresql") else sqlite3.connect
    with closing(connect(address)) as connection:
        is_postgresql = address.startswith("postgresql")
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ" if is_postgresql else "BEGIN")
        yield connection


def petition(address: str, slug: str) -> tuple[int, str]:
    """Its number and its UUID."""
    with opened(address) as connection:
        number, uuid = connection.execute(PETITION.format(slug=slug)).fetchone()
    return number, str(UUID(str(uuid)))


def read(address: str, petition: int) -> Books:
    with opened(address) as connection:

        def ask(sql: str) -> Any:
            return connection.execute(sql.format(petition=petition)).fetchall()

        rows = [Row(_hex(one), state, number, _bytes(index), bool(e)) for one, state, number, index, e in ask(ROWS)]
        (tally,) = ask(TALLY)
        letters = [(_hex(about), kind, serial) for about, kind, serial in ask(LETTERS)]
        trouble = "" if address.startswith("postgresql") else _damage(connection)
    return Books({row.id: row for row in rows}, tuple(tally), letters, trouble)


def _damage(connection: sqlite3.Connection) -> str:
    said = [line for (line,) in connection.execute("PRAGMA integrity_check").fetchall()]
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    return "" if said == ["ok"] and not broken else f"{said} {broken}"


def _hex(stored: UUID | str) -> str:
    return stored.hex if isinstance(stored, UUID) else stored


def _bytes(stored: Any) -> bytes | None:
    return None if stored is None else bytes(stored)
