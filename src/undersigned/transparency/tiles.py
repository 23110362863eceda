"""A log cut into tiles, as in c2sp.org/tlog-tiles: where each is served, and which change when the log grows.

A tile of level 0 holds 256 leaf hashes; one of level n + 1 the roots of 256 full tiles of level n. Beside them stand
the bundles of 256 entries each, here as the tiles of level `ENTRIES`. The right-most of each level is partial, and any
partial tile, also an older one, is a prefix of what stands there now: so none of them need ever be kept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from undersigned.transparency import merkle
from undersigned.transparency.strict import Refused

WIDTH = 256
FULL = WIDTH * merkle.LENGTH
ENTRIES = -1
DEEPEST = 7  # the eighth level of 256 is past every number

_PATH = re.compile(r"tile/(entries|[0-7])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Place(NamedTuple):
    """The `n`th tile of a level."""

    level: int
    n: int


Read = Callable[[Place], bytes]  # what stands there; it may be wider than needed, and is empty where there is nothing


def path(place: Place, width: int = WIDTH) -> str:
    """tile/0/x001/x234/067.p/12: below the log's prefix."""
    groups = f"{place.n % 1000:03}"
    rest = place.n // 1000
    while rest:
        groups = f"x{rest % 1000:03}/{groups}"
        rest //= 1000
    level = "entries" if place.level == ENTRIES else place.level
    return f"tile/{level}/{groups}" + (f".p/{width}" if width < WIDTH else "")


def parse_path(text: str) -> tuple[Place, int]:
    """The place and the width. Raises `Refused` for all but the one spelling."""
    found = _PATH.fullmatch(text)
    if found is None:
        raise Refused("no tile has this address")
    n = int(found[2].replace("/", "").replace("x", ""))
    place = Place(ENTRIES if found[1] == "entries" else int(found[1]), n)
    width = int(found[3] or WIDTH)
    if path(place, width) != text:
        raise Refused("no tile has this address")
    return place, width


def of(size: int) -> Iterator[tuple[Place, int]]:
    """All tiles and bundles of a log of this size, with their widths."""
    for level in (ENTRIES, *range(DEEPEST + 1)):
        full, partial = divmod(count(level, size), WIDTH)
        yield from ((Place(level, n), WIDTH) for n in range(full))
        if partial:
            yield Place(level, full), partial


def count(level: int, size: int) -> int:
    """How many hashes, or entries, this level of a log of `size` entries has."""
    return size >> 8 * max(level, 0)


def cut(place: Place, data: bytes, width: int) -> bytes:
    """The first `width` of what stands there. Raises `Refused` where it holds fewer."""
    end = _records(data, width)[1] if place.level == ENTRIES else width * merkle.LENGTH
    if len(data) < end:
        raise Refused(f"{path(place)} holds less than {width}")
    return data[:end]


def width(place: Place, data: bytes) -> int:
    """How many hashes, or entries, `data` holds."""
    if place.level != ENTRIES:
        return len(data) // merkle.LENGTH
    held = at = 0
    while at < len(data):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
        held += 1
    return held


def bundle(entries: Sequence[bytes]) -> bytes:
    """Each after its length in two bytes."""
    return b"".join(map(_record, entries))


def split(data: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle. Raises `Refused` where it holds more or fewer."""
    entries, end = _records(data, width)
    if end != len(data):
        raise Refused(f"a bundle does not hold {width} entries")
    return entries


def hashed(data: bytes) -> bytes:
    """The tile of level 0 that belongs to a bundle."""
    return b"".join([merkle.leaf_hash(entry) for entry in split(data, width(Place(ENTRIES, 0), data))])


def grown(read: Read, *, size: int, entries: Sequence[bytes]) -> dict[Place, bytes]:
    """The tiles and bundles that change when `entries` follow the first `size`."""
    changed = _filled(read, Place(ENTRIES, size), [_record(entry) for entry in entries])
    return changed | grown_hashes(read, size=size, hashes=[merkle.leaf_hash(entry) for entry in entries])


def grown_hashes(read: Read, *, size: int, hashes: Sequence[bytes]) -> dict[Place, bytes]:
    """The same for the tiles alone, by the entries' leaf hashes."""
    changed: dict[Place, bytes] = {}
    level = 0
    while hashes:
        filled = _filled(read, Place(level, count(level, size)), hashes)
        changed |= filled
        hashes = [merkle.fold(data) for data in filled.values() if len(data) == FULL]
        level += 1
    return changed


def _filled(read: Read, after: Place, items: Sequence[bytes]) -> dict[Place, bytes]:
    """`items` put behind the first `after.n` of a level."""
    n, width = divmod(after.n, WIDTH)
    here = Place(after.level, n)
    kept = cut(here, read(here), width) if width else b""
    filled: dict[Place, bytes] = {}
    begin = 0
    while begin < len(items):
        end = begin + WIDTH - width
        filled[here] = kept + b"".join(items[begin:end])
        here, begin, width, kept = Place(after.level, here.n + 1), end, 0, b""
    return filled


def _record(entry: bytes) -> bytes:
    return len(entry).to_bytes(2, "big") + entry


def _records(data: bytes, width: int) -> tuple[list[bytes], int]:
    """The first `width`, and where they end; past the end of `data` where there are fewer."""
    entries = []
    at = 0
    for _ in range(width):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        entries.append(data[begin:at])
    return entries, at
