"""Checkpoints, as in c2sp.org/tlog-checkpoint: how long a log is and what its tree's root is, signed by the log.

Lines that the format allows after these three are refused: nothing in a log's entries would vouch for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from undersigned.transparency import keys, merkle, note
from undersigned.transparency.keys import SigningKey, VerifierKey
from undersigned.transparency.note import Note, Signature
from undersigned.transparency.strict import Refused, from_base64, number, to_base64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin`: the log's name for good, which its key bears too."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @property
    def digest(self) -> bytes:
        """What the first entry of a new epoch holds of the last checkpoint before it."""
        return sha256(self.text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log has signed. `witnessed`: by whom else, and when (seconds since 1970)."""

    checkpoint: Checkpoint
    witnessed: dict[str, int]


def parse(text: str) -> Checkpoint:
    """Raises `Refused`. Says nothing of signatures: see `opened`."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise Refused("a checkpoint has three lines: origin, size, root")
    root = from_base64(lines[2], what="the checkpoint's root", length=merkle.LENGTH)
    return Checkpoint(lines[0], number(lines[1], what="the checkpoint's size"), root)


def sign(checkpoint: Checkpoint, by: Iterable[SigningKey]) -> Note:
    """While a key is being replaced, by the old one and the new one."""
    signatures = [Signature(key.name, key.verifier.id, key.sign(checkpoint.text)) for key in by]
    return Note(checkpoint.text, tuple(signatures))


def opened(data: bytes, *, by: Iterable[VerifierKey]) -> Opened:
    """Believed only if a log's key among `by` signed it, under the name of its origin. Raises `Refused`.

    `by`: the log's keys, any of which will do, and those of witnesses.
    """
    signed = note.parse(data)
    found = signed.signers(by)
    checkpoint = parse(signed.text)
    if not any(key.kind == keys.LOG and key.name == checkpoint.origin for key in found):
        raise Refused(f"the checkpoint of {checkpoint.origin!a} is signed by no key that was given")
    return Opened(checkpoint, {key.name: at for key, at in found.items() if at is not None})
