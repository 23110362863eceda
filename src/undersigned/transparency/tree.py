"""A log's tree at one size, read from its tiles: its root, and the proofs that somebody else can check (`proof`).

A proof reads the tile above its entry on each level, and the right edge: eight tiles for ten million entries.
"""

from undersigned.transparency import merkle, tiles
from undersigned.transparency.strict import Refused
from undersigned.transparency.tiles import Place, Read


class Tree:
    """Remembers what it has read and hashed: proofs of many entries of one batch cost little more than one."""

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self.size = size
        self._tiles: dict[Place, bytes] = {}
        self._hashes: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        return self._range(0, self.size) if self.size else merkle.EMPTY

    def inclusion(self, index: int) -> list[bytes]:
        """RFC 6962 section 2.1.1: PATH(index, D[size]), from the leaf's sibling upwards."""
        if not 0 <= index < self.size:
            raise Refused(f"there is no entry {index} among {self.size}")
        start, end, siblings = 0, self.size, list[bytes]()
        while end - start > 1:
            middle = start + _half(end - start)
            if index < middle:
                siblings.append(self._range(middle, end))
                end = middle
            else:
                siblings.append(self._range(start, middle))
                start = middle
        return siblings[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """RFC 6962 section 2.1.2: PROOF(old, D[size]). Empty where there is nothing to prove."""
        if not 0 <= old <= self.size:
            raise Refused(f"a tree of {old} is no beginning of one of {self.size}")
        start, end, hashes = 0, self.size if old else 0, list[bytes]()
        while old < end:
            middle = start + _half(end - start)
            if old <= middle:
                hashes.append(self._range(middle, end))
                end = middle
            else:
                hashes.append(self._range(start, middle))
                start = middle
        if start:
            hashes.append(self._range(start, end))
        return hashes[::-1]

    def _range(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]); `start` is where such a subtree may begin."""
        roots = []
        while start < end:
            height = (end - start).bit_length() - 1
            roots.append(self._subtree(height, start >> height))
            start += 1 << height
        return merkle.join(roots)

    def _subtree(self, height: int, n: int) -> bytes:
        """The root of the `n`th perfect subtree of this height."""
        known = self._hashes.get((height, n))
        if known is None:
            level, inside = divmod(height, 8)
            place = Place(level, n >> (8 - inside))
            begin = (n << inside) % tiles.WIDTH * merkle.LENGTH
            end = begin + (merkle.LENGTH << inside)
            tile = self._tile(place)
            if len(tile) < end:
                raise Refused(f"{tiles.path(place)} is not there, or too short")
            known = self._hashes[height, n] = merkle.fold(tile[begin:end])
        return known

    def _tile(self, place: Place) -> bytes:
        if place not in self._tiles:
            self._tiles[place] = self._read(place)
        return self._tiles[place]


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
