"""The store on SQLite: one connection, one `BEGIN IMMEDIATE … COMMIT` a batch, `synchronous=FULL`.

Django writes to the same file through connections of its own: both sides begin IMMEDIATE and wait for each other.

A statement over a set is one step of the database, and for its whole length the interpreter is free for visitors. A
statement a row would ask for the interpreter again after each, and wait for it each time.
"""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

from pydantic_core import to_json

from undersigned.ledger import waiting
from undersigned.mail.outbox import HEAD_START
from undersigned.signing import layers
from undersigned.signing.signature import Command, NewSignature, Outcome, Withdraw
from undersigned.signing.statements import VOID_REASONS, Counted, Row, Standing, Statements
from undersigned.signing.store import CodeOf, StoreUnavailable

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 10.0
GIVES_WAY_S = 0.002  # between two batches: who waits for the file looks for a gap every 100 ms, and must find one
FULL = 2  # of `PRAGMA synchronous`; with NORMAL a power cut loses acknowledged commits
CACHE_KIB = 16 * 1024  # the index of mailboxes is entered at random: with millions of them it must stay in memory
CHECKPOINT_PAGES = 4_000  # 16 MB of log: a page that many batches changed is copied into the file once


def _at(place: int) -> str:
    """What stands at this place of a row of JSON."""
    return f"json_extract(given.value, '$[{place}]')"


# JSON holds no bytes: those of all rows travel as one blob, from which each row cuts its own.
INSERT_SIGNATURES = f"""
INSERT INTO signing_signature (
    petition_id, id, state, index_version, blind_index, sealed, commitment, text_version, wording_version,
    wants_updates, shows_name, language, source, via, is_sample, hold_reason, withdraw_reason, letters_count,
    last_letter_at, code_tries, signed_at, network, locked
)
SELECT {_at(0)}, {_at(1)}, 'pending', {_at(18)}, substr(:bytes, {_at(2)}, {_at(3)}),
    substr(:bytes, {_at(4)}, {_at(5)}), substr(:bytes, {_at(6)}, {_at(7)}), {_at(8)}, {_at(9)},
    {_at(10)}, {_at(11)}, {_at(12)}, {_at(13)}, {_at(14)}, 0, '', '', 1, {_at(15)}, 0, {_at(15)},
    nullif(substr(:bytes, {_at(16)}, {_at(17)}), x''), nullif(substr(:bytes, {_at(19)}, {_at(20)}), x'')
FROM json_each(:rows) AS given WHERE true
ON CONFLICT (petition_id, index_version, blind_index) DO NOTHING
"""  # noqa: S608  places and numbers of ours
INSERT_LETTERS = f"""
INSERT INTO mail_letter (id, petition_id, about, kind, serial, language, state, attempts, due_at, queued_at, trouble)
SELECT {_at(0)}, {_at(1)}, {_at(0)}, 'confirm', 1, {_at(2)}, 'waiting', 0, {_at(3)}, {_at(4)}, ''
FROM json_each(?) AS given
"""  # noqa: S608
# One row with all that was found: else each row would be a step of its own.
LOOK: LiteralString = (
    "SELECT json_group_array(json_array(id, state, number, is_sample)) FROM signing_signature"
    " WHERE petition_id = ? AND id IN (SELECT value FROM json_each(?))"
)
# The petition comes with each row, and not as one parameter, so that the database goes from what is given to the rows,
# and not over all rows of the petition.
CONFIRM = f"""
UPDATE signing_signature SET state = 'confirmed', letters_count = 0, number = {_at(1)}, place = {_at(2)},
    confirmed_at = {_at(3)}
FROM json_each(?) AS given WHERE (petition_id, signing_signature.id) = ({_at(4)}, {_at(0)})
"""  # noqa: S608
ENTER = f"""
{waiting.INTO}
SELECT petition_id, id, {waiting.SIGN}, 0, text_version, commitment FROM signing_signature
WHERE petition_id = ? AND id IN (SELECT value FROM json_each(?))
"""  # noqa: S608
WITHDRAW = f"""
UPDATE signing_signature SET state = 'withdrawn', sealed = NULL, locked = NULL, blind_index = NULL, wants_updates = 0,
    shows_name = 0, network = NULL, withdraw_reason = {_at(1)}, withdrawn_at = {_at(2)}
FROM json_each(?) AS given WHERE (petition_id, signing_signature.id) = ({_at(3)}, {_at(0)})
"""  # noqa: S608
VOID = f"""
{waiting.INTO}
SELECT petition_id, signing_signature.id, {waiting.VOID}, {_at(1)}, text_version, commitment
FROM json_each(?) AS given CROSS JOIN signing_signature WHERE (petition_id, signing_signature.id) = ({_at(2)}, {_at(0)})
"""  # noqa: S608
REMOVE_LETTERS: LiteralString = (
    "DELETE FROM mail_letter WHERE petition_id = ? AND about IN (SELECT value FROM json_each(?))"
)


class SqliteStore(Statements):
    """See `store` for what it promises. `code_of` derives the code that the nth letter about a signature held.

    `lift`: see `layers`.
    """

    def __init__(self, path: Path | str, *, code_of: CodeOf, lift: layers.Lift = layers.unchanged) -> None:
        super().__init__(code_of, lift)
        self._free_since = 0.0
        self._path = path
        try:
            self._db = self._connected(path)
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "secure_delete=ON",  # what is withdrawn is written over
                f"cache_size=-{CACHE_KIB}",
                f"wal_autocheckpoint={CHECKPOINT_PAGES}",
            ):
                self._db.execute(f"PRAGMA {pragma}")
            level = self._db.execute("PRAGMA synchronous").fetchone()[0]
        except sqlite3.Error as error:
            raise StoreUnavailable(str(error)) from error
        if level < FULL:
            raise StoreUnavailable(f"SQLite runs with synchronous={level}; signatures need FULL")
        self._file = self._which_file()

    def _connected(self, path: Path | str) -> sqlite3.Connection:
        # Made on the loop's thread, used on the batch's: one user at a time, so the check is off.
        return sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)

    def write(self, commands: Sequence[Command]) -> list[Outcome]:
        time.sleep(max(0.0, self._free_since + GIVES_WAY_S - time.monotonic()))
        if self._which_file() != self._file:
            raise StoreUnavailable("the database file is not where it was")  # written into nowhere, it would be lost
        try:
            return self._written(commands)
        finally:
            self._free_since = time.monotonic()

    def _written(self, commands: Sequence[Command]) -> list[Outcome]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            outcomes = self.apply(commands, layers=self._db.execute(layers.SELECT))
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

    def _which_file(self) -> tuple[int, int] | None:
        """None where there is none."""
        try:
            found = os.stat(self._path)  # noqa: PTH116  it may be an address of SQLite's, which is no path
        except OSError:
            return None
        return found.st_dev, found.st_ino

    # Over sets ------------------------------------------------------------------------------------------------

    def insert(self, rows: Sequence[NewSignature]) -> set[UUID]:
        pieces: list[bytes] = []
        given = to_json(list(_signatures(rows, pieces))).decode()
        again: set[UUID] = set()
        if self._db.execute(INSERT_SIGNATURES, {"rows": given, "bytes": b"".join(pieces)}).rowcount < len(rows):
            petitions = {row.petition_id for row in rows}
            ids = [row.id for row in rows]
            new = set[UUID]().union(*(self.look(petition_id, ids) for petition_id in petitions))
            again = {row.id for row in rows if row.id not in new}
        letters = [_letter(row) for row in rows if row.id not in again]
        self._db.execute(INSERT_LETTERS, (to_json(letters).decode(),))
        return again

    def look(self, petition_id: int, ids: Sequence[UUID]) -> dict[UUID, Standing]:
        found = self._db.execute(LOOK, (petition_id, json.dumps([one.hex for one in ids]))).fetchone()[0]
        return {UUID(id_): Standing(state, number, bool(sample)) for id_, state, number, sample in json.loads(found)}

    def confirm(self, petition_id: int, counted: Sequence[Counted]) -> None:
        given = [(one.id.hex, one.number, one.place, _time(one.at), petition_id) for one in counted]
        self._db.execute(CONFIRM, (json.dumps(given),))
        self._db.execute(ENTER, (petition_id, json.dumps([one.id.hex for one in counted])))

    def withdraw(self, petition_id: int, commands: Sequence[Withdraw]) -> None:
        given = [(one.signature_id.hex, one.reason, _time(one.at), petition_id) for one in commands]
        self._db.execute(WITHDRAW, (json.dumps(given),))
        self._db.execute(REMOVE_LETTERS, (petition_id, json.dumps([one.signature_id.hex for one in commands])))

    def void(self, petition_id: int, commands: Sequence[Withdraw]) -> None:
        given = [(one.signature_id.hex, VOID_REASONS[one.reason], petition_id) for one in commands]
        self._db.execute(VOID, (json.dumps(given),))

    # One by one -----------------------------------------------------------------------------------------------

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


def _signatures(rows: Sequence[NewSignature], pieces: list[bytes]) -> Iterator[tuple[object, ...]]:
    """In the order of `INSERT_SIGNATURES`. Their bytes are put into `pieces`, in the row stand begin and length."""
    begin = 1  # SQLite counts from one
    for row in rows:
        index, sealed, commitment = len(row.blind_index), len(row.sealed), len(row.commitment)
        whole = index + sealed + commitment
        pieces += (row.blind_index, row.sealed, row.commitment, row.network, row.locked)
        yield (
            row.petition_id, row.id.hex, begin, index, begin + index, sealed, begin + index + sealed, commitment,
            row.text_version, row.wording_version, row.wants_updates, row.shows_name, row.language, row.source,
            row.via, _time(row.signed_at), begin + whole, len(row.network), row.index_version,
            begin + whole + len(row.network), len(row.locked),
        )  # fmt: skip
        begin += whole + len(row.network) + len(row.locked)


def _letter(row: NewSignature) -> tuple[object, ...]:
    """In the order of `INSERT_LETTERS`."""
    return row.id.hex, row.petition_id, row.language, _time(row.signed_at - HEAD_START), _time(row.signed_at)


def _time(at: datetime) -> str:
    """As Django writes it on SQLite: in UTC, without an offset."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _adapted(value: object) -> Any:
    """As Django writes it on SQLite: UUIDs as 32 hex digits."""
    if isinstance(value, UUID):
        return value.hex
    return _time(value) if isinstance(value, datetime) else value
