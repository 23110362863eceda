"""Parts a batch, so that each part can be written by statements over whole sets.

The commands of a batch were under way at the same time, so no caller can tell in which order they were applied, but for
this: what names the same mailbox or the same signature keeps its order, what is confirmed is numbered in order of
arrival, and nothing that came after a withdrawal is applied before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from undersigned.signing.signature import Command, Confirm, ConfirmByCode, Remind, Sign, Withdraw

Single = Remind | ConfirmByCode


@dataclass(slots=True)
class Part:
    """Applied in this order. No mailbox and no signature is in it twice; each with its place in the batch."""

    signs: list[Sign] = field(default_factory=list)  # all of them have one outcome
    singles: list[tuple[int, Single]] = field(default_factory=list)
    confirms: list[tuple[int, Confirm]] = field(default_factory=list)
    withdraws: list[tuple[int, Withdraw]] = field(default_factory=list)


def parts(commands: Sequence[Command]) -> Iterator[Part]:
    """One part where all are strangers to each other, as nearly always."""
    part, named = Part(), set[tuple[int, object]]()
    for place, command in enumerate(commands):
        names = _names(command)
        if not named.isdisjoint(names) or (part.withdraws and not isinstance(command, Withdraw)):
            yield part
            part, named = Part(), set()
        named.update(names)
        _put(part, place, command)
    yield part


def _names(command: Command) -> tuple[tuple[int, object], ...]:
    """The mailbox by its index, the signature by its id; a newcomer has both."""
    match command:
        case Sign(signature=row):
            return (row.petition_id, row.blind_index), (row.petition_id, row.id)
        case Remind() | ConfirmByCode():
            return ((command.petition_id, command.blind_index),)
        case Confirm() | Withdraw():
            return ((command.petition_id, command.signature_id),)
        case _:
            raise TypeError(f"no such command: {command!r}")


def _put(part: Part, place: int, command: Command) -> None:
    match command:
        case Sign():
            part.signs.append(command)
        case Confirm():
            part.confirms.append((place, command))
        case Withdraw():
            part.withdraws.append((place, command))
        case _:
            part.singles.append((place, command))
