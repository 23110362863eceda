"""What one look brought, as a sentence and, where something is amiss, what to do about it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Level(IntEnum):
    """Worst first."""

    WRONG = 0  # something that visitors or organisers need does not work
    UNSAFE = 1  # it works, and may be lost, read or abused
    GOOD = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty where all is well. Both are in the language that is active."""

    level: Level
    sentence: str
    remedy: str = ""


def wrong(sentence: Any, remedy: Any) -> Finding:
    return Finding(Level.WRONG, str(sentence), str(remedy))


def unsafe(sentence: Any, remedy: Any) -> Finding:
    return Finding(Level.UNSAFE, str(sentence), str(remedy))


def good(sentence: Any) -> Finding:
    return Finding(Level.GOOD, str(sentence))
