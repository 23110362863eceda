"""Signed notes, as in c2sp.org/signed-note: a text, an empty line, and a line for each who signed it."""

from collections.abc import Iterable
from dataclasses import dataclass

from undersigned.transparency import keys
from undersigned.transparency.keys import VerifierKey
from undersigned.transparency.strict import Refused, as_text, from_base64, to_base64

LONGEST = 64 * 1024  # bytes; room for witnesses whose signatures outlive today's computers
MOST_SIGNATURES = 64
_DASH = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with its line end. Nothing in it is to be believed before `signers`."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()

    def signers(self, known: Iterable[VerifierKey]) -> dict[VerifierKey, int | None]:
        """Who of them signed, and when where they say so.

        Whom nobody knows is passed over: so new keys and witnesses can come in. Raises `Refused` where the signature
        of one that is known is wrong.
        """
        by_id = {(key.name, key.id): key for key in known}
        found: dict[VerifierKey, int | None] = {}
        for signature in self.signatures:
            key = by_id.get((signature.name, signature.key_id))
            if key is not None:
                found[key] = key.check(self.text, signature.value)
        return found


def parse(data: bytes) -> Note:
    """Raises `Refused`."""
    if len(data) > LONGEST:
        raise Refused(f"a note of {len(data)} bytes is longer than any")
    note = as_text(data, what="the note")
    if any(letter < " " and letter != "\n" for letter in note):
        raise Refused("a note holds no control characters")
    text, parted, lines = note.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise Refused("a note is a text, an empty line, and signatures, each ended by a line end")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise Refused(f"a note with {len(signatures)} signatures has more than any")
    return Note(text + "\n", signatures)


def _signature(line: str) -> Signature:
    name, _, value = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise Refused("a signature's line begins with a dash and a blank")
    keys.check_name(name)
    data = from_base64(value, what=f"the signature of {name}")
    if len(data) <= keys.ID_LENGTH:
        raise Refused(f"the signature of {name} is too short")
    return Signature(name, data[: keys.ID_LENGTH], data[keys.ID_LENGTH :])
