"""The key files in one encrypted file, in the format of age: also opened by `age -d … | tar -x`, without this program.

Needs no database.
"""

import io
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pyrage


class CannotRestore(Exception):
    """Wrong passphrase, wrong key, no such file, or a folder that is not empty."""


def make(
    folder: Path, logs: Path, *, passphrase: str = "", recipients: Sequence[pyrage.x25519.Recipient] = ()
) -> bytes:
    """All files of the folder, and below `log` those of the logs' keys. By a passphrase or for recipients."""
    files = {f"log/{path.relative_to(logs)}": path for path in _files(logs)}
    files |= {str(path.relative_to(folder)): path for path in _files(folder) if not path.is_relative_to(logs)}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, path in sorted(files.items()):
            archive.add(path, arcname=name, recursive=False)
    if passphrase:
        return bytes(pyrage.passphrase.encrypt(packed.getvalue(), passphrase))
    return bytes(pyrage.encrypt(packed.getvalue(), list(recipients)))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".new"]


def restore(
    sealed: bytes, folder: Path, *, passphrase: str = "", identities: Sequence[pyrage.x25519.Identity] = ()
) -> list[str]:
    """Into an empty folder; the names of what was written. Raises `CannotRestore`."""
    if folder.exists() and any(folder.iterdir()):
        raise CannotRestore(f"{folder} is not empty. Restore into a new folder, and move that into its place.")
    try:
        if passphrase:
            packed = pyrage.passphrase.decrypt(sealed, passphrase)
        else:
            packed = pyrage.decrypt(sealed, list(identities))
    except pyrage.DecryptError as error:
        raise CannotRestore("This passphrase or key does not open it.") from error
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
        names = archive.getnames()
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return names
