"""Checks proofs: that an entry is in a tree, that one tree is the beginning of another. RFC 9162 section 2.1."""

from collections.abc import Sequence

from undersigned.transparency import merkle
from undersigned.transparency.merkle import node_hash
from undersigned.transparency.strict import Refused


def check_inclusion(leaf_hash: bytes, *, index: int, size: int, siblings: Sequence[bytes], root: bytes) -> None:
    """Raises `Refused`."""
    if not 0 <= index < size:
        raise Refused(f"there is no entry {index} among {size}")
    if _climb(leaf_hash, siblings, at=index, last=size - 1)[1] != root:
        raise Refused(f"entry {index} is not in the tree of {size} entries as this says")


def check_consistency(*, old_size: int, old_root: bytes, size: int, root: bytes, hashes: Sequence[bytes]) -> None:
    """That the first `old_size` of `size` entries are those of the old tree. Raises `Refused`."""
    trouble = Refused(f"the tree of {old_size} entries is no beginning of the one of {size}")
    if old_size in (0, size):
        if hashes or old_root != (root if old_size == size else merkle.EMPTY):
            raise trouble
        return
    # Of a perfect tree the first hash is its own root, which is known already.
    path = list(hashes) if old_size & (old_size - 1) else [old_root, *hashes]
    if not 0 < old_size < size or not path:
        raise trouble
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if _climb(path[0], path[1:], at=at, last=last) != (old_root, root):
        raise trouble


def _climb(start: bytes, siblings: Sequence[bytes], *, at: int, last: int) -> tuple[bytes, bytes]:
    """From the hash at place `at` of a level that ends with `last`, up to the root.

    The root of all up to `start`, and the root of all. Raises `Refused` where the way has another length.
    """
    left = whole = start
    for sibling in siblings:
        if not last:
            raise Refused("the proof is too long")
        if at & 1 or at == last:
            left, whole = node_hash(sibling, left), node_hash(sibling, whole)
            while at and not at & 1:  # up the right edge, where nothing stands beside
                at, last = at >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise Refused("the proof is too short")
    return left, whole
