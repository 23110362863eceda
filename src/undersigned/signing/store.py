"""What a store of signatures promises; `sqlite` and `postgres` keep it.

`write` takes what waits, in order of arrival, and commits it in ONE transaction that is on disk when it returns:

- A `Sign` writes the signature and its letter, both or neither. A mailbox that has signed before is no error: the
  one that fits of the letters goes out (the link again; "you have signed already"), at most `MOST_LETTERS`, and the
  outcome is the same. The database's own constraint finds the double, so two processes cannot both win. One that
  was held gives way to one that is not.
- A `Confirm` of a pending signature gives it the next number and counts it, once; any later one finds it so.
- A `Withdraw` counts off what was counted, empties what identifies the person and removes the letters about them.
- The totals in `Tally` move in the same transaction as the signatures they count.

When it raises `StoreUnavailable` nothing of the batch is written, or, where the connection was lost during the commit
itself, all of it: nobody was told, and every command may be repeated. A crash at any line leaves either the whole batch
or none of it; callers are answered only after `write` has returned.
One thread calls a store.
"""

from collections.abc import Callable, Sequence
from typing import LiteralString, Protocol
from uuid import UUID

from undersigned.signing.signature import Command, NewSignature, Outcome, State

# What a new row holds; everything else in the table is null.
SIGNATURE_COLUMNS: tuple[LiteralString, ...] = (
    "petition_id", "id", "state", "index_version", "blind_index", "sealed", "commitment", "text_version",
    "wording_version", "wants_updates", "shows_name", "language", "source", "via", "is_sample", "hold_reason",
    "withdraw_reason", "letters_count", "last_letter_at", "code_tries", "signed_at", "network",
    "locked",
)  # fmt: skip

CodeOf = Callable[[UUID, int], str]  # the code in the nth letter about a signature


class StoreUnavailable(Exception):
    """The database is away, locked, read-only or full: nothing is acknowledged."""


class Store(Protocol):
    def write(self, commands: Sequence[Command]) -> list[Outcome]: ...

    def close(self) -> None: ...


def signature_values(row: NewSignature) -> tuple[object, ...]:
    """In the order of `SIGNATURE_COLUMNS`. A pending signature's first letter is queued beside it and counted here."""
    is_mailed = row.state == State.PENDING
    return (
        row.petition_id, row.id, str(row.state), row.index_version, row.blind_index, row.sealed, row.commitment,
        row.text_version, row.wording_version, row.wants_updates, row.shows_name, row.language, row.source, row.via,
        False, row.hold_reason, "", int(is_mailed), row.signed_at if is_mailed else None, 0, row.signed_at,
        row.network or None, row.locked or None,
    )  # fmt: skip
