"""So many of each: the gate's limits by name, and how far each visitor and mailbox has used them up.

A process keeps that in its own memory, or, with others, in a store that they share: `shared`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from undersigned.defence.rate import Rate


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """`burst` at once, then one each `every_s`."""

    name: str
    burst: int
    every_s: float


# One more of what these bytes name: a visitor's or a mailbox's own, never to be kept but hashed.
Step = tuple[Limit, bytes]


class Limits(Protocol):
    """Whoever takes waits for no longer than a moment, and never sees that something is away."""

    async def take(self, steps: Sequence[Step]) -> int:
        """How many are within their limits, one after the other, and then counted. The first that is not ends it."""

    async def give_back(self, step: Step) -> None:
        """What was taken last was of no use."""


class Memory:
    """This process's own: a restart forgets it. `clock`: seconds that never run back."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rates = _Rates()

    async def take(self, steps: Sequence[Step]) -> int:
        return self.count(steps)

    async def give_back(self, step: Step) -> None:
        limit, key = step
        self._rates[limit].give_back(hash(key))

    def count(self, steps: Sequence[Step]) -> int:
        """As `take`."""
        now = self._clock()
        for taken, (limit, key) in enumerate(steps):
            # Python hashes bytes with SipHash and a key of this process.
            if not self._rates[limit].take(hash(key), now):
                return taken
        return len(steps)


class _Rates(dict[Limit, Rate]):
    def __missing__(self, limit: Limit) -> Rate:
        self[limit] = Rate(burst=limit.burst, every_s=limit.every_s)
        return self[limit]
