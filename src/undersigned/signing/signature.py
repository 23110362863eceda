"""One signature as values: the row to be written, what may be asked of the store, and what it may answer.

Commands and outcomes are plain data, so that a batch of them can cross to the thread that commits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple
from uuid import UUID

INDEX_VERSION = 1
MOST_LETTERS = 3
WAITS = (timedelta(seconds=60), timedelta(minutes=10))  # before the second and the third letter
CODE_LIFETIME = timedelta(minutes=15)
CODE_TRIES = 5


class State(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    HELD = "held"
    STRUCK = "struck"
    WITHDRAWN = "withdrawn"


class NewSignature(NamedTuple):
    petition_id: int
    id: UUID
    state: State  # PENDING, or HELD where defence says so
    blind_index: bytes
    sealed: bytes
    commitment: bytes
    text_version: int
    wording_version: int
    wants_updates: bool
    shows_name: bool
    language: str
    source: str
    via: str
    hold_reason: str
    signed_at: datetime
    network: bytes = b""  # see `network`; empty: nobody knows
    locked: bytes = b""  # the record for the recipients, in sealed mode; else empty
    index_version: int = INDEX_VERSION  # as the store writes it; the door always gives the first, see `layers`


# Commands -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sign:
    """The letter that goes with it bears its id; which letter that is, is decided where the row is found."""

    signature: NewSignature


@dataclass(frozen=True, slots=True)
class Remind:
    """Send the letter again to whoever waits with this blind index, if one is due."""

    petition_id: int
    blind_index: bytes
    letter_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Confirm:
    petition_id: int
    signature_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ConfirmByCode:
    petition_id: int
    blind_index: bytes
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdraw:
    petition_id: int
    signature_id: UUID
    reason: Literal["signer", "not-me"]
    at: datetime


Command = Sign | Remind | Confirm | ConfirmByCode | Withdraw

# Outcomes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Noted:
    """Signed, or reminded: the same for a new signature, a double, one that is held. Only the mailbox learns which."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Counted as the `number`th; `is_news` only the first time. `count`, `samples`: the totals after this commit."""

    signature_id: UUID
    number: int
    is_news: bool
    count: int
    samples: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Its personal data is destroyed. `was_counted`: the count is one less; `count`, `samples` after this commit."""

    was_counted: bool
    count: int
    samples: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """No such signature, or it was withdrawn, or expired unconfirmed."""


@dataclass(frozen=True, slots=True)
class Struck:
    """It was counted, and an organiser has taken it out of the count; see `decide`."""


@dataclass(frozen=True, slots=True)
class WrongCode:
    """Wrong, too old, or tried too often: one answer for all, so that it tells nothing."""


Outcome = Noted | Confirmed | Withdrawn | Unknown | Struck | WrongCode

LetterKind = Literal["confirm", "already"]


def letter_due(state: str, *, letters_count: int, last_at: datetime | None, at: datetime) -> LetterKind | None:
    """Which letter goes out when somebody signs again, or asks for the letter again; None: none."""
    if state not in (State.PENDING, State.CONFIRMED) or letters_count >= MOST_LETTERS:
        return None
    if letters_count and last_at and at < last_at + WAITS[letters_count - 1]:
        return None
    return "confirm" if state == State.PENDING else "already"


def code_is_alive(*, tries: int, last_at: datetime | None, at: datetime) -> bool:
    return last_at is not None and tries < CODE_TRIES and at < last_at + CODE_LIFETIME
