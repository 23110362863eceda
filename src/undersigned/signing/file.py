"""SQLite's file: made once, and never again beside its own log.

SQLite makes a file wherever there is none. Were the database moved away under a running server, the next connection
would make an empty one, take the log that the old one left as its own, and lose what was acknowledged in it.
"""

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit


class DatabaseMoved(Exception):
    """The file is gone and its log is there."""


def address(path: str) -> str:
    """As SQLite takes it: to be opened, not to be made. Makes it on the first run. Raises `DatabaseMoved`."""
    file = Path(path)
    if not file.exists():
        _make(file)
    return f"file:{quote(str(file.resolve()))}?mode=rw"


def path(name: str) -> str:
    """The path in what `address` gave; a plain path as it is."""
    return unquote(urlsplit(name).path) if name.startswith("file:") else name


def _make(file: Path) -> None:
    log = file.with_name(file.name + "-wal")
    if log.exists():
        raise DatabaseMoved(
            f"{file} is not there, but {log.name} is: it holds signatures that are not in the file yet. "
            "Put the database file back beside it, or move the log away if it belongs to another."
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
