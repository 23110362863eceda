"""The commands as SQL. Sets of them are written at once; the rare ones, and what meets a double, one by one.

`sqlite` and `postgres` bring the connection, the transaction and the statements over sets, which each database says in
its own way. Parameters are marked `?`; the PostgreSQL store turns them into its own mark. Whatever moves a count or
changes a state locks the tally before it looks: two processes on one PostgreSQL decide one after the other.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, LiteralString, TypeVar
from uuid import UUID

from undersigned.mail import outbox
from undersigned.mail.outbox import Queued
from undersigned.signing import plan
from undersigned.signing.layers import Layers, Lift
from undersigned.signing.plan import Part
from undersigned.signing.signature import (
    Command,
    Confirm,
    ConfirmByCode,
    Confirmed,
    NewSignature,
    Noted,
    Outcome,
    Remind,
    Sign,
    State,
    Struck,
    Unknown,
    Withdraw,
    Withdrawn,
    WrongCode,
    code_is_alive,
    letter_due,
)
from undersigned.signing.store import SIGNATURE_COLUMNS, CodeOf, signature_values
from undersigned.transparency.entry import Reason

INSERT_SIGNATURE = (
    f"INSERT INTO signing_signature ({', '.join(SIGNATURE_COLUMNS)})"  # noqa: S608  names are ours
    f" VALUES ({', '.join('?' * len(SIGNATURE_COLUMNS))})"
    " ON CONFLICT (petition_id, index_version, blind_index) DO NOTHING"
)
STANDS: LiteralString = (
    "SELECT 1 FROM signing_signature WHERE petition_id = ? AND index_version = ? AND blind_index = ?"
)
INSERT_LETTER = outbox.insert_sql("?")
REMOVE_HELD = "DELETE FROM signing_signature WHERE petition_id = ? AND id = ? AND state = 'held'"
TALLY: LiteralString = "SELECT confirmed, withdrawn, struck, samples FROM signing_tally WHERE petition_id = ?"
MOVE_TALLY: LiteralString = (
    "UPDATE signing_tally SET confirmed = ?, withdrawn = ?, struck = ?, samples = ? WHERE petition_id = ?"
)

# What the log says of why a signature no longer counts.
VOID_REASONS: dict[str, int] = {"signer": Reason.WITHDRAWN, "not-me": Reason.NOT_ME}

Row = Sequence[Any]
T = TypeVar("T", Confirm, Withdraw)


class MissingRow(Exception):
    """A row that publishing makes (the tally) is not there: the petition was never published properly."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored of a signature, as far as confirming and withdrawing need it."""

    state: str
    number: int | None
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A signature to be confirmed: the number it is given, the place its signer is told."""

    id: UUID
    number: int
    place: int
    at: datetime


@dataclass(slots=True)
class Totals:
    """One petition's tally, locked until the end of the transaction."""

    confirmed: int
    withdrawn: int
    struck: int
    samples: int

    @property
    def count(self) -> int:
        return self.confirmed - self.withdrawn - self.struck


class Statements(ABC):
    """Commands, applied inside a transaction that the subclass begins and ends."""

    def __init__(self, code_of: CodeOf, lift: Lift) -> None:
        self._code_of = code_of
        self._lift = lift
        self._layers = Layers([], lift)

    @abstractmethod
    def run(self, sql: LiteralString, *values: object) -> int:
        """Rows affected."""

    @abstractmethod
    def fetch(self, sql: LiteralString, *values: object) -> Row | None: ...

    def fetch_locked(self, sql: LiteralString, *values: object) -> Row | None:
        """Keeps the row until the end of the transaction, where other writers could come between."""
        return self.fetch(sql, *values)

    @abstractmethod
    def insert(self, rows: Sequence[NewSignature]) -> set[UUID]:
        """Pending signatures and their first letters. The ids of those whose mailbox has signed before: not written."""

    @abstractmethod
    def look(self, petition_id: int, ids: Sequence[UUID]) -> dict[UUID, Standing]:
        """Under the tally's lock. What is not there is left out."""

    @abstractmethod
    def confirm(self, petition_id: int, counted: Sequence[Counted]) -> None:
        """Also has them entered in the log; see `ledger.waiting`."""

    @abstractmethod
    def withdraw(self, petition_id: int, commands: Sequence[Withdraw]) -> None:
        """Empties what identifies the person and removes the letters about them."""

    @abstractmethod
    def void(self, petition_id: int, commands: Sequence[Withdraw]) -> None:
        """Has it entered in the log that these do not count any more."""

    def apply(self, commands: Sequence[Command], *, layers: Iterable[Row] = ()) -> list[Outcome]:
        """In the order of `commands`. `layers`: what `layers.SELECT` finds in this transaction."""
        self._layers = Layers(layers, self._lift)
        outcomes: list[Outcome] = [Noted()] * len(commands)
        for part in plan.parts(commands):
            self._apply_part(part, outcomes)
        return outcomes

    def _apply_part(self, part: Part, outcomes: list[Outcome]) -> None:
        if part.signs:
            self._sign(part.signs)
        for place, command in part.singles:
            outcomes[place] = self._remind(command) if isinstance(command, Remind) else self._confirm_by_code(command)
        for petition_id, confirms in _by_petition(part.confirms):
            answered = self._confirm(petition_id, [confirm for _, confirm in confirms])
            for (place, _), outcome in zip(confirms, answered, strict=True):
                outcomes[place] = outcome
        for petition_id, withdraws in _by_petition(part.withdraws):
            left = self._withdraw(petition_id, [withdraw for _, withdraw in withdraws])
            for (place, _), outcome in zip(withdraws, left, strict=True):
                outcomes[place] = outcome

    # Signing --------------------------------------------------------------------------------------------------

    def _sign(self, signs: Sequence[Sign]) -> None:
        pending = [sign.signature for sign in signs if sign.signature.state == State.PENDING]
        new = [self._layers.placed(row) for row in pending if not self._stands_before(row)]
        again = self.insert(new) if new else set()
        if not again and len(new) == len(signs):
            return
        written = {row.id for row in new} - again
        for sign in signs:
            if sign.signature.id not in written:
                self._sign_one(sign.signature)

    def _stands_before(self, row: NewSignature) -> bool:
        """Whether this mailbox has signed under the version of the index that is being left."""
        before = self._layers.before(row.petition_id, row.blind_index)
        return before is not None and self.fetch(STANDS, row.petition_id, *before) is not None

    def _sign_one(self, row: NewSignature) -> None:
        placed = self._layers.placed(row)
        while self._stands_before(row) or self.run(INSERT_SIGNATURE, *signature_values(placed)) == 0:
            if row.state == State.HELD:
                self._wait_as_others(row.petition_id, self._mailbox(row.petition_id, row.blind_index))
                return  # nobody is written to
            standing = self._mailbox(row.petition_id, row.blind_index)
            if standing is None:
                continue  # another process withdrew or removed it in between: the place is free again
            if standing[1] == State.HELD:
                # Else a robot that is held with somebody's address would keep that person from ever signing.
                self.run(REMOVE_HELD, row.petition_id, as_uuid(standing[0]))
                continue
            self._write_again(standing, Remind(row.petition_id, row.blind_index, row.id, row.signed_at))
            return
        if row.state == State.PENDING:
            self._queue(first_letter(row))

    def _remind(self, command: Remind) -> Outcome:
        standing = self._mailbox(command.petition_id, command.blind_index)
        if standing is not None:
            self._write_again(standing, command)
        return Noted()

    def _mailbox(self, petition_id: int, blind_index: bytes) -> Row | None:
        """What this mailbox has signed: id, state, letters_count, last_letter_at, language."""
        return self._find(
            "SELECT id, state, letters_count, last_letter_at, language FROM signing_signature"
            " WHERE petition_id = ? AND index_version = ? AND blind_index = ?",
            petition_id,
            blind_index,
        )

    def _find(self, sql: LiteralString, petition_id: int, blind_index: bytes) -> Row | None:
        for version, index in self._layers.places(petition_id, blind_index):
            row = self.fetch_locked(sql, petition_id, version, index)
            if row is not None:
                return row
        return None

    def _write_again(self, row: Row, command: Remind) -> None:
        """The letter that is due, if one is, in the language that was signed: it leads to those words."""
        found, serial = as_uuid(row[0]), row[2] + 1
        kind = letter_due(row[1], letters_count=row[2], last_at=as_time(row[3]), at=command.at)
        if kind is None:
            self._wait_as_others(command.petition_id, row)
            return
        self.run(
            "UPDATE signing_signature SET letters_count = ?, last_letter_at = ?, code_tries = 0"
            " WHERE petition_id = ? AND id = ?",
            serial,
            command.at,
            command.petition_id,
            found,
        )
        self._queue(Queued(command.letter_id, command.petition_id, found, kind, serial, row[4], command.at))

    def _wait_as_others(self, petition_id: int, row: Row | None) -> None:
        """Changes nothing, and is written: else the answer would not wait for the disk, and its haste would tell."""
        if row is not None:
            self.run(
                "UPDATE signing_signature SET code_tries = code_tries WHERE petition_id = ? AND id = ?",
                petition_id,
                as_uuid(row[0]),
            )

    def _queue(self, queued: Queued) -> None:
        self.run(INSERT_LETTER, *outbox.values(queued))

    # Counting -------------------------------------------------------------------------------------------------

    def _confirm(self, petition_id: int, commands: Sequence[Confirm]) -> list[Outcome]:
        totals = self._totals(petition_id)
        standing = self.look(petition_id, [command.signature_id for command in commands])
        counted: dict[UUID, Counted] = {}
        for command in commands:
            found = standing.get(command.signature_id)
            if found and found.state == State.PENDING:
                totals.confirmed += 1
                counted[command.signature_id] = Counted(
                    command.signature_id, totals.confirmed, totals.count, command.at
                )
        if counted:
            self.confirm(petition_id, list(counted.values()))
            self._move(petition_id, totals)
        return [_confirmed(command.signature_id, counted, standing, totals) for command in commands]

    def _confirm_by_code(self, command: ConfirmByCode) -> Outcome:
        self._totals(command.petition_id)  # before the signature: the order of locks
        row = self._find(
            "SELECT id, letters_count, code_tries, last_letter_at FROM signing_signature"
            " WHERE petition_id = ? AND index_version = ? AND blind_index = ? AND state = 'pending'",
            command.petition_id,
            command.blind_index,
        )
        if row is None:
            return WrongCode()
        found = as_uuid(row[0])
        if not code_is_alive(tries=row[2], last_at=as_time(row[3]), at=command.at):
            return WrongCode()
        if command.code == self._code_of(found, row[1]):
            return self._confirm(command.petition_id, [Confirm(command.petition_id, found, command.at)])[0]
        self.run(
            "UPDATE signing_signature SET code_tries = code_tries + 1 WHERE petition_id = ? AND id = ?",
            command.petition_id,
            found,
        )
        return WrongCode()

    def _withdraw(self, petition_id: int, commands: Sequence[Withdraw]) -> list[Outcome]:
        totals = self._totals(petition_id)
        standing = self.look(petition_id, [command.signature_id for command in commands])
        leaving = [
            command
            for command in commands
            if (found := standing.get(command.signature_id)) and found.state != State.WITHDRAWN
        ]
        if leaving:
            self.withdraw(petition_id, leaving)
        were_counted = {c.signature_id for c in leaving if standing[c.signature_id].state == State.CONFIRMED}
        were_struck = sum(standing[c.signature_id].state == State.STRUCK for c in leaving)  # void in the log already
        if were_counted or were_struck:
            totals.withdrawn += len(were_counted) + were_struck
            totals.struck -= were_struck
            totals.samples -= sum(standing[one].is_sample for one in were_counted)
            self.void(petition_id, [command for command in leaving if command.signature_id in were_counted])
            self._move(petition_id, totals)
        left = {command.signature_id for command in leaving}
        return [
            Withdrawn(command.signature_id in were_counted, totals.count, totals.samples)
            if command.signature_id in left
            else Unknown()
            for command in commands
        ]

    def _totals(self, petition_id: int) -> Totals:
        row = self.fetch_locked(TALLY, petition_id)
        if row is None:
            raise MissingRow(f"tally of petition {petition_id}")
        return Totals(*row)

    def _move(self, petition_id: int, totals: Totals) -> None:
        self.run(MOVE_TALLY, totals.confirmed, totals.withdrawn, totals.struck, totals.samples, petition_id)


def _confirmed(
    signature_id: UUID, counted: dict[UUID, Counted], standing: dict[UUID, Standing], totals: Totals
) -> Outcome:
    news, known = counted.get(signature_id), standing.get(signature_id)
    if news:
        return Confirmed(signature_id, news.number, True, totals.count, totals.samples)
    if known and known.state == State.CONFIRMED and known.number is not None:
        return Confirmed(signature_id, known.number, False, totals.count, totals.samples)
    return Struck() if known and known.state == State.STRUCK else Unknown()


def _by_petition(commands: list[tuple[int, T]]) -> Iterable[tuple[int, list[tuple[int, T]]]]:
    ordered = sorted(commands, key=lambda one: one[1].petition_id)  # stable: arrival within a petition
    return [(petition_id, list(found)) for petition_id, found in groupby(ordered, lambda one: one[1].petition_id)]


def first_letter(row: NewSignature) -> Queued:
    """It bears the id of the signature that it asks to confirm."""
    return Queued(row.id, row.petition_id, row.id, "confirm", 1, row.language, row.signed_at)


def as_uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)


def as_time(stored: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if isinstance(stored, str) else stored
