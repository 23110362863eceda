"""Looks for known addresses in a dump, as somebody would who has stolen the database and not the keys.

    python scripts/keyless.py --addresses known.txt var/undersigned.sqlite3*
    pg_dump … > dump.sql; python scripts/keyless.py --addresses known.txt dump.sql

In the clear, in hexadecimal, base64 and UTF-16; and hashed, by every usual hash, of the address as it is, in lower case
and in its canonical form; with the salts that are given, and the identifiers that come most often in the dump, before
it, behind it, and as the key of an HMAC.
Standard library alone. Exits with 1 where any address is found.
"""

import argparse
import base64
import hashlib
import hmac
import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

SALTED = (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512)
HASHES = (*SALTED, hashlib.sha3_256, hashlib.blake2b)
SHOWN = 8  # bytes of a hash: so much by chance has one chance in 2^64
SALTS = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b", re.IGNORECASE
)
AT_ONCE = 5_000  # addresses: more take more memory
MOST_SALTS = 2  # those that come most often; others are given
LOCAL = 64  # RFC 5321 §4.5.3.1.1: the longest local part
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{12,}")


def found(dump: bytes, addresses: Iterable[str], *, salts: Iterable[bytes] = ()) -> set[str]:
    """Those of the addresses that the dump gives away. `salts`: what else the thief tries, beside what is in there."""
    known, tried = sorted(set(addresses)), [*salts, *_salts(dump)]
    given_away = _readable(dump, known)
    for start in range(0, len(known), AT_ONCE):
        given_away |= _hashed(dump, known[start : start + AT_ONCE], tried)
    return given_away


def canonical(address: str) -> str:
    """See docs/spec/blind-index.md; so far as addresses in ASCII need it."""
    local, _, domain = address.lower().rpartition("@")
    domain = {"googlemail.com": "gmail.com"}.get(domain, domain)
    local = local.split("+", 1)[0] or local
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


def _forms(address: str) -> set[str]:
    return {address, address.lower(), canonical(address)}


def _readable(dump: bytes, addresses: Iterable[str]) -> set[str]:
    """Whose address stands there, however it was written down, and whatever stands right before and behind it."""
    whose = {form.encode(): address for address in addresses for form in _forms(address)}
    domains = tuple({form.rpartition(b"@")[2].lower() for form in whose})
    lower = {form.lower(): address for form, address in whose.items()}
    texts = [dump, dump.replace(b"\0", b""), b"\n".join(bytes.fromhex(one.decode()) for one in HEX.findall(dump))]
    texts.append(b"\n".join(_base64(piece[start:]) for piece in BASE64.findall(dump) for start in range(4)))
    return {lower[one] for text in texts for one in _candidates(text.lower(), domains) if one in lower}


def _candidates(text: bytes, domains: tuple[bytes, ...]) -> Iterator[bytes]:
    """Around each @: columns stand side by side without a sign between them."""
    place = text.find(b"@")
    while place >= 0:
        if text.startswith(domains, place + 1):
            for domain in domains:
                if text.startswith(domain, place + 1):
                    yield from (text[start:place] + b"@" + domain for start in range(max(0, place - LOCAL), place))
        place = text.find(b"@", place + 1)


def _base64(piece: bytes) -> bytes:
    usual = piece.translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(usual + b"A" * (-len(usual) % 4))


def _salts(dump: bytes) -> Iterator[bytes]:
    """Identifiers and numbers that look like one: as written, and as bytes. Those that come most often first."""
    times: dict[bytes, int] = {}
    for one in SALTS.findall(dump):
        times[one] = times.get(one, 0) + 1
    for one in sorted(times, key=lambda salt: -times[salt])[:MOST_SALTS]:
        yield one
        yield bytes.fromhex(one.replace(b"-", b"").decode())


def _hashed(dump: bytes, addresses: Iterable[str], salts: list[bytes]) -> set[str]:
    """Whose hash stands anywhere in the dump, as bytes or in hexadecimal."""
    texts = [dump, b"\n".join(bytes.fromhex(one.decode()) for one in HEX.findall(dump))]
    there = list(addresses)
    wanted = {int.from_bytes(digest, sys.byteorder) for one in there for digest in _digests(one, salts)}
    met = set().union(*(wanted.intersection(numbers) for text in texts for numbers in _numbers(text)))
    if not met:
        return set()
    return {one for one in there if not met.isdisjoint(int.from_bytes(d, sys.byteorder) for d in _digests(one, salts))}


def _numbers(text: bytes) -> Iterator[array]:
    """The 8 bytes at every place, as numbers."""
    for start in range(SHOWN):
        numbers = array("Q")
        numbers.frombytes(text[start : start + (len(text) - start) // SHOWN * SHOWN])
        yield numbers


def _digests(address: str, salts: Iterable[bytes]) -> Iterator[bytes]:
    for form in (one.encode() for one in sorted(_forms(address))):
        for plain in HASHES:
            yield plain(form).digest()[:SHOWN]
        for salt in salts:
            for salted in SALTED:
                yield salted(salt + form).digest()[:SHOWN]
                yield salted(form + salt).digest()[:SHOWN]
            for name in ("sha1", "sha256", "sha512"):
                yield hmac.digest(salt, form, name)[:SHOWN]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--addresses", type=Path, required=True, help="a file with one address a line")
    parser.add_argument("--salt", action="append", default=[], help="one more to try, such as a petition's UUID")
    parser.add_argument("dumps", type=Path, nargs="+")
    given = parser.parse_args()
    known = [line.strip() for line in given.addresses.read_text().splitlines() if line.strip()]
    salts = [one.encode() for one in given.salt]
    there = found(b"\n".join(path.read_bytes() for path in given.dumps), known, salts=salts)
    print(f"{len(set(known)):,} addresses looked for, {len(there):,} found")
    for address in sorted(there):
        print(f"    {address}")
    return 1 if there else 0


if __name__ == "__main__":
    sys.exit(main())
