"""Records that this server cannot read back: sealed for two or more age recipients, opened by any one of their keys.

The format is age's own (age-encryption.org/v1), so that the stock program `age -d` opens what stands here, too.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyrage
from pydantic_core import to_json

FEWEST = 2  # the loss of one key must not be the loss of all signatures
PREFIX = "age1"
LENGTH = 62  # of an X25519 recipient; age's other kinds are longer


class NotSealedForThis(Exception):
    """None of these keys opens it, or it was altered."""


def is_recipient(written: str) -> bool:
    """Whether it is an X25519 public key of age. Keys of ssh and of plugins are not taken: few programs open those."""
    try:
        return written.startswith(PREFIX) and len(written) == LENGTH and bool(_recipient(written))
    except pyrage.RecipientError:
        return False


def seal(record: dict[str, Any], recipients: Sequence[str]) -> bytes:
    """Any one of the recipients' keys opens it."""
    if len(set(recipients)) < FEWEST:
        raise ValueError(f"{len(set(recipients))} recipients; a record is sealed for at least {FEWEST}")
    return bytes(pyrage.encrypt(to_json(record), [_recipient(one) for one in recipients]))


def unseal(sealed: bytes, identities: Sequence[str]) -> dict[str, Any]:
    """`identities`: AGE-SECRET-KEY-1…. Raises `NotSealedForThis`."""
    try:
        record: dict[str, Any] = json.loads(pyrage.decrypt(sealed, [_identity(one) for one in identities]))
    except (pyrage.DecryptError, ValueError) as error:
        raise NotSealedForThis("None of these keys opens this record.") from error
    return record


def identities(text: str) -> list[str]:
    """Those in a file as `age-keygen` writes it. Empty where it holds none, or one that is broken."""
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    try:
        for line in found:
            _identity(line)
    except pyrage.IdentityError:
        return []
    return found


@lru_cache(maxsize=256)
def _recipient(written: str) -> Any:
    return pyrage.x25519.Recipient.from_str(written)


@lru_cache(maxsize=8)
def _identity(written: str) -> Any:
    return pyrage.x25519.Identity.from_str(written)
