"""The count rule: goes through a log's entries in order, counts, and refuses what no honest log holds.

    count = SIGN − VOID + REINSTATE

A VOID must name an earlier signature that stands. A REINSTATE must name one that others than its signer voided: who
has withdrawn comes back by signing again. Both may name an OFFLINE, too: what was declared beside the count is taken
back, and declared again. That changes its sum, and never the count.
"""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field

from undersigned.transparency import entry
from undersigned.transparency.entry import Entry, Offline, Reason, Reinstate, Sign, Stage, State, Text, Void
from undersigned.transparency.strict import Refused

# What is known of each entry, one byte: a signature that is void holds its reason.
_NO_SIGNATURE, _STANDS, _DECLARED, _TAKEN_BACK = 0, 255, 254, 253
_UNDONE = frozenset({Reason.INVALIDATED, Reason.LEGAL_ORDER})
_SIGN_LENGTH = 1 + entry.HASH_LENGTH


@dataclass(slots=True)
class Section:
    """From a TEXT to the next one: signatures there are for this text."""

    begins: int  # the index of the TEXT's own entry
    digest: bytes
    count: int = 0  # of those that stand


@dataclass(slots=True)
class Declared:
    """What an OFFLINE says. `manifest`: the hash of what tells more."""

    number: int
    manifest: bytes
    stands: bool = True


@dataclass(slots=True)
class Totals:
    """Of all entries so far. `declared`, `states`: with the index of each entry."""

    signed: int = 0
    voided: dict[Reason, int] = field(default_factory=lambda: dict.fromkeys(Reason, 0))
    reinstated: int = 0
    declared: dict[int, Declared] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    states: list[tuple[int, Stage]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The public number. What was collected offline stands beside it."""
        return self.signed - sum(self.voided.values()) + self.reinstated

    @property
    def offline(self) -> int:
        return sum(one.number for one in self.declared.values() if one.stands)


class Ledger:
    """One byte of memory an entry."""

    def __init__(self) -> None:
        self.totals = Totals()
        self._known = bytearray()

    def __len__(self) -> int:
        """How many entries were read."""
        return len(self._known)

    def read(self, entries: Iterable[bytes]) -> None:
        """The next ones. Raises `Refused`, and is of no use afterwards."""
        known, totals = self._known, self.totals
        for data in entries:
            # Nearly all are these; the rest of the rule is below.
            if len(data) == _SIGN_LENGTH and data[0] == entry.SIGN and totals.sections:
                known.append(_STANDS)
                totals.signed += 1
                totals.sections[-1].count += 1
            else:
                self._read(data)

    def stands(self, index: int) -> bool:
        """Whether this entry is a signature that counts."""
        return index < len(self._known) and self._known[index] == _STANDS

    def _read(self, data: bytes) -> None:
        try:
            known = self._apply(entry.parse(data))
        except Refused as trouble:
            raise Refused(f"entry {len(self)} is {trouble}") from None
        self._known.append(known)

    def _apply(self, found: Entry) -> int:
        """Returns what is to be known of this entry."""
        match found:
            case Sign():
                raise Refused("a signature under no text")
            case Void(index, reason):
                self._void(index, reason)
            case Reinstate(index):
                self._reinstate(index)
            case Text(digest):
                self.totals.sections.append(Section(len(self), digest))
            case Offline(number, manifest):
                self.totals.declared[len(self)] = Declared(number, manifest)
                return _DECLARED
            case State(stage):
                self._state(stage)
        return _NO_SIGNATURE

    def _void(self, index: int, reason: Reason) -> None:
        if index < len(self) and self._known[index] == _DECLARED and reason in _UNDONE:
            self._declare(index, known=_TAKEN_BACK)
            return
        if not self.stands(index):
            raise Refused(f"the void of entry {index}, which is no signature that stands")
        self._known[index] = reason
        self.totals.voided[reason] += 1
        self._section(index).count -= 1

    def _reinstate(self, index: int) -> None:
        if index < len(self) and self._known[index] == _TAKEN_BACK:
            self._declare(index, known=_DECLARED)
            return
        if index >= len(self) or self._known[index] not in _UNDONE:
            raise Refused(f"the return of entry {index}, which is no signature that others voided")
        self._known[index] = _STANDS
        self.totals.reinstated += 1
        self._section(index).count += 1

    def _declare(self, index: int, *, known: int) -> None:
        self._known[index] = known
        self.totals.declared[index].stands = known == _DECLARED

    def _state(self, stage: Stage) -> None:
        if stage is Stage.NEW_EPOCH and len(self):
            raise Refused("the beginning of an epoch, in the middle of one")
        self.totals.states.append((len(self), stage))

    def _section(self, index: int) -> Section:
        """The one that this signature is in."""
        sections = self.totals.sections
        return sections[bisect(sections, index, key=lambda one: one.begins) - 1]
