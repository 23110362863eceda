"""The commands as SQL that both databases speak; `sqlite` and `postgres` bring the connection and the transaction.

Parameters are marked `?`; the PostgreSQL store turns them into its own mark. Every row that will be changed is read
by `fetch_locked`, so that two processes on one PostgreSQL decide one after the other.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import singledispatchmethod
from typing import Any, LiteralString
from uuid import UUID

from undersigned.mail import outbox
from undersigned.mail.outbox import Queued
from undersigned.signing.signature import (
    INDEX_VERSION,
    Command,
    Confirm,
    ConfirmByCode,
    Confirmed,
    Noted,
    Outcome,
    Remind,
    Sign,
    State,
    Unknown,
    Withdraw,
    Withdrawn,
    WrongCode,
    code_is_alive,
    letter_due,
)
from undersigned.signing.store import SIGNATURE_COLUMNS, CodeOf, signature_values

INSERT_SIGNATURE = (
    f"INSERT INTO signing_signature ({', '.join(SIGNATURE_COLUMNS)})"  # noqa: S608  names are ours
    f" VALUES ({', '.join('?' * len(SIGNATURE_COLUMNS))})"
    " ON CONFLICT (petition_id, index_version, blind_index) DO NOTHING"
)
INSERT_LETTER = outbox.insert_sql("?")
REMOVE_LETTERS = outbox.remove_sql("?")
REMOVE_HELD = (
    "DELETE FROM signing_signature WHERE petition_id = ? AND index_version = ? AND blind_index = ? AND state = 'held'"
)

Row = Sequence[Any]


class MissingRow(Exception):
    """A row that publishing makes (the tally) is not there: the petition was never published properly."""


class Statements(ABC):
    """Each command, applied inside a transaction that the subclass begins and ends."""

    def __init__(self, code_of: CodeOf) -> None:
        self._code_of = code_of

    @abstractmethod
    def run(self, sql: LiteralString, *values: object) -> int:
        """Rows affected."""

    @abstractmethod
    def fetch(self, sql: LiteralString, *values: object) -> Row | None: ...

    def fetch_locked(self, sql: LiteralString, *values: object) -> Row | None:
        """Keeps the row until the end of the transaction, where other writers could come between."""
        return self.fetch(sql, *values)

    def fetch_one(self, sql: LiteralString, *values: object) -> Row:
        row = self.fetch(sql, *values)
        if row is None:
            raise MissingRow(sql)
        return row

    @singledispatchmethod
    def apply(self, command: Command) -> Outcome:
        raise TypeError(f"no such command: {command!r}")

    @apply.register
    def _sign(self, command: Sign) -> Outcome:
        row, letter_id = command.signature, command.letter_id
        while self.run(INSERT_SIGNATURE, *signature_values(row)) == 0:
            if row.state == State.HELD:
                return Noted()  # nobody is written to
            standing = self._standing(row.petition_id, row.blind_index)
            if standing is None:
                continue  # another process withdrew or removed it in between: the place is free again
            if standing[1] == State.HELD:
                # Else a robot that is held with somebody's address would keep that person from ever signing.
                self.run(REMOVE_HELD, row.petition_id, INDEX_VERSION, row.blind_index)
                continue
            again = Remind(row.petition_id, row.blind_index, row.language, letter_id, row.signed_at)
            self._write_again(standing, again)
            return Noted()
        if row.state == State.PENDING:
            self._queue(Queued(letter_id, row.petition_id, row.id, "confirm", 1, row.language, row.signed_at))
        return Noted()

    @apply.register
    def _remind(self, command: Remind) -> Outcome:
        standing = self._standing(command.petition_id, command.blind_index)
        if standing is not None:
            self._write_again(standing, command)
        return Noted()

    def _standing(self, petition_id: int, blind_index: bytes) -> Row | None:
        """What this mailbox has signed: id, state, letters_count, last_letter_at."""
        return self.fetch_locked(
            "SELECT id, state, letters_count, last_letter_at FROM signing_signature"
            " WHERE petition_id = ? AND index_version = ? AND blind_index = ?",
            petition_id,
            INDEX_VERSION,
            blind_index,
        )

    def _write_again(self, row: Row, command: Remind) -> None:
        """The letter that is due, if one is."""
        found, serial = as_uuid(row[0]), row[2] + 1
        kind = letter_due(row[1], letters_count=row[2], last_at=as_time(row[3]), at=command.at)
        if kind is None:
            return
        self.run(
            "UPDATE signing_signature SET letters_count = ?, last_letter_at = ?, code_tries = 0"
            " WHERE petition_id = ? AND id = ?",
            serial,
            command.at,
            command.petition_id,
            found,
        )
        self._queue(Queued(command.letter_id, command.petition_id, found, kind, serial, command.language, command.at))

    @apply.register
    def _confirm(self, command: Confirm) -> Outcome:
        row = self.fetch_locked(
            "SELECT state, number FROM signing_signature WHERE petition_id = ? AND id = ?",
            command.petition_id,
            command.signature_id,
        )
        if row is None or row[0] not in (State.PENDING, State.CONFIRMED):
            return Unknown()
        if row[0] == State.CONFIRMED:
            return Confirmed(command.signature_id, row[1], False, *self._totals(command.petition_id))
        number, place = self.fetch_one(
            "UPDATE signing_tally SET confirmed = confirmed + 1 WHERE petition_id = ?"
            " RETURNING confirmed, confirmed - withdrawn",
            command.petition_id,
        )
        self.run(
            "UPDATE signing_signature SET state = 'confirmed', number = ?, place = ?, confirmed_at = ?,"
            " letters_count = 0 WHERE petition_id = ? AND id = ?",
            number,
            place,
            command.at,
            command.petition_id,
            command.signature_id,
        )
        return Confirmed(command.signature_id, number, True, *self._totals(command.petition_id))

    @apply.register
    def _confirm_by_code(self, command: ConfirmByCode) -> Outcome:
        row = self.fetch_locked(
            "SELECT id, letters_count, code_tries, last_letter_at FROM signing_signature"
            " WHERE petition_id = ? AND index_version = ? AND blind_index = ? AND state = 'pending'",
            command.petition_id,
            INDEX_VERSION,
            command.blind_index,
        )
        if row is None:
            return WrongCode()
        found = as_uuid(row[0])
        if not code_is_alive(tries=row[2], last_at=as_time(row[3]), at=command.at):
            return WrongCode()
        if command.code == self._code_of(found, row[1]):
            return self._confirm(Confirm(command.petition_id, found, command.at))
        self.run(
            "UPDATE signing_signature SET code_tries = code_tries + 1 WHERE petition_id = ? AND id = ?",
            command.petition_id,
            found,
        )
        return WrongCode()

    @apply.register
    def _withdraw(self, command: Withdraw) -> Outcome:
        row = self.fetch_locked(
            "SELECT state, is_sample FROM signing_signature WHERE petition_id = ? AND id = ?",
            command.petition_id,
            command.signature_id,
        )
        if row is None or row[0] == State.WITHDRAWN:
            return Unknown()
        self.run(
            "UPDATE signing_signature SET state = 'withdrawn', withdraw_reason = ?, withdrawn_at = ?,"
            " sealed = NULL, blind_index = NULL, wants_updates = ? WHERE petition_id = ? AND id = ?",
            command.reason,
            command.at,
            False,
            command.petition_id,
            command.signature_id,
        )
        self.run(REMOVE_LETTERS, command.petition_id, command.signature_id)
        was_counted = row[0] == State.CONFIRMED
        self.run(
            "UPDATE signing_tally SET withdrawn = withdrawn + ?, samples = samples - ? WHERE petition_id = ?",
            int(was_counted),
            int(was_counted and row[1]),
            command.petition_id,
        )
        return Withdrawn(was_counted, *self._totals(command.petition_id))

    def _queue(self, queued: Queued) -> None:
        self.run(INSERT_LETTER, *outbox.values(queued))

    def _totals(self, petition_id: int) -> tuple[int, int]:
        count, samples = self.fetch_one(
            "SELECT confirmed - withdrawn, samples FROM signing_tally WHERE petition_id = ?", petition_id
        )
        return count, samples


def as_uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)


def as_time(stored: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if isinstance(stored, str) else stored
