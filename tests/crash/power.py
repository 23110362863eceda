"""A disk that loses power. It notes every write, truncation and sync of a database, and can be cut at any of them.

What was synced before the cut is there. Of the rest each sector of 512 bytes is there or not, and one write may
overtake another. SQLite's own way to the disk (its VFS) is recorded, so it is the real database that is tried.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from undersigned.signing.sqlite import SqliteStore

SECTOR = 512
# Temporary files are none of the database's memory.
ENDINGS = {apsw.SQLITE_OPEN_MAIN_DB: "", apsw.SQLITE_OPEN_WAL: "-wal", apsw.SQLITE_OPEN_MAIN_JOURNAL: "-journal"}


@dataclass(frozen=True, slots=True)
class Write:
    """`data` is None: the file is cut to `at` bytes."""

    file: str
    at: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Sync:
    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A batch was answered."""


@dataclass(slots=True)
class Disk:
    """`before`: what the files held at the start. `log`: everything since."""

    before: dict[str, bytes]
    log: list[Write | Sync | Acknowledged] = field(default_factory=list)

    def cuts(self, count: int, dice: random.Random) -> Iterator[tuple[int, dict[str, bytes]]]:
        """`count` power cuts: how many batches had been answered, and the files as they are found afterwards."""
        moments = sorted(dice.randrange(len(self.log)) for _ in range(count))
        solid = {name: bytearray(content) for name, content in self.before.items()}
        fluid: dict[str, list[Write]] = {}
        answered = done = 0
        for moment in moments:
            for event in self.log[done : moment + 1]:
                if isinstance(event, Acknowledged):
                    answered += 1
                elif isinstance(event, Write):
                    fluid.setdefault(event.file, []).append(event)
                else:
                    for write in fluid.pop(event.file, []):
                        _apply(solid.setdefault(event.file, bytearray()), write)
            done = moment + 1
            yield answered, _survivors(solid, fluid, dice)


def _survivors(solid: dict[str, bytearray], fluid: dict[str, list[Write]], dice: random.Random) -> dict[str, bytes]:
    found = {name: bytearray(content) for name, content in solid.items()}
    for name, writes in fluid.items():
        luck = dice.choice((0.1, 0.5, 0.9))
        pieces = [piece for write in writes for piece in _torn(write) if dice.random() < luck]
        dice.shuffle(pieces)
        for piece in pieces:
            _apply(found.setdefault(name, bytearray()), piece)
    return {name: bytes(content) for name, content in found.items()}


def _torn(write: Write) -> Iterator[Write]:
    """By sectors of the disk, not of the write."""
    if write.data is None:
        yield write
        return
    start, end = write.at, write.at + len(write.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(write.file, start, write.data[start - write.at : stop - write.at])
        start = stop


def _apply(content: bytearray, write: Write) -> None:
    if write.data is None:
        del content[write.at :]
        return
    content.extend(bytes(max(0, write.at - len(content))))  # a hole reads as zeros
    content[write.at : write.at + len(write.data)] = write.data


# Between SQLite and its files -----------------------------------------------------------------------------------


class Recorder(apsw.VFS):
    """SQLite's usual way to the files, with somebody who takes notes."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self._disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 (SQLite's)
        ending = next((ending for kind, ending in ENDINGS.items() if flags[0] & kind), None)
        return apsw.VFSFile("", name, flags) if ending is None else _File(name, flags, self._disk, ending)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], disk: Disk, ending: str) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._name = ending

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._disk.log.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._disk.log.append(Write(self._name, newsize, None))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._disk.log.append(Sync(self._name))


class RecordedStore(SqliteStore):
    """The product's store; only what connects it to its file is another."""

    vfs = ""

    def _connected(self, path: Path | str) -> Any:
        return Connection(path, self.vfs)


class Connection:
    """`apsw` as the store uses `sqlite3`."""

    def __init__(self, path: Path | str, vfs: str) -> None:
        self._db = apsw.Connection(str(path), vfs=vfs)
        # The log's index is kept in memory: apsw has no shared one for a VFS of ours. The files are the same.
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, values: Any = ()) -> "Cursor":
        try:
            cursor = self._db.execute(sql, values)
        except apsw.ConstraintError as error:
            raise sqlite3.IntegrityError(str(error)) from error
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error
        return Cursor(cursor, self._db.changes())

    def close(self) -> None:
        self._db.close()


@dataclass(frozen=True, slots=True)
class Cursor:
    _cursor: apsw.Cursor
    rowcount: int

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> Any:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)
