"""The statements that each entry passes through, and each tile that is served, in SQL of our own.

As objects the first cost more than the hashing, and the last thirty times what it takes to read a tile.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from undersigned.transparency.tiles import Place

ENTERED = 'INSERT INTO ledger_entry (petition_id, signature_id, "index") VALUES (%s, %s, %s)'
ENTERED_AT_ONCE = (
    'INSERT INTO ledger_entry (petition_id, signature_id, "index") SELECT %s, * FROM unnest(%s::uuid[], %s::bigint[])'
)
# With the size that was signed for: of two checkpoints the newer has no note yet.
SERVED = (
    "SELECT c.size, t.data FROM ledger_log l"
    " JOIN ledger_checkpoint c ON c.petition_id = l.petition_id AND c.note IS NOT NULL"
    " JOIN ledger_tile t ON t.petition_id = l.petition_id AND t.level = %s AND t.n = %s"
    " WHERE l.uuid = %s AND l.epoch = COALESCE(%s, l.epoch) ORDER BY c.size DESC LIMIT 1"
)

MOST_EPOCHS = 2**15  # more than the column holds; an address may name any number


def entered(petition_id: int, indexes: Mapping[UUID, int]) -> None:
    """Where each signature stands from now on."""
    if not indexes:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ENTERED_AT_ONCE, [petition_id, list(indexes), list(indexes.values())])
        else:
            # In the order of the table: an id grows with time.
            cursor.executemany(ENTERED, [(petition_id, one.bytes, indexes[one]) for one in sorted(indexes)])


def gone(ids: Sequence[int]) -> None:
    """Rows that waited, and these alone: on PostgreSQL one with a smaller number may have come since they were read."""
    if not ids:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM ledger_waiting WHERE id = ANY(%s)", [list(ids)])
        else:
            cursor.executemany("DELETE FROM ledger_waiting WHERE id = %s", [(one,) for one in ids])


def served(uuid: UUID, place: Place, epoch: int | None) -> tuple[int, bytes]:
    """Up to where the log is signed, and what is kept at this place, which may be more. Nothing: 0, and empty."""
    if epoch is not None and epoch >= MOST_EPOCHS:
        return 0, b""
    with connection.cursor() as cursor:
        one = uuid if connection.vendor == "postgresql" else uuid.hex
        found = cursor.execute(SERVED, [*place, one, epoch]).fetchone()
    return (found[0], bytes(found[1])) if found else (0, b"")
