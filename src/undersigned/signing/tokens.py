"""Links and codes that prove a mailbox: stateless, bound to one kind, one petition, one signature.

    base64url( version 1 ‖ kind 1 ‖ signature id 16 ‖ expiry u32 ‖ HMAC-SHA256(key, petition ‖ all before)[:16] )

51 characters. A token of one kind is worthless at another kind's door, and at another petition's. Reading one
costs no database query, so that an answer tells nothing about who has signed.
"""

import base64
import binascii
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import to_json

from undersigned.vault.keys import all_of, derive

VERSION = 1
MAC_LENGTH = 16
CODE_DIGITS = 6
DAY = 86_400
LIFETIME_S = {
    1: 7 * DAY,
    2: 30 * DAY,
    3: 730 * DAY,
    4: 730 * DAY,
    5: 730 * DAY,
    6: DAY,
}  # by kind; the confirm link lives as long as a pending signature
CHECK_LIFETIME_S = DAY


class Kind(IntEnum):
    CONFIRM = 1  # in the letter: opens the page with the button
    SIGNED = 2  # after confirming: the signer's number, share panel and remark
    WITHDRAW = 3  # in every letter and on the signed page
    UNSUBSCRIBE = 4  # in every letter of news
    NEVER = 5  # in every other letter: no letter any more. It names the mailbox, see `blind.mailbox`, not a signature
    MANAGE = 6  # in the letter that was asked for, and on the signed page: opens the signer's own page


@dataclass(frozen=True, slots=True)
class Valid:
    signature_id: UUID


@dataclass(frozen=True, slots=True)
class Expired:
    """Ours, but too old."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Not ours: cut short by a mail program, altered, of another kind or another petition."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for the letter, as the check-your-mail page must know it: sealed into that page's address.

    It holds the blind index and not the row, so that it is the same whether the address has signed before or not.
    """

    email: str
    first_name: str
    blind_index: bytes


def mint(kind: Kind, signature_id: UUID, *, petition: UUID, key: bytes, at: float) -> str:
    """A link's token. `at`: seconds since 1970 when it was made; its life is the kind's."""
    expiry = int(at) + LIFETIME_S[kind]
    body = bytes((VERSION, kind)) + signature_id.bytes + expiry.to_bytes(4, "big")
    return _encode(body + _mac(key, petition, body))


def read(token: str, kind: Kind, *, petition: UUID, key: bytes, at: float) -> Valid | Expired | Broken:
    """What the bearer may do. Compared in constant time."""
    raw = _decode(token)
    body, mac = raw[:-MAC_LENGTH], raw[-MAC_LENGTH:]
    if len(body) != 22 or not _is_ours(mac, key, petition, body) or body[:2] != bytes((VERSION, kind)):
        return Broken()
    if int.from_bytes(body[18:], "big") < at:
        return Expired()
    return Valid(UUID(bytes=body[2:18]))


def code(signature_id: UUID, serial: int, *, key: bytes) -> str:
    """The six digits in the `serial`th letter about a signature."""
    digest = hmac.new(derive(key, b"code"), signature_id.bytes + serial.to_bytes(2, "big"), "sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def seal_waiting(waiting: Waiting, *, petition: UUID, key: bytes, at: float, nonce: bytes) -> str:
    """The check-your-mail page's token: personal data, readable by this installation alone."""
    record = {"e": waiting.email, "n": waiting.first_name, "i": waiting.blind_index.hex(), "t": int(at)}
    clear = to_json(record)
    return _encode(nonce + _waiting_cipher(key).encrypt(nonce, clear, petition.bytes))


def open_waiting(token: str, *, petition: UUID, key: bytes, at: float) -> Waiting | Expired | Broken:
    raw = _decode(token)
    record = None
    for one in all_of(key):
        with suppress(InvalidTag, ValueError):
            record = json.loads(_waiting_cipher(one).decrypt(raw[:12], raw[12:], petition.bytes))
    if record is None:
        return Broken()
    if record["t"] + CHECK_LIFETIME_S < at:
        return Expired()
    return Waiting(record["e"], record["n"], bytes.fromhex(record["i"]))


@lru_cache(maxsize=4)
def _waiting_cipher(key: bytes) -> AESGCM:
    return AESGCM(derive(key, b"waiting"))


@lru_cache(maxsize=4)
def _link_key(key: bytes) -> bytes:
    return derive(key, b"link")


def _mac(key: bytes, petition: UUID, body: bytes) -> bytes:
    return hmac.new(_link_key(key), petition.bytes + body, "sha256").digest()[:MAC_LENGTH]


def _is_ours(mac: bytes, key: bytes, petition: UUID, body: bytes) -> bool:
    """By the key of today, or by one that it has replaced: links live for two years."""
    return any(hmac.compare_digest(mac, _mac(one, petition, body)) for one in all_of(key))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(token: str) -> bytes:
    """Empty where it is no base64url, or not the one spelling that `_encode` gives."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""
    return raw if _encode(raw) == token else b""
