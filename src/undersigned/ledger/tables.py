"""The log's tiles in their table: `transparency.storage.Storage` for one petition.

The tiles of level 0 are half of a log, and nothing but the hashes of the bundles beside them: they are not kept, and
made where they are asked for, 256 hashes each.
"""

from collections.abc import Mapping

from undersigned.ledger.models import Tile
from undersigned.transparency import tiles
from undersigned.transparency.tiles import ENTRIES, Place

ROWS_AT_ONCE = 100


class Tables:
    """For the length of one transaction: remembers what it has read."""

    def __init__(self, petition_id: int) -> None:
        self._petition_id = petition_id
        self._known: dict[Place, bytes] = {}

    def read(self, place: Place) -> bytes:
        if place not in self._known:
            self._known[place] = made(place, self.read(kept_at(place))) if place.level == 0 else self._kept(place)
        return self._known[place]

    def write(self, changed: Mapping[Place, bytes]) -> None:
        Tile.objects.bulk_create(
            [
                Tile(petition_id=self._petition_id, level=place.level, n=place.n, data=data)
                for place, data in changed.items()
                if place.level != 0
            ],
            batch_size=ROWS_AT_ONCE,
            update_conflicts=True,
            unique_fields=["petition_id", "level", "n"],
            update_fields=["data"],
        )
        self._known.update(changed)

    def _kept(self, place: Place) -> bytes:
        found = Tile.objects.filter(petition_id=self._petition_id, level=place.level, n=place.n)
        return bytes(found.values_list("data", flat=True).first() or b"")


def kept_at(place: Place) -> Place:
    """The place that `made` needs."""
    return Place(ENTRIES, place.n) if place.level == 0 else place


def made(place: Place, kept: bytes) -> bytes:
    return tiles.hashed(kept) if place.level == 0 else kept
