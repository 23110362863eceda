"""The last checkpoint that was cosigned of each log: a small file each, on disk before the cosignature is given."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from undersigned.ledger import durable
from undersigned.transparency import checkpoint
from undersigned.transparency.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one log, while nobody else may change it. Raises `Refused` where the file holds none."""

    file: Path

    @property
    def last(self) -> Checkpoint | None:
        try:
            return checkpoint.parse(self.file.read_text())
        except FileNotFoundError:
            return None

    def put(self, now: Checkpoint) -> None:
        if now != self.last:
            durable.replace(self.file, now.text)


class Memory:
    """A folder. It must never be restored from a backup: a witness that forgets can be told another history."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def of(self, origin: str) -> Iterator[Kept]:
        name = sha256(origin.encode()).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Kept(self._folder / name)
        finally:
            os.close(handle)
