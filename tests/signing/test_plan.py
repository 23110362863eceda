"""A batch is parted so that nothing in a part depends on anything else in it, and as seldom as may be."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOW
from undersigned.signing import plan
from undersigned.signing.signature import (
    Command,
    Confirm,
    ConfirmByCode,
    NewSignature,
    Remind,
    Sign,
    State,
    Withdraw,
)

ROSA, INES = UUID(int=1), UUID(int=2)


def sign(mailbox: bytes, id_: UUID, *, petition_id: int = 1) -> Sign:
    return Sign(
        NewSignature(
            petition_id=petition_id,
            id=id_,
            state=State.PENDING,
            blind_index=mailbox,
            sealed=b"",
            commitment=b"",
            text_version=1,
            wording_version=1,
            wants_updates=False,
            shows_name=False,
            language="en",
            source="",
            via="",
            hold_reason="",
            signed_at=NOW,
        )
    )


def remind(mailbox: bytes) -> Remind:
    return Remind(1, mailbox, uuid4(), NOW)


def by_code(mailbox: bytes) -> ConfirmByCode:
    return ConfirmByCode(1, mailbox, "123456", NOW)


def confirm(id_: UUID) -> Confirm:
    return Confirm(1, id_, NOW)


def withdraw(id_: UUID) -> Withdraw:
    return Withdraw(1, id_, "signer", NOW)


def sizes(*commands: Command) -> list[int]:
    return [
        len(part.signs) + len(part.singles) + len(part.confirms) + len(part.withdraws)
        for part in plan.parts(list(commands))
    ]


def test_strangers_are_written_together() -> None:
    commands = [sign(b"rosa", ROSA), confirm(INES), by_code(b"theo"), sign(b"mallory", uuid4()), withdraw(uuid4())]

    (part,) = plan.parts(commands)

    assert part.signs == [commands[0], commands[3]]
    assert part.confirms == [(1, commands[1])]
    assert part.singles == [(2, commands[2])]
    assert part.withdraws == [(4, commands[4])]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([sign(b"rosa", ROSA), sign(b"rosa", INES)], [1, 1]),
        ([sign(b"rosa", ROSA), sign(b"rosa", INES, petition_id=2)], [2]),
        ([sign(b"rosa", ROSA), confirm(ROSA), withdraw(ROSA)], [1, 1, 1]),
        ([sign(b"rosa", ROSA), remind(b"rosa"), by_code(b"rosa")], [1, 1, 1]),
        ([confirm(ROSA), confirm(ROSA)], [1, 1]),
        ([confirm(ROSA), confirm(INES)], [2]),
        ([withdraw(ROSA), withdraw(INES)], [2]),
        ([withdraw(ROSA), sign(b"rosa", INES)], [1, 1]),  # whoever left and signs again does it in this order
        ([withdraw(ROSA), confirm(INES)], [1, 1]),
    ],
)
def test_what_depends_on_what_came_before_waits_for_it(commands: list[Command], expected: list[int]) -> None:
    assert sizes(*commands) == expected


_people = st.sampled_from([(b"rosa", ROSA), (b"ines", INES), (b"theo", UUID(int=3))])
_commands = st.builds(
    lambda who, kind: {
        "sign": sign(who[0], who[1]),
        "remind": remind(who[0]),
        "code": by_code(who[0]),
        "confirm": confirm(who[1]),
        "withdraw": withdraw(who[1]),
    }[kind],
    _people,
    st.sampled_from(["sign", "remind", "code", "confirm", "withdraw"]),
)


@given(st.lists(_commands, max_size=12))
def test_every_command_is_in_one_part_once(commands: list[Command]) -> None:
    placed: list[tuple[int, Command]] = []
    signs: list[Sign] = []
    for part in plan.parts(commands):
        placed += [*part.singles, *part.confirms, *part.withdraws]
        signs += part.signs

    assert sorted(placed, key=lambda one: one[0]) == [
        (place, command) for place, command in enumerate(commands) if not isinstance(command, Sign)
    ]
    assert signs == [command for command in commands if isinstance(command, Sign)]
