"""The gate in front of signing: lets a submission in, asks for a little work, or has it held, unmailed and uncounted.

Whoever is held sees the same answer as everybody, so that a robot learns nothing. Work is asked for by the number of
forms that a network sends, and says nothing about the address in the form.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from disposable_email_domains import blocklist

from undersigned.defence import client
from undersigned.defence.client import Lines, Network
from undersigned.defence.guests import Guests
from undersigned.defence.limits import Limit, Limits, Memory, Step
from undersigned.defence.work import GOOD_FOR_S, Done, Task, Work
from undersigned.vault import blind

HONEYPOT = "again"  # a field that people do not see and no browser fills in for them; robots do
HOUR = 3_600.0
NOBODY = Lines(b"", b"")  # all of whom no address is known
THROWAWAY = 3  # so many forms one with a mailbox for an hour counts for: the lists of such services are public


@dataclass(frozen=True, slots=True)
class Allow:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Stored, not mailed, not counted. `reason`: honeypot | network | mailbox."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Nothing is stored yet; the same form, with the task done, comes in."""

    task: Task


Verdict = Allow | Hold | Ask


@dataclass(frozen=True, slots=True)
class Orders:
    """What an organiser has told the gate. `guests` are not limited; of the petitions in `asking` everybody works."""

    guests: Guests = field(default_factory=Guests)
    asking: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Pair:
    near: Limit
    wide: Limit

    def of(self, known: Lines | None, times: int = 1) -> list[Step]:
        """None for whom no address is known."""
        return [(self.near, known.near), (self.wide, known.wide)] * times if known else []


def _pair(name: str, *, near: tuple[int, float], wide: tuple[int, float]) -> _Pair:
    return _Pair(Limit(f"{name}-near", *near), Limit(f"{name}-wide", *wide))


EASY = _pair("easy", near=(10, HOUR / 30), wide=(60, HOUR / 600))
WORKED = _pair("worked", near=(60, HOUR / 300), wide=(600, HOUR / 6_000))
PATIENT = _pair("patient", near=(3, HOUR / 60), wide=(30, HOUR / 600))
ASKINGS = _pair("askings", near=(5, HOUR / 20), wide=(30, HOUR / 200))
UNKNOWN_ASKINGS = Limit("unknown-askings", 60, HOUR / 600)  # of all whose network nobody knows
LETTERS = Limit("letters", 3, 12 * HOUR)  # five in any day, over all petitions of the installation
ASKED_FOR = Limit("asked-for", 3, 12 * HOUR)  # apart: whoever asks in another's name keeps nobody out
SPENT = Limit("spent", 1, GOOD_FOR_S)  # each task is good once


class Gate:
    """One a process. `limits`: how far they are used up; without, this process's own memory.

    `always_asks`: for work, of everybody. `spares_mailboxes`: as many letters as one likes, where none leaves this
    machine.
    """

    def __init__(
        self,
        key: bytes,
        *,
        trusted: Sequence[Network] = (),
        always_asks: bool = False,
        spares_mailboxes: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self.orders = Orders()  # read anew by `public.orders`
        self._trusted = trusted
        self._always_asks = always_asks
        self._spares_mailboxes = spares_mailboxes
        self._limits = limits or Memory()
        self._work = Work(key)
        self.judging = 0  # forms that wait for their verdict: each may need a place in the queue

    async def judge(
        self,
        fields: Mapping[str, str],
        *,
        email: str,
        peer: str | None,
        headers: Iterable[tuple[bytes, bytes]],
        petition_id: int = 0,
    ) -> Verdict:
        """`fields`: the form as it was posted. `email`: read from it. `peer`, `headers`: see `client.lines`."""
        if fields.get(HONEYPOT, "").strip():
            return Hold("honeypot")
        known = self._known(peer, headers)
        done = self._work.done(fields)
        if done is Done.NOTHING and self._asks(petition_id):
            return Ask(self._work.task())
        spent: list[Step] = [] if done is Done.NOTHING else [(SPENT, self._work.nonce(fields))]
        before = spent + self._of_network(known, done, email)
        self.judging += 1
        try:
            taken = await self._limits.take(before + self._of_letter(LETTERS, email))
        finally:
            self.judging -= 1
        if taken < len(before):
            is_held = done is Done.WORK and taken >= len(spent)
            return Hold("network") if is_held else Ask(self._work.task())
        return Allow() if taken > len(before) or self._spares_mailboxes else Hold("mailbox")

    def lines(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> Lines | None:
        """See `client.lines`."""
        return client.lines(peer, headers, trusted=self._trusted)

    def _asks(self, petition_id: int) -> bool:
        return self._always_asks or petition_id in self.orders.asking

    def _known(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> Lines | None:
        """None, too, for a guest."""
        lines = self.lines(peer, headers)
        return None if self.orders.guests.has(lines) else lines

    def _of_network(self, known: Lines | None, done: Done, email: str) -> list[Step]:
        if done is Done.WORK:
            return WORKED.of(known)
        if done is Done.PATIENCE:
            return PATIENT.of(known or NOBODY)
        return EASY.of(known, THROWAWAY if email.rpartition("@")[2].lower() in blocklist else 1)

    def _of_letter(self, limit: Limit, email: str) -> list[Step]:
        return [] if self._spares_mailboxes else [(limit, blind.canonical_email(email).encode())]

    async def may_ask(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether one more asking for a letter, to whatever mailbox, may come from this network; then counted."""
        return await self._takes(ASKINGS.of(self.lines(peer, headers)) or [(UNKNOWN_ASKINGS, b"")])

    async def may_ask_for(self, email: str) -> bool:
        """Whether the link to this mailbox's own page may be asked for once more, and then counted."""
        return await self._takes(self._of_letter(ASKED_FOR, email))

    async def may_write_to(self, email: str) -> bool:
        """Whether one more letter may go to this mailbox, and then counted: nobody's inbox is filled through us."""
        return await self._takes(self._of_letter(LETTERS, email))

    async def wrote_nothing_to(self, email: str) -> None:
        """Nothing was stored, so no letter goes: whoever tries again while a database is away is not held for it."""
        for step in self._of_letter(LETTERS, email):
            await self._limits.give_back(step)

    async def _takes(self, steps: Sequence[Step]) -> bool:
        return await self._limits.take(steps) == len(steps)
