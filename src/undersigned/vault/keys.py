"""The four master keys of an installation, each in a file of its own, never in the database.

`seal` wraps the campaigns' data keys, `index` makes blind indexes, `token` signs links and codes, `django` is
Django's SECRET_KEY. They are separate files, so that losing one to a thief does not lose them all.
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
    return MasterKeys(**{name: _read(folder / name) for name in NAMES})


def derive(key: bytes, *labels: bytes) -> bytes:
    """A 32-byte key for one purpose. Labels are length-prefixed, so no two lists of labels meet."""
    message = b"".join(len(label).to_bytes(2, "big") + label for label in labels)
    # Not `hmac.digest`, here and elsewhere: it gives the interpreter away for microseconds, and waits to get it back.
    return hmac.new(key, message, "sha256").digest()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in NAMES:
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(LENGTH) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise KeysIncomplete(f"{path} does not hold {LENGTH} bytes in hexadecimal. Put it back from your backup.")
    return key
