"""What a witness answers to a log that asks for its cosignature. It knows one checkpoint of each log: the last one.

A log that shows one history to this witness and another one elsewhere gets caught, for it can't have both cosigned.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from undersigned.transparency import checkpoint, merkle, note, proof
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import SigningKey, VerifierKey
from undersigned.transparency.note import Signature
from undersigned.transparency.strict import Refused, as_text, from_base64, number
from undersigned.witness.memory import Memory

LONGEST = 128 * 1024  # bytes of a request
MOST_HASHES = 63
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as it is written. Nothing in it is to be believed."""

    old_size: int
    hashes: list[bytes]
    note: bytes
    now: Checkpoint


@dataclass(frozen=True, slots=True)
class Witness:
    """`logs`: their public keys by origin. `clock`: seconds since 1970."""

    key: SigningKey
    logs: Mapping[str, Sequence[VerifierKey]]
    memory: Memory
    clock: Callable[[], int]

    def add_checkpoint(self, request: bytes) -> Answer:
        try:
            asked = parsed(request)
        except Refused as trouble:
            return Answer(400, f"{trouble}\n")
        known = self.logs.get(asked.now.origin)
        if known is None:
            return Answer(404, "this log is not witnessed here\n")
        try:
            checkpoint.opened(asked.note, by=known)
        except Refused as trouble:
            return Answer(403, f"{trouble}\n")
        with self.memory.of(asked.now.origin) as kept:
            answer = _judged(asked, kept.last)
            if answer is None:
                kept.put(asked.now)  # on disk before anybody has the cosignature
        return answer or Answer(200, self._cosigned(asked.now))

    def _cosigned(self, now: Checkpoint) -> str:
        value = self.key.cosign(now.text, at=self.clock())
        return str(Signature(self.key.name, self.key.verifier.id, value))


def parsed(request: bytes) -> Asked:
    """Raises `Refused`."""
    if len(request) > LONGEST:
        raise Refused("the request is longer than any")
    head, parted, signed = request.partition(b"\n\n")
    first, *lines = as_text(head, what="the request").split("\n")
    if not parted or not first.startswith("old "):
        raise Refused("a request is the old size, a proof, an empty line, and a checkpoint")
    if len(lines) > MOST_HASHES:
        raise Refused(f"a proof has at most {MOST_HASHES} hashes")
    hashes = [from_base64(line, what="a hash of the proof", length=merkle.LENGTH) for line in lines]
    now = checkpoint.parse(note.parse(signed).text)
    old_size = number(first.removeprefix("old "), what="the old size")
    if old_size > now.size:
        raise Refused("the old size is larger than the checkpoint's")
    return Asked(old_size, hashes, signed, now)


def _judged(asked: Asked, last: Checkpoint | None) -> Answer | None:
    """None: it may be cosigned."""
    size, root = (last.size, last.root) if last else (0, merkle.EMPTY)
    if asked.old_size != size:
        return Answer(409, f"{size}\n", SIZE)
    if asked.now.size == size and asked.now.root != root and last:
        return Answer(409, f"{size}\n", SIZE)
    if size == 0:
        return None if not asked.hashes else Answer(422, "from nothing on there is nothing to prove\n")
    try:
        proof.check_consistency(
            old_size=size, old_root=root, size=asked.now.size, root=asked.now.root, hashes=asked.hashes
        )
    except Refused as trouble:
        return Answer(422, f"{trouble}\n")
    return None
