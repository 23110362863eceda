"""The store on PostgreSQL: one connection a process, one transaction a batch; several processes work on one database.

Two processes can meet on the same rows in a different order; PostgreSQL then ends one of the transactions, and that
batch is written again from its start, alone: else two large batches could end each other over and over. A lost
connection is made anew at the next batch.

Sets travel as arrays in PostgreSQL's binary form (`%b`): psycopg writes an array of bytes as text many times slower.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg import errors

from undersigned.mail.outbox import HEAD_START
from undersigned.signing.signature import INDEX_VERSION, Command, NewSignature, Outcome, Withdraw
from undersigned.signing.statements import Counted, Row, Standing, Statements
from undersigned.signing.store import CodeOf, StoreUnavailable

log = logging.getLogger(__name__)

TRIES = 5
LOCK = 0x756E6473  # any number that nobody else in this database uses
# Two statements in one message: after each answer the thread must wait for the interpreter.
BESIDE_OTHERS: LiteralString = f"BEGIN; SELECT pg_advisory_xact_lock_shared({LOCK})"
ALONE: LiteralString = f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})"
CONNECT_TIMEOUT_S = 5

# In the order of mailboxes, so that two processes that meet the same people wait instead of ending each other.
INSERT: LiteralString = f"""
WITH given AS (
    SELECT * FROM unnest(
        %b::bigint[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[], %b::int[], %b::int[], %b::boolean[],
        %b::text[], %b::text[], %b::text[], %b::timestamptz[]
    ) AS given(
        petition_id, id, blind_index, sealed, commitment, text_version, wording_version, wants_updates,
        language, source, via, signed_at
    )
), new AS (
    INSERT INTO signing_signature (
        petition_id, id, state, index_version, blind_index, sealed, commitment, text_version, wording_version,
        wants_updates, language, source, via, is_sample, hold_reason, withdraw_reason, letters_count, last_letter_at,
        code_tries, signed_at
    )
    SELECT petition_id, id, 'pending', {INDEX_VERSION}, blind_index, sealed, commitment, text_version,
        wording_version, wants_updates, language, source, via, false, '', '', 1, signed_at, 0, signed_at
    FROM given ORDER BY petition_id, blind_index
    ON CONFLICT (petition_id, index_version, blind_index) DO NOTHING
    RETURNING petition_id, id, language, signed_at
), letters AS (
    INSERT INTO mail_letter (
        id, petition_id, about, kind, serial, language, state, attempts, due_at, queued_at, trouble
    )
    SELECT id, petition_id, id, 'confirm', 1, language, 'waiting', 0,
        signed_at - interval '{HEAD_START.days} days', signed_at, ''
    FROM new
)
SELECT id FROM given WHERE NOT EXISTS (SELECT FROM new WHERE new.id = given.id)
"""  # noqa: S608  a number of ours
ARRAYS = (
    "petition_id", "id", "blind_index", "sealed", "commitment", "text_version", "wording_version", "wants_updates",
    "language", "source", "via", "signed_at",
)  # fmt: skip
# Not locked: who changes a state holds the tally, and a row that is gone by the time it is written shows in the count.
LOOK: LiteralString = (
    "SELECT id, state, number, is_sample FROM signing_signature WHERE petition_id = %b AND id = ANY(%b)"
)
CONFIRM: LiteralString = (
    "UPDATE signing_signature SET state = 'confirmed', letters_count = 0, number = given.number, place = given.place,"
    " confirmed_at = given.at FROM unnest(%b::uuid[], %b::bigint[], %b::bigint[], %b::timestamptz[])"
    " AS given(id, number, place, at) WHERE petition_id = %b AND signing_signature.id = given.id"
)
WITHDRAW: LiteralString = (
    "UPDATE signing_signature SET state = 'withdrawn', sealed = NULL, blind_index = NULL, wants_updates = false,"
    " withdraw_reason = given.reason, withdrawn_at = given.at FROM unnest(%b::uuid[], %b::text[], %b::timestamptz[])"
    " AS given(id, reason, at) WHERE petition_id = %b AND signing_signature.id = given.id"
)
REMOVE_LETTERS: LiteralString = "DELETE FROM mail_letter WHERE petition_id = %b AND about = ANY(%b)"


class Changed(Exception):
    """A row was removed by somebody else in the middle: what it becomes must be decided anew."""


class PostgresStore(Statements):
    """See `store` for what it promises. `address`: a postgresql:// URL. Connects at the first write."""

    def __init__(self, address: str, *, code_of: CodeOf) -> None:
        super().__init__(code_of)
        self._address = address
        self._db: psycopg.Connection | None = None

    def write(self, commands: Sequence[Command]) -> list[Outcome]:
        for attempt in range(1, TRIES + 1):
            try:
                return self._written(commands, begin=BESIDE_OTHERS if attempt == 1 else ALONE)
            except (errors.DeadlockDetected, errors.SerializationFailure, Changed):
                log.info("postgres.again", extra={"attempt": attempt})
            except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
                self.close()
                raise StoreUnavailable(str(error)) from error
        raise StoreUnavailable(f"met another process {TRIES} times in a row")

    def _written(self, commands: Sequence[Command], *, begin: LiteralString) -> list[Outcome]:
        db = self._connection()
        try:
            db.execute(begin, prepare=False)
            outcomes = self.apply(commands)
            db.execute("COMMIT")
        except BaseException:
            with suppress(psycopg.Error):  # the connection may be gone, and the transaction with it
                db.execute("ROLLBACK")
            raise
        return outcomes

    def close(self) -> None:
        if self._db is not None:
            with suppress(psycopg.Error):
                self._db.close()
        self._db = None

    # Over sets ------------------------------------------------------------------------------------------------

    def insert(self, rows: Sequence[NewSignature]) -> set[UUID]:
        columns = dict(zip(NewSignature._fields, zip(*rows, strict=True), strict=True))
        again = self._connection().execute(INSERT, [list(columns[name]) for name in ARRAYS]).fetchall()
        return {id_ for (id_,) in again}

    def look(self, petition_id: int, ids: Sequence[UUID]) -> dict[UUID, Standing]:
        found = self._connection().execute(LOOK, (petition_id, list(ids))).fetchall()
        return {id_: Standing(state, number, is_sample) for id_, state, number, is_sample in found}

    def confirm(self, petition_id: int, counted: Sequence[Counted]) -> None:
        ids, numbers = [one.id for one in counted], [one.number for one in counted]
        places, times = [one.place for one in counted], [one.at for one in counted]
        self._write_all(len(ids), CONFIRM, ids, numbers, places, times, petition_id)

    def withdraw(self, petition_id: int, commands: Sequence[Withdraw]) -> None:
        ids, reasons = [one.signature_id for one in commands], [str(one.reason) for one in commands]
        self._write_all(len(ids), WITHDRAW, ids, reasons, [one.at for one in commands], petition_id)
        self._connection().execute(REMOVE_LETTERS, (petition_id, ids))

    def _write_all(self, expected: int, sql: LiteralString, *values: object) -> None:
        """Or none of them: the worker may have removed one that had expired since it was looked at."""
        if self._connection().execute(sql, values).rowcount != expected:
            raise Changed

    # One by one -----------------------------------------------------------------------------------------------

    def run(self, sql: LiteralString, *values: object) -> int:
        return self._connection().execute(_marked(sql), values).rowcount

    def fetch(self, sql: LiteralString, *values: object) -> Row | None:
        return self._connection().execute(_marked(sql), values).fetchone()

    def fetch_locked(self, sql: LiteralString, *values: object) -> Row | None:
        return self.fetch(sql + " FOR UPDATE", *values)

    def _connection(self) -> psycopg.Connection:
        if self._db is None or self._db.closed:
            self._db = psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S)
            # An acknowledged signature is on disk here, and on the synchronous standby where there is one.
            self._db.execute("SET synchronous_commit = on")
        return self._db


@lru_cache(maxsize=64)
def _marked(sql: LiteralString) -> LiteralString:
    return sql.replace("?", "%s")
