"""Small files that are there whole or not at all, and on disk when the call returns."""

import os
import secrets
from pathlib import Path


def replace(file: Path, text: str) -> None:
    """What it held before, if anything, is gone."""
    written = _written(file, text)
    written.replace(file)
    _sync(file.parent)


def make(file: Path, text: str) -> None:
    """Raises `FileExistsError`, and leaves what is there."""
    written = _written(file, text)
    try:
        file.hardlink_to(written)
    finally:
        written.unlink()
    _sync(file.parent)


def _written(file: Path, text: str) -> Path:
    """Beside it, for this user alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    return beside


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
