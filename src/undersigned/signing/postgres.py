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
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import errors

from undersigned.ledger import waiting
from undersigned.mail.outbox import HEAD_START
from undersigned.signing import layers
from undersigned.signing.signature import Command, NewSignature, Outcome, Withdraw
from undersigned.signing.statements import VOID_REASONS, Counted, Row, Standing, Statements
from undersigned.signing.store import CodeOf, StoreUnavailable

log = logging.getLogger(__name__)

TRIES = 5
LOCK = 0x756E6473  # any number that nobody else in this database uses
# Three statements in one message: after each answer the thread must wait for the interpreter. The last one sees what
# was committed by whoever had the lock before.
BESIDE_OTHERS: LiteralString = f"BEGIN; SELECT pg_advisory_xact_lock_shared({LOCK}); {layers.SELECT}"
ALONE: LiteralString = f"BEGIN; SELECT pg_advisory_xact_lock({LOCK}); {layers.SELECT}"
ALL_WAIT: LiteralString = f"SELECT pg_advisory_xact_lock({LOCK})"  # until the end of the caller's transaction
CONNECT_TIMEOUT_S = 5

# In the order of mailboxes, so that two processes that meet the same people wait instead of ending each other.
INSERT: LiteralString = f"""
WITH given AS (
    SELECT * FROM unnest(
        %b::bigint[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[], %b::int[], %b::int[], %b::boolean[],
        %b::boolean[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bytea[], %b::int[],
        %b::bytea[]
    ) AS given(
        petition_id, id, blind_index, sealed, commitment, text_version, wording_version, wants_updates,
        shows_name, language, source, via, signed_at, network, index_version, locked
    )
), new AS (
    INSERT INTO signing_signature (
        petition_id, id, state, index_version, blind_index, sealed, commitment, text_version, wording_version,
        wants_updates, shows_name, language, source, via, is_sample, hold_reason, withdraw_reason, letters_count,
        last_letter_at, code_tries, signed_at, network, locked
    )
    SELECT petition_id, id, 'pending', index_version, blind_index, sealed, commitment, text_version,
        wording_version, wants_updates, shows_name, language, source, via, false, '', '', 1, signed_at, 0, signed_at,
        nullif(network, ''::bytea), nullif(locked, ''::bytea)
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
    "shows_name", "language", "source", "via", "signed_at", "network",
    "index_version", "locked",
)  # fmt: skip
# Not locked: who changes a state holds the tally, and a row that is gone by the time it is written shows in the count.
LOOK: LiteralString = (
    "SELECT id, state, number, is_sample FROM signing_signature WHERE petition_id = %b AND id = ANY(%b)"
)
CONFIRM: LiteralString = f"""
WITH counted AS (
    UPDATE signing_signature SET state = 'confirmed', letters_count = 0, number = given.number, place = given.place,
        confirmed_at = given.at
    FROM unnest(%b::uuid[], %b::bigint[], %b::bigint[], %b::timestamptz[]) AS given(id, number, place, at)
    WHERE petition_id = %b AND signing_signature.id = given.id
    RETURNING petition_id, signing_signature.id, text_version, commitment
)
{waiting.INTO}
SELECT petition_id, id, {waiting.SIGN}, 0, text_version, commitment FROM counted
"""  # noqa: S608  a number of ours
WITHDRAW: LiteralString = (
    "UPDATE signing_signature SET state = 'withdrawn', sealed = NULL, locked = NULL, blind_index = NULL,"
    " wants_updates = false,"
    " shows_name = false, network = NULL, withdraw_reason = given.reason, withdrawn_at = given.at"
    " FROM unnest(%b::uuid[], %b::text[], %b::timestamptz[]) AS given(id, reason, at)"
    " WHERE petition_id = %b AND signing_signature.id = given.id"
)
VOID: LiteralString = f"""
{waiting.INTO}
SELECT petition_id, signing_signature.id, {waiting.VOID}, given.reason, text_version, commitment
FROM unnest(%b::uuid[], %b::int[]) WITH ORDINALITY AS given(id, reason, turn)
JOIN signing_signature ON signing_signature.id = given.id
WHERE petition_id = %b ORDER BY turn
"""  # noqa: S608  a number of ours
REMOVE_LETTERS: LiteralString = "DELETE FROM mail_letter WHERE petition_id = %b AND about = ANY(%b)"


class Changed(Exception):
    """A row was removed by somebody else in the middle: what it becomes must be decided anew."""


class PostgresStore(Statements):
    """See `store` for what it promises. `address`: a postgresql:// URL. Connects at the first write."""

    def __init__(self, address: str, *, code_of: CodeOf, lift: layers.Lift = layers.unchanged) -> None:
        super().__init__(code_of, lift)
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
            begun = db.execute(begin, prepare=False)
            while begun.nextset():
                pass  # the last answer is that of `layers.SELECT`
            outcomes = self.apply(commands, layers=begun)
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

    def void(self, petition_id: int, commands: Sequence[Withdraw]) -> None:
        ids, reasons = [one.signature_id for one in commands], [VOID_REASONS[one.reason] for one in commands]
        self._write_all(len(ids), VOID, ids, reasons, petition_id)

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


def keep_all_waiting(connection: Any) -> None:
    """No store writes until the caller's transaction, on a connection of Django's, has ended."""
    with connection.cursor() as cursor:
        cursor.execute(ALL_WAIT)


@lru_cache(maxsize=64)
def _marked(sql: LiteralString) -> LiteralString:
    return sql.replace("?", "%s")
