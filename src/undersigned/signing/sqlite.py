"""The store on SQLite: one connection, one `BEGIN IMMEDIATE … COMMIT` a batch, `synchronous=FULL`.

Django writes to the same file through connections of its own: both sides begin IMMEDIATE and wait for each other.
"""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

from undersigned.signing.signature import Command, Outcome
from undersigned.signing.statements import Row, Statements
from undersigned.signing.store import CodeOf, StoreUnavailable

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 10.0
FULL = 2  # of `PRAGMA synchronous`; with NORMAL a power cut loses acknowledged commits


class SqliteStore(Statements):
    """See `store` for what it promises. `code_of` derives the code that the nth letter about a signature held."""

    def __init__(self, path: Path | str, *, code_of: CodeOf) -> None:
        super().__init__(code_of)
        try:
            self._db = self._connected(path)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {pragma}")
            level = self._db.execute("PRAGMA synchronous").fetchone()[0]
        except sqlite3.Error as error:
            raise StoreUnavailable(str(error)) from error
        if level < FULL:
            raise StoreUnavailable(f"SQLite runs with synchronous={level}; signatures need FULL")

    def _connected(self, path: Path | str) -> sqlite3.Connection:
        # Made on the loop's thread, used on the batch's: one user at a time, so the check is off.
        return sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)

    def write(self, commands: Sequence[Command]) -> list[Outcome]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            outcomes = [self.apply(command) for command in commands]
            self._db.execute("COMMIT")
        except sqlite3.IntegrityError:
            self._roll_back()
            raise  # a command that the schema refuses: the batch finds out which
        except sqlite3.Error as error:  # full, locked, read-only, away
            self._roll_back()
            raise StoreUnavailable(str(error)) from error
        except BaseException:
            self._roll_back()
            raise
        return outcomes

    def close(self) -> None:
        self._db.close()

    def run(self, sql: LiteralString, *values: object) -> int:
        return self._db.execute(sql, [_adapted(value) for value in values]).rowcount

    def fetch(self, sql: LiteralString, *values: object) -> Row | None:
        row: Row | None = self._db.execute(sql, [_adapted(value) for value in values]).fetchone()
        return row

    def _roll_back(self) -> None:
        if not self._db.in_transaction:
            return
        try:
            self._db.execute("ROLLBACK")
        except sqlite3.Error:
            log.exception("sqlite.rollback")


def _adapted(value: object) -> Any:
    """As Django writes it on SQLite: UUIDs as 32 hex digits, times in UTC without an offset."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value
