"""A signer's receipt, as in c2sp.org/tlog-proof: that their signature is in the log, checked without asking anybody.

What opens the commitment stands in the `extra` line, so a receipt is for its signer alone: it holds name and address.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from undersigned.transparency import checkpoint, entry, leaf, merkle, proof
from undersigned.transparency.checkpoint import Opened
from undersigned.transparency.keys import VerifierKey
from undersigned.transparency.strict import Refused, as_text, from_base64, from_hex, number, to_base64

LONGEST = 128 * 1024
MOST_SIBLINGS = 63
_FORMAT = "c2sp.org/tlog-proof@v1"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Opening:
    """All that a commitment was made of."""

    salt: bytes
    text_hash: bytes
    canonical_email: str
    name: str

    def entry(self) -> bytes:
        """As it stands in the log."""
        commitment = leaf.commitment(
            salt=self.salt, text_hash=self.text_hash, canonical_email=self.canonical_email, name=self.name
        )
        return entry.encode(entry.Sign(commitment))


@dataclass(frozen=True, slots=True)
class Receipt:
    """`note`: the signed checkpoint, as it was served."""

    opening: Opening
    index: int
    siblings: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        lines = [_FORMAT, f"extra {to_base64(_extra(self.opening))}", f"index {self.index}"]
        return "\n".join([*lines, *map(to_base64, self.siblings), "", ""]).encode() + self.note

    def check(self, by: Iterable[VerifierKey]) -> Opened:
        """The checkpoint that the signature is in. Raises `Refused`."""
        opened = checkpoint.opened(self.note, by=by)
        proof.check_inclusion(
            merkle.leaf_hash(self.opening.entry()),
            index=self.index,
            size=opened.checkpoint.size,
            siblings=self.siblings,
            root=opened.checkpoint.root,
        )
        return opened


def parse(data: bytes) -> Receipt:
    """Raises `Refused`."""
    if len(data) > LONGEST:
        raise Refused(f"a receipt of {len(data)} bytes is longer than any")
    head, parted, note = data.partition(b"\n\n")
    lines = as_text(head, what="the receipt").split("\n")
    if not parted or lines[0] != _FORMAT:
        raise Refused(f"a receipt begins with the line {_FORMAT}")
    if len(lines) > 3 + MOST_SIBLINGS:
        raise Refused("the proof of inclusion is longer than any")
    extra, index = (_labelled(lines, place, label) for place, label in ((1, "extra"), (2, "index")))
    siblings = [from_base64(line, what="a hash of the proof", length=merkle.LENGTH) for line in lines[3:]]
    opening = _opening(from_base64(extra, what="the receipt's extra"))
    return Receipt(opening, number(index, what="the receipt's index"), tuple(siblings), note)


def _labelled(lines: list[str], place: int, label: str) -> str:
    if len(lines) <= place or not lines[place].startswith(label + " "):
        raise Refused(f"line {place + 1} of a receipt begins with {label}")
    return lines[place].removeprefix(label + " ")


def _extra(opening: Opening) -> bytes:
    """JSON in its one spelling: these keys, in this order, no blanks, no needless escapes."""
    fields = {
        "v": _VERSION,
        "salt": opening.salt.hex(),
        "text": opening.text_hash.hex(),
        "email": opening.canonical_email,
        "name": opening.name,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _opening(extra: bytes) -> Opening:
    try:
        fields = json.loads(as_text(extra, what="the receipt's extra"))
    except (ValueError, RecursionError):
        raise Refused("the receipt's extra is not JSON") from None
    if not isinstance(fields, dict) or fields.get("v") != _VERSION:
        raise Refused(f"the receipt's extra is not of version {_VERSION}")
    email, name = fields.get("email"), fields.get("name")
    if not isinstance(email, str) or not isinstance(name, str):
        raise Refused("the receipt's extra lacks the address or the name")
    salt = from_hex(fields.get("salt"), what="the salt", length=leaf.SALT_LENGTH)
    opening = Opening(salt, from_hex(fields.get("text"), what="the text's hash", length=merkle.LENGTH), email, name)
    if _spelled(opening) != extra:
        raise Refused("the receipt's extra is not written as it is in one way only")
    return opening


def _spelled(opening: Opening) -> bytes | None:
    try:
        return _extra(opening)
    except UnicodeEncodeError:  # half a character, which JSON can name and UTF-8 cannot hold
        return None
