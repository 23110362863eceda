"""The four master keys of an installation, each in a file of its own, never in the database.

`seal` wraps the campaigns' data keys, `index` makes blind indexes, `token` signs links and codes, `django` is
Django's SECRET_KEY. They are separate files, so that losing one to a thief does not lose them all.

A key that was replaced stays beside the new one, as `seal.1`, `seal.2`, … while something is left that needs it.
"""

import hmac
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path

LENGTH = 32


class KeysIncomplete(Exception):
    """Some key files are there and some are not: making new ones would lock away what the old ones sealed."""


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Four 32-byte secrets; the file of each bears its name."""

    seal: bytes
    index: bytes
    token: bytes
    django: bytes


NAMES = [field.name for field in fields(MasterKeys)]


class Renewed(bytes):
    """A key that has replaced others. `before`: those, the latest first."""

    before: tuple[bytes, ...] = ()


def load_or_make(folder: Path) -> MasterKeys:
    """The keys in `folder`; on a first run, where there is none at all, makes them. Raises `KeysIncomplete`."""
    if not any((folder / name).exists() for name in NAMES):
        _make(folder)
    missing = [name for name in NAMES if not (folder / name).exists()]
    if missing:
        raise KeysIncomplete(
            f"{folder} lacks {', '.join(missing)}. Put the missing key files back from your backup: "
            "without them sealed signatures cannot be opened."
        )
    return MasterKeys(**{name: _with_older(folder, name) for name in NAMES})


def all_of(key: bytes) -> list[bytes]:
    """The key itself, then those that it has replaced."""
    return [key, *getattr(key, "before", ())]


def older_files(folder: Path, name: str) -> list[Path]:
    """Of the keys that `name` has replaced, the latest first."""
    found = [path for path in folder.glob(f"{name}.*") if path.suffix[1:].isdecimal()]
    return sorted(found, key=lambda path: int(path.suffix[1:]), reverse=True)


def relatives(key: bytes, *, folder: Path, name: str) -> list[bytes]:
    """What lies in `folder` as `name` now, and what lay there before: `key` itself comes first.

    A process that was started before a key was replaced finds the new one so. Another installation's folder is none
    of its business.
    """
    if not (folder / name).exists():
        return all_of(key)
    there = [read(path) for path in (folder / name, *older_files(folder, name))]
    return [key, *(one for one in there if one != key)] if key in there else all_of(key)


def current(key: bytes, *, folder: Path, name: str) -> bytes:
    """What has replaced `key` in `folder`; `key` itself, where nothing has."""
    was_replaced = any(read(path) == key for path in older_files(folder, name))
    return read(folder / name) if was_replaced else key


def renew(folder: Path, name: str) -> Path:
    """Puts a new key in the place of `name`; returns the file in which the old one is kept.

    Killed at any line, it leaves a `name` that is whole, with all that it has replaced beside it.
    """
    older = older_files(folder, name)
    kept = folder / f"{name}.{int(older[0].suffix[1:]) + 1 if older else 1}"
    fresh = folder / f"{name}.new"
    fresh.unlink(missing_ok=True)
    _write(fresh)
    os.link(folder / name, kept)
    fresh.replace(folder / name)
    _sync(folder)
    return kept


def derive(key: bytes, *labels: bytes) -> bytes:
    """A 32-byte key for one purpose. Labels are length-prefixed, so no two lists of labels meet."""
    message = b"".join(len(label).to_bytes(2, "big") + label for label in labels)
    # Not `hmac.digest`, here and elsewhere: it gives the interpreter away for microseconds, and waits to get it back.
    return hmac.new(key, message, "sha256").digest()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in NAMES:
        _write(folder / name)


def _write(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _with_older(folder: Path, name: str) -> bytes:
    key = Renewed(read(folder / name))
    key.before = tuple(read(path) for path in older_files(folder, name))
    return key


def read(path: Path) -> bytes:
    """Raises `KeysIncomplete`."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise KeysIncomplete(f"{path} does not hold {LENGTH} bytes in hexadecimal. Put it back from your backup.")
    return key
