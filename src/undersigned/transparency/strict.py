"""Readings that have one spelling each, and the one error that this room raises.

Whoever checks a log must come to the same answer as everybody else who does. So nothing is read generously here: no
blank, no leading zero, no second way to write the same bytes.
"""

import base64
import re

MOST = 2**63 - 1  # of any number: what every language's signed integer holds

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class Refused(Exception):
    """What was read does not hold. The sentence says what, and where."""


def number(text: str, *, what: str) -> int:
    """Decimal, without sign or leading zeroes."""
    if not _NUMBER.fullmatch(text) or int(text) > MOST:
        raise Refused(f"{what} is no number: {_shown(text)}")
    return int(text)


def from_base64(text: str, *, what: str, length: int | None = None) -> bytes:
    """RFC 4648 section 4, padded. `length`: how many bytes it must hold."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(f"{what} is not in base64: {_shown(text)}") from None
    if to_base64(found) != text:
        raise Refused(f"{what} is not in base64 as it is written in one way only: {_shown(text)}")
    if length is not None and len(found) != length:
        raise Refused(f"{what} has {len(found)} bytes instead of {length}")
    return found


def to_base64(given: bytes) -> str:
    return base64.b64encode(given).decode()


def from_hex(text: object, *, what: str, length: int) -> bytes:
    """Lower case."""
    if not isinstance(text, str) or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", text):
        raise Refused(f"{what} is not {length} bytes in lower-case hexadecimal")
    return bytes.fromhex(text)


def as_text(given: bytes, *, what: str) -> str:
    try:
        return given.decode()
    except UnicodeDecodeError:
        raise Refused(f"{what} is not UTF-8") from None


def _shown(text: str) -> str:
    """On one line, and not all of it."""
    return ascii(text if len(text) <= 60 else text[:60] + "…")
