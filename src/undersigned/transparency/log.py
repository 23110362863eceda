"""A log grows: entries are put behind those that were signed for. Who signs, and serves it, is decided elsewhere."""

from collections.abc import Sequence

from undersigned.transparency import tiles
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.merkle import EMPTY
from undersigned.transparency.storage import Storage
from undersigned.transparency.strict import Refused
from undersigned.transparency.tree import Tree


def empty(origin: str) -> Checkpoint:
    return Checkpoint(origin, 0, EMPTY)


def extend(storage: Storage, last: Checkpoint, entries: Sequence[bytes]) -> Checkpoint:
    """Writes the tiles and returns what is to be signed.

    Raises `Refused`, and writes nothing, where the tiles are not those that `last` was signed over: what is put behind
    a tree that was altered, or has come from another backup than the checkpoint, would be a second history.
    """
    if Tree(storage.read, last.size).root() != last.root:
        raise Refused(f"the tiles of {last.origin} are not those of its last checkpoint, of {last.size} entries")
    storage.write(tiles.grown(storage.read, size=last.size, entries=entries))
    size = last.size + len(entries)
    return Checkpoint(last.origin, size, Tree(storage.read, size).root())
