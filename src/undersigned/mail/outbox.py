"""Letters, written in the transaction of the signature they speak of. No framework: the stores' own cursors run this.

A letter row holds no address, no link and no code: the first is read from the signature, the others are made, when it
is sent. So a stolen table confirms nothing, and a letter goes to the mailbox that signed, whoever asks for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

COLUMNS: tuple[LiteralString, ...] = (
    "id", "petition_id", "about", "kind", "serial", "language",
    "state", "attempts", "due_at", "queued_at", "trouble",
)  # fmt: skip


# A new letter has been due for a day: a clock that is set back keeps it no hour longer.
HEAD_START = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queued:
    """A letter to be sent as soon as may be. `serial`: the how-manieth about this signature."""

    id: UUID
    petition_id: int
    about: UUID
    kind: str
    serial: int
    language: str
    at: datetime


def insert_sql(placeholder: LiteralString) -> LiteralString:
    """`placeholder`: the database driver's mark for a parameter, "?" or "%s"."""
    return f"INSERT INTO mail_letter ({', '.join(COLUMNS)}) VALUES ({', '.join([placeholder] * len(COLUMNS))})"  # noqa: S608  names are ours


def values(letter: Queued) -> tuple[object, ...]:
    """In the order of `COLUMNS`; the store adapts UUIDs and times to its database."""
    return (
        letter.id, letter.petition_id, letter.about, letter.kind, letter.serial, letter.language,
        "waiting", 0, letter.at - HEAD_START, letter.at, "",
    )  # fmt: skip


def remove_sql(placeholder: LiteralString) -> LiteralString:
    """All letters about one signature of one petition, sent or not."""
    return f"DELETE FROM mail_letter WHERE petition_id = {placeholder} AND about = {placeholder}"  # noqa: S608
