"""The blind index of an e-mail address: equal for equal mailboxes, worthless without the key.

An unkeyed hash is no protection: whoever has a list of addresses undoes it in a moment. The key is a campaign's
own, so that two campaigns cannot be joined.
"""

import hmac
import unicodedata

import idna

from undersigned.vault.keys import derive

NORMALISATION = 1
VERSION = 1
LENGTH = 16

# Where a provider ignores dots, or has a second name. The same rules as the UK's e-petitions, kept as data.
DOTLESS = frozenset({"gmail.com"})
ALIASES = {"googlemail.com": "gmail.com"}


def canonical_email(address: str) -> str:
    """The mailbox behind an address, for comparison only: letters go to the address as typed."""
    local, _, domain = unicodedata.normalize("NFC", address).rpartition("@")
    domain = domain.lower()
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode()
    domain = ALIASES.get(domain, domain)
    local = local.casefold().split("+", 1)[0] or local.casefold()
    if domain in DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def index_key(master: bytes, *, petition: str) -> bytes:
    """The key of one petition's index; `petition` is its UUID."""
    return derive(master, b"idx", petition.encode(), VERSION.to_bytes(2, "big"))


def mailbox_key(master: bytes) -> bytes:
    """Of the one index that knows a mailbox in all campaigns: it tells who gets no letter any more, no more."""
    return derive(master, b"mailbox", VERSION.to_bytes(2, "big"))


def index(address: str, *, key: bytes) -> bytes:
    """16 bytes: HMAC-SHA256(key, "email" ‖ 0 ‖ canonical address), cut."""
    return hmac.new(key, b"email\0" + canonical_email(address).encode(), "sha256").digest()[:LENGTH]


def layer(index: bytes, *, key: bytes) -> bytes:
    """The index of the next version, from that of the last one: so the key is changed without opening any record."""
    return hmac.new(key, b"again\0" + index, "sha256").digest()[:LENGTH]
