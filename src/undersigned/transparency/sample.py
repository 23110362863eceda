"""The sample audit: whether signers exist, by asking a few whom nobody could choose.

The log cannot show that its signatures are people's. But once it is closed, an auditor names a nonce; with the root it
draws signatures, and the organiser opens the addresses of those, and of no others, for the auditor to write to. Where
none of 300 is false, fewer than one in a hundred is, at 95 per cent.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.transparency import entry, leaf, merkle
from undersigned.transparency.strict import Refused, from_hex


@dataclass(frozen=True, slots=True)
class Shown:
    """A signature opened for its address alone: of the name nothing is seen but `name_part`."""

    index: int
    text_hash: bytes
    canonical_email: str
    email_key: bytes  # HMAC(salt, "email")
    name_part: bytes  # c_n

    def leaf_hash(self) -> bytes:
        email_part = hmac.digest(self.email_key, self.canonical_email.encode(), "sha256")
        commitment = leaf.of_parts(text_hash=self.text_hash, email_part=email_part, name_part=self.name_part)
        return merkle.leaf_hash(entry.encode(entry.Sign(commitment)))


def draw(*, root: bytes, size: int, nonce: str, number: int, stands: Callable[[int], bool]) -> list[int]:
    """`number` entries, in the order they are drawn: HMAC(root, nonce ‖ k) mod size for k = 0, 1, 2, …

    Passed over: what is no signature that stands, and what was drawn before. There must be as many that stand.
    """
    drawn: dict[int, None] = {}
    k = 0
    while len(drawn) < number:
        digest = hmac.digest(root, nonce.encode() + k.to_bytes(8, "big"), "sha256")
        index = int.from_bytes(digest, "big") % size
        if stands(index):
            drawn[index] = None
        k += 1
    return list(drawn)


def parse(line: str) -> Shown:
    """A line of the organiser's answer, in JSON. Raises `Refused`."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or type(fields.get("index")) is not int or not _is_text(fields.get("email")):
        raise Refused('an opened signature is {"index": …, "text": …, "email": …, "email_key": …, "name_part": …}')
    hashes = (
        from_hex(fields.get(name), what=f"{name} of entry {fields['index']}", length=merkle.LENGTH)
        for name in ("text", "email_key", "name_part")
    )
    text_hash, email_key, name_part = hashes
    return Shown(fields["index"], text_hash, fields["email"], email_key, name_part)


def _is_text(value: object) -> bool:
    """Without halves of characters, which JSON can name."""
    return isinstance(value, str) and value.isprintable()
