"""The store on PostgreSQL: one connection a process, one transaction a batch; several processes work on one database.

Two processes can meet on the same rows in a different order; PostgreSQL then ends one of the transactions, and that
batch is written again from its start, alone: else two large batches could end each other over and over. A lost
connection is made anew at the next batch.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import LiteralString

import psycopg
from psycopg import errors

from undersigned.signing.signature import Command, Outcome
from undersigned.signing.statements import Row, Statements
from undersigned.signing.store import CodeOf, StoreUnavailable

log = logging.getLogger(__name__)

TRIES = 5
LOCK = 0x756E6473  # any number that nobody else in this database uses
BESIDE_OTHERS: LiteralString = "SELECT pg_advisory_xact_lock_shared(?)"
ALONE: LiteralString = "SELECT pg_advisory_xact_lock(?)"
CONNECT_TIMEOUT_S = 5


class PostgresStore(Statements):
    """See `store` for what it promises. `address`: a postgresql:// URL. Connects at the first write."""

    def __init__(self, address: str, *, code_of: CodeOf) -> None:
        super().__init__(code_of)
        self._address = address
        self._db: psycopg.Connection | None = None

    def write(self, commands: Sequence[Command]) -> list[Outcome]:
        for attempt in range(1, TRIES + 1):
            try:
                with self._connection().transaction():
                    self.run(BESIDE_OTHERS if attempt == 1 else ALONE, LOCK)
                    return [self.apply(command) for command in commands]
            except (errors.DeadlockDetected, errors.SerializationFailure):
                log.info("postgres.again", extra={"attempt": attempt})
            except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
                self.close()
                raise StoreUnavailable(str(error)) from error
        raise StoreUnavailable(f"met another process {TRIES} times in a row")

    def close(self) -> None:
        if self._db is not None:
            with suppress(psycopg.Error):
                self._db.close()
        self._db = None

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
