"""RFC 6962 and tlog-tiles as their texts say it, word by word and slowly: what the product is compared with."""

import hashlib
from functools import cache

WIDTH = 256


class Tree:
    """D[0:n] by its leaf hashes."""

    def __init__(self, leaf_hashes: list[bytes]) -> None:
        self.leaves = leaf_hashes
        self._large = cache(self._computed)

    def mth(self, start: int, end: int) -> bytes:
        """Section 2.1: MTH(D[start:end])."""
        if end - start >= 16:
            return self._large(start, end)  # else what many sizes have in common would be hashed for each
        return self._computed(start, end)

    def path(self, m: int, start: int, end: int) -> list[bytes]:
        """Section 2.1.1: PATH(m, D[start:end]); m is counted from `start`."""
        n = end - start
        if n == 1:
            return []
        k = half(n)
        if m < k:
            return [*self.path(m, start, start + k), self.mth(start + k, end)]
        return [*self.path(m - k, start + k, end), self.mth(start, start + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """Section 2.1.2: PROOF(m, D[n]), for 0 < m <= n."""
        return self._subproof(m, 0, n, is_whole=True)

    def _subproof(self, m: int, start: int, end: int, *, is_whole: bool) -> list[bytes]:
        n = end - start
        if m == n:
            return [] if is_whole else [self.mth(start, end)]
        k = half(n)
        if m <= k:
            return [*self._subproof(m, start, start + k, is_whole=is_whole), self.mth(start + k, end)]
        return [*self._subproof(m - k, start + k, end, is_whole=False), self.mth(start, start + k)]

    def _computed(self, start: int, end: int) -> bytes:
        n = end - start
        if n == 0:
            return hashlib.sha256(b"").digest()
        if n == 1:
            return self.leaves[start]
        middle = start + half(n)
        return hashlib.sha256(b"\x01" + self.mth(start, middle) + self.mth(middle, end)).digest()


def tiles(entries: list[bytes]) -> dict[str, bytes]:
    """All that tlog-tiles wants served for a log of these entries, by path."""
    tree = Tree([leaf_hash(entry) for entry in entries])
    size = len(entries)
    records = [len(entry).to_bytes(2, "big") + entry for entry in entries]
    served = {}
    for start in range(0, size, WIDTH):
        width = min(WIDTH, size - start)
        served[path("entries", start // WIDTH, width)] = b"".join(records[start : start + width])
    level = 0
    while size >= WIDTH**level:
        step = WIDTH**level
        hashes = [tree.mth(at, at + step) for at in range(0, size - step + 1, step)]
        for start in range(0, len(hashes), WIDTH):
            width = min(WIDTH, len(hashes) - start)
            served[path(str(level), start // WIDTH, width)] = b"".join(hashes[start : start + width])
        level += 1
    return served


def path(level: str, n: int, width: int) -> str:
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{place}" + ("" if width == WIDTH else f".p/{width}")


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def half(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
