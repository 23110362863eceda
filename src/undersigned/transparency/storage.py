"""Where a log's tiles are kept. A database keeps them in one table; here are the two that need none.

A storage has one writer. It keeps of each place what stands there now: older partial tiles are its prefixes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from undersigned.transparency import tiles
from undersigned.transparency.tiles import Place


class Storage(Protocol):
    def read(self, place: Place) -> bytes:
        """What stands there; empty where there is nothing."""

    def write(self, changed: Mapping[Place, bytes]) -> None:
        """All of it or nothing, and before the checkpoint that needs it is shown to anybody."""


class Memory:
    """For tests, and for a log that is only computed."""

    def __init__(self) -> None:
        self._data: dict[Place, bytes] = {}

    def read(self, place: Place) -> bytes:
        return self._data.get(place, b"")

    def write(self, changed: Mapping[Place, bytes]) -> None:
        self._data.update(changed)


class Folder:
    """As static files: any web server can serve them, and the auditor reads them where they are.

    Not for a log that grows all day: each partial tile becomes a file, and a crash leaves some of them written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, place: Place) -> bytes:
        full = self._folder / tiles.path(place)
        if full.exists():
            return full.read_bytes()
        partial = sorted(full.with_name(full.name + ".p").glob("*"), key=lambda file: int(file.name))
        return partial[-1].read_bytes() if partial else b""

    def write(self, changed: Mapping[Place, bytes]) -> None:
        for place, data in changed.items():
            file = self._folder / tiles.path(place, tiles.width(place, data))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def copy(source: Storage, *, to: Storage, size: int) -> None:
    """The log as it was at this size."""
    for place, width in tiles.of(size):
        to.write({place: tiles.cut(place, source.read(place), width)})
