"""Merkle tree hashes as in RFC 6962 section 2.1, over SHA-256."""

from collections.abc import Sequence
from hashlib import sha256

LENGTH = 32
EMPTY = sha256(b"").digest()  # the root of a tree without leaves


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root above 1, 2, 4, 8 … hashes, given as one string of bytes."""
    while len(hashes) > LENGTH:
        pairs = range(0, len(hashes), 2 * LENGTH)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * LENGTH]).digest() for at in pairs])
    return hashes


def join(roots: Sequence[bytes]) -> bytes:
    """The root above perfect subtrees that stand side by side, the largest first."""
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = node_hash(left, root)
    return root
