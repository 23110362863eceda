"""A packet's folder, which nobody but the server's user may read. A file is whole, or it is not there."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

_WORK = "work"  # what is needed while the packet is made
_AT_ONCE = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    def make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.path, self.path / _WORK, self.path / "list"):
            folder.mkdir(mode=0o700, exist_ok=True)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self.path.exists():
            shutil.rmtree(self.path)  # once more, for what stands in its way to be said

    def finish(self) -> None:
        """The working files hold who signed, too."""
        shutil.rmtree(self.path / _WORK, ignore_errors=True)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        new = self.path / f"{name}.new"
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / name)

    def write(self, name: str, data: bytes) -> None:
        with self.writing(name) as file:
            file.write(data)

    def write_rows(self, name: str, rows: Iterable[Any]) -> None:
        with self.writing(f"{_WORK}/{name}") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def rows(self, name: str) -> Iterator[Any]:
        with (self.path / _WORK / name).open("rb") as file:
            for line in file:
                yield json.loads(line)

    def work(self, beginning: str) -> list[str]:
        """The working files whose names begin so, sorted."""
        return sorted(one.name for one in (self.path / _WORK).glob(f"{beginning}*") if one.suffix != ".new")

    def facts(self, name: str) -> dict[str, Any]:
        """What a reader needs to check it."""
        with (self.path / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return {"sha256": digest.hexdigest(), "size": file.tell()}

    def pieces(self, name: str) -> Iterator[bytes]:
        with (self.path / name).open("rb") as file:
            while piece := file.read(_AT_ONCE):
                yield piece


def of(root: Path, number: UUID) -> Folder:
    return Folder(root / str(number))
