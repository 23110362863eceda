"""The files of a batch, in a folder that nobody but the server's user may read: scans, a list while it is read."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

LIST, LEFT = "list.csv", "left.jsonl"
_AT_ONCE = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    def write(self, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
        """Whole, or not there. What is told of it: {"sha256", "size"}."""
        self._make()
        new, digest, size = self.path / f"{name}.new", hashlib.sha256(), 0
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / name)
        return {"sha256": digest.hexdigest(), "size": size}

    def append(self, name: str, data: bytes, *, at: int) -> int:
        """Behind the first `at` bytes: what a kill has left behind them goes. Its size now."""
        self._make()
        with os.fdopen(os.open(self.path / name, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(at)
            file.seek(at)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return at + len(data)

    def pieces(self, name: str) -> Iterator[bytes]:
        with (self.path / name).open("rb") as file:
            while piece := file.read(_AT_ONCE):
                yield piece

    def digest(self, name: str) -> bytes:
        """Its SHA-256; empty where it is not there."""
        try:
            with (self.path / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").digest()
        except FileNotFoundError:
            return b""

    def forget(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What ends the block early takes all of its files with it."""
        try:
            yield
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self.path.exists():
            shutil.rmtree(self.path)  # once more, for what stands in its way to be said

    def _make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700, exist_ok=True)


def of(root: Path, batch: UUID) -> Folder:
    return Folder(root / str(batch))
