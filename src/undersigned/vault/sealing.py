"""Records sealed with AES-256-GCM, bound to the row they belong to, so that none can be moved to another.

0x01 ‖ key id u16 ‖ nonce 12 ‖ ciphertext ‖ tag 16        AAD = "us1|" kind "|" row id "|" key id
"""

import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import to_json

VERSION = b"\x01"
NONCE_LENGTH = 12


class CannotOpen(Exception):
    """The record was sealed for another row, by another key, or was altered."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """One campaign's key: `kid` names it in each record it sealed."""

    kid: int
    cipher: AESGCM


def data_key(kid: int, key: bytes) -> DataKey:
    return DataKey(kid, AESGCM(key))


def seal(record: dict[str, Any], *, key: DataKey, kind: str, row: str, nonce: bytes) -> bytes:
    """`record` as JSON, sealed for row `row` of `kind`. `nonce`: 12 random bytes, never used again."""
    clear = to_json(record)
    return VERSION + key.kid.to_bytes(2, "big") + nonce + key.cipher.encrypt(nonce, clear, _context(kind, row, key.kid))


def unseal(sealed: bytes, *, key: DataKey, kind: str, row: str) -> dict[str, Any]:
    """What `seal` was given. Raises `CannotOpen`."""
    sealed = bytes(sealed)
    kid, nonce, rest = int.from_bytes(sealed[1:3], "big"), sealed[3:15], sealed[15:]
    if sealed[:1] != VERSION or kid != key.kid:
        raise CannotOpen(f"record of version {sealed[:1]!r}, key {kid}")
    try:
        clear = key.cipher.decrypt(nonce, rest, _context(kind, row, kid))
    except (InvalidTag, ValueError) as error:  # ValueError: cut so short that no nonce is left
        raise CannotOpen(f"{kind} {row}") from error
    record: dict[str, Any] = json.loads(clear)
    return record


def kid_of(sealed: bytes) -> int:
    """Which key sealed it; 0: it is no record."""
    return int.from_bytes(sealed[1:3], "big") if sealed[:1] == VERSION else 0


def wrap(data_key: bytes, *, by: bytes, kid: int, owner: str, nonce: bytes) -> bytes:
    """A data key under the master key, bound to its owner and id."""
    return nonce + AESGCM(by).encrypt(nonce, data_key, _context("key", owner, kid))


def unwrap(wrapped: bytes, *, by: bytes, kid: int, owner: str) -> bytes:
    """Raises `CannotOpen` where the master key is another, or the row was moved."""
    wrapped = bytes(wrapped)
    try:
        return AESGCM(by).decrypt(wrapped[:NONCE_LENGTH], wrapped[NONCE_LENGTH:], _context("key", owner, kid))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"data key {kid} of {owner}: was it sealed by another installation's keys?") from error


def _context(kind: str, row: str, kid: int) -> bytes:
    return f"us1|{kind}|{row}|{kid}".encode()
