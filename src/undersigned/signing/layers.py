"""Where a mailbox stands while the key of the blind index is changed: under the new version, or still the one before.

Doors always give the first version of an index. The store adds the layers that the petition has by now, which it asks
for in the transaction that it writes in: so no process needs to have heard that a change has begun. `rotate` moves the
rows, some at a time; a row is always under one of the two versions, never under none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, LiteralString

from undersigned.signing.signature import INDEX_VERSION, NewSignature

# A row for each layer of the few petitions that have any; the newest of a petition comes last.
SELECT: LiteralString = "SELECT petition_id, version, settled_at IS NULL FROM signing_indexlayer ORDER BY version"

Lift = Callable[[int, int, bytes], bytes]  # a petition, a version, the first version of an index: that version of it


@dataclass(frozen=True, slots=True)
class Newest:
    version: int
    is_moving: bool  # some rows have the version before


class Layers:
    """The layers of all petitions, as one transaction sees them."""

    def __init__(self, rows: Iterable[Any], lift: Lift) -> None:
        self._newest = {petition_id: Newest(version, bool(moving)) for petition_id, version, moving in rows}
        self._lift = lift

    def placed(self, row: NewSignature) -> NewSignature:
        """As it is to be written."""
        newest = self._newest.get(row.petition_id)
        if newest is None:
            return row
        index = self._lift(row.petition_id, newest.version, row.blind_index)
        return row._replace(index_version=newest.version, blind_index=index)

    def before(self, petition_id: int, first: bytes) -> tuple[int, bytes] | None:
        """Version and index under which the mailbox may still stand. None: all have been moved."""
        newest = self._newest.get(petition_id)
        if newest is None or not newest.is_moving:
            return None
        version = newest.version - 1
        return version, self._lift(petition_id, version, first)

    def places(self, petition_id: int, first: bytes) -> list[tuple[int, bytes]]:
        """Versions and indexes to look under, in this order: what is moved in between is found by the second."""
        newest, before = self._newest.get(petition_id), self.before(petition_id, first)
        if newest is None:
            return [(INDEX_VERSION, first)]
        return [*([before] if before else []), (newest.version, self._lift(petition_id, newest.version, first))]


def unchanged(petition_id: int, version: int, first: bytes) -> bytes:
    """For a store of petitions none of which has ever had its index changed."""
    raise LookupError(f"version {version} of petition {petition_id}'s index, from {len(first)} bytes")
