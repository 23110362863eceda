"""Where an auditor reads a log from: a folder, or its address. Standard library only."""

import urllib.request
import zlib
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

from undersigned.transparency.strict import Refused

LARGEST = 64 * 1024  # bytes of one answer; the longest bundle of our entries has ten thousand
TIMEOUT_S = 30
_GONE = (404, 410)
_GZIP = 16 + zlib.MAX_WBITS

Fetch = Callable[[str], bytes]  # by the path below the log's prefix. Raises `Missing`, or `Refused` for other trouble


class Missing(Refused):
    """There is nothing at this path."""


def by_name(name: str) -> tuple[Fetch, int]:
    """By an address or a folder's path; and how many may be fetched at once."""
    if name.startswith(("https://", "http://")):
        return web(name), 8
    return folder(Path(name)), 1


def folder(root: Path) -> Fetch:
    def fetch(path: str) -> bytes:
        try:
            with (root / path).open("rb") as file:
                return _limited(file.read(LARGEST + 1), path)
        except FileNotFoundError:
            raise Missing(f"{path} is not there") from None
        except OSError as error:
            raise Refused(f"{path} cannot be read: {error.strerror}") from None

    return fetch


def web(prefix: str) -> Fetch:
    """`prefix`: https://…, below which the log is."""
    base = prefix.rstrip("/")

    def fetch(path: str) -> bytes:
        asked = urllib.request.Request(f"{base}/{path}", headers={"Accept-Encoding": "gzip, identity"})  # noqa: S310  by_name
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
                data = _limited(answer.read(LARGEST + 1), path)
                is_packed = answer.headers.get("Content-Encoding") == "gzip"
        except HTTPError as error:
            error.close()
            trouble = Missing if error.code in _GONE else Refused
            raise trouble(f"{base}/{path} answered {error.code}") from None
        except (OSError, HTTPException) as error:
            raise Refused(f"{base}/{path} cannot be reached: {error}") from None
        return _unpacked(data, path) if is_packed else data

    return fetch


def _limited(data: bytes, path: str) -> bytes:
    if len(data) > LARGEST:
        raise Refused(f"{path} is longer than any")
    return data


def _unpacked(data: bytes, path: str) -> bytes:
    try:
        return _limited(zlib.decompressobj(_GZIP).decompress(data, LARGEST + 1), path)
    except zlib.error:
        raise Refused(f"{path} is not packed as it says") from None
