"""What a log's entries say, byte by byte: docs/spec/entries.md. Nothing of a person is in them, and no time.

A type, a length, a reason or a state that is not known is refused and never stepped over: whoever counts would count
otherwise than the log's keeper does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from undersigned.transparency.strict import Refused

HASH_LENGTH = 32
SIGN, VOID, TEXT, REINSTATE, OFFLINE, STATE = range(1, 7)


class Reason(IntEnum):
    """Why a signature no longer counts."""

    WITHDRAWN = 1  # by its signer
    INVALIDATED = 2  # fraud, or a double
    NOT_ME = 3  # the address's owner says that they never signed
    LEGAL_ORDER = 4


class Stage(IntEnum):
    """What has become of the petition."""

    OPEN = 1
    CLOSED = 2
    DELIVERED = 3
    NEW_EPOCH = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """One confirmed signature; see `leaf.commitment`."""

    commitment: bytes


@dataclass(frozen=True, slots=True)
class Void:
    index: int  # of the signature's entry
    reason: Reason


@dataclass(frozen=True, slots=True)
class Text:
    """What is signed from here on: the hash of its canonical form; see `text.digest`."""

    digest: bytes


@dataclass(frozen=True, slots=True)
class Reinstate:
    """A void is undone."""

    index: int  # of the signature's entry


@dataclass(frozen=True, slots=True)
class Offline:
    """`number` signatures on paper, or collected elsewhere. Declared, not verifiable one by one: never in the count."""

    number: int
    manifest: bytes  # SHA-256 of what describes them; see `offline`


@dataclass(frozen=True, slots=True)
class State:
    stage: Stage
    previous: bytes = b""  # of a new epoch: SHA-256 of the text of the last checkpoint of the one before


Entry = Sign | Void | Text | Reinstate | Offline | State


def encode(entry: Entry) -> bytes:
    match entry:
        case Sign(commitment):
            return bytes([SIGN]) + commitment
        case Void(index, reason):
            return bytes([VOID]) + index.to_bytes(8, "big") + bytes([reason])
        case Text(digest):
            return bytes([TEXT]) + digest
        case Reinstate(index):
            return bytes([REINSTATE]) + index.to_bytes(8, "big")
        case Offline(number, manifest):
            return bytes([OFFLINE]) + number.to_bytes(4, "big") + manifest
        case State(stage, previous):
            return bytes([STATE, stage]) + previous


def parse(data: bytes) -> Entry:
    """Raises `Refused`."""
    read = _READERS.get(data[0]) if data else None
    if read is None:
        raise Refused(f"of an unknown type: {data[:1].hex() or 'empty'}")
    return read(data)


def _sign(data: bytes) -> Sign:
    _require(len(data) == 1 + HASH_LENGTH, data)
    return Sign(data[1:])


def _void(data: bytes) -> Void:
    _require(len(data) == 10 and data[9] in set(Reason), data)
    return Void(int.from_bytes(data[1:9], "big"), Reason(data[9]))


def _text(data: bytes) -> Text:
    _require(len(data) == 1 + HASH_LENGTH, data)
    return Text(data[1:])


def _reinstate(data: bytes) -> Reinstate:
    _require(len(data) == 9, data)
    return Reinstate(int.from_bytes(data[1:], "big"))


def _offline(data: bytes) -> Offline:
    _require(len(data) == 5 + HASH_LENGTH, data)
    return Offline(int.from_bytes(data[1:5], "big"), data[5:])


def _state(data: bytes) -> State:
    _require(len(data) >= 2 and data[1] in set(Stage), data)
    stage = Stage(data[1])
    _require(len(data) == 2 + (HASH_LENGTH if stage is Stage.NEW_EPOCH else 0), data)
    return State(stage, data[2:])


def _require(holds: bool, data: bytes) -> None:  # noqa: FBT001  the condition itself
    if not holds:
        raise Refused(f"of no known form: {data[:40].hex()}")


_READERS: dict[int, Callable[[bytes], Entry]] = {
    SIGN: _sign,
    VOID: _void,
    TEXT: _text,
    REINSTATE: _reinstate,
    OFFLINE: _offline,
    STATE: _state,
}
