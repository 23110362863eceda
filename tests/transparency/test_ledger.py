"""The ledger: counts with reasons, knows who stands, and says where a log breaks the rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency import logs
from undersigned.transparency import entry
from undersigned.transparency.entry import Entry, Offline, Reason, Reinstate, Stage, State, Text, Void
from undersigned.transparency.ledger import Declared, Ledger, Section
from undersigned.transparency.strict import Refused

OTHER_TEXT = bytes(range(32))


def read(*more: Entry, crowd: int = 10) -> Ledger:
    """A text, nine signatures, and what comes after."""
    ledger = Ledger()
    ledger.read(logs.crowd(crowd))
    ledger.read(map(entry.encode, more))
    return ledger


def test_every_drop_of_the_count_has_its_reason() -> None:
    totals = read(
        Void(1, Reason.WITHDRAWN),
        Void(2, Reason.INVALIDATED),
        Void(3, Reason.INVALIDATED),
        Void(4, Reason.NOT_ME),
        Void(5, Reason.LEGAL_ORDER),
        Reinstate(3),
    ).totals

    assert totals.signed == 9
    assert totals.voided == {
        Reason.WITHDRAWN: 1,
        Reason.INVALIDATED: 2,
        Reason.NOT_ME: 1,
        Reason.LEGAL_ORDER: 1,
    }
    assert totals.reinstated == 1
    assert totals.count == 5


def test_only_a_signature_that_was_not_voided_stands() -> None:
    ledger = read(Void(1, Reason.WITHDRAWN), Void(2, Reason.INVALIDATED), Reinstate(2))

    assert [ledger.stands(index) for index in (0, 1, 2, 3, 10, 13)] == [False, False, True, True, False, False]


def test_a_signature_may_be_voided_again_after_its_return() -> None:
    assert read(Void(2, Reason.INVALIDATED), Reinstate(2), Void(2, Reason.WITHDRAWN)).totals.count == 8


def test_paper_stands_beside_the_count() -> None:
    totals = read(Offline(1200, OTHER_TEXT), Offline(34, OTHER_TEXT)).totals

    assert (totals.count, totals.offline) == (9, 1234)


def test_what_was_declared_is_taken_back_and_declared_again() -> None:
    papers = (Offline(1200, OTHER_TEXT), Offline(34, logs.TEXT_HASH))
    once = read(*papers, Void(10, Reason.INVALIDATED)).totals
    again = read(*papers, Void(10, Reason.LEGAL_ORDER), Reinstate(10), Void(11, Reason.INVALIDATED)).totals

    assert (once.count, once.offline, sum(once.voided.values())) == (9, 34, 0)
    assert again.declared == {10: Declared(1200, OTHER_TEXT), 11: Declared(34, logs.TEXT_HASH, stands=False)}
    assert (again.count, again.offline, again.reinstated) == (9, 1200, 0)


def test_states_are_told_with_their_places() -> None:
    assert read(State(Stage.CLOSED), State(Stage.DELIVERED)).totals.states == [
        (10, Stage.CLOSED),
        (11, Stage.DELIVERED),
    ]


def test_signatures_stand_under_the_last_text_before_them() -> None:
    sign = entry.parse(logs.crowd(2)[1])
    later = [Text(OTHER_TEXT), sign, sign, sign, Text(logs.TEXT_HASH), sign]
    voids = [Void(1, Reason.WITHDRAWN), Void(9, Reason.INVALIDATED), Void(11, Reason.LEGAL_ORDER), Reinstate(9)]

    assert read(*later, *voids).totals.sections == [
        Section(0, logs.TEXT_HASH, 8),
        Section(10, OTHER_TEXT, 2),
        Section(14, logs.TEXT_HASH, 1),
    ]


def test_a_refusal_names_the_entry_and_what_it_would_do() -> None:
    with pytest.raises(Refused) as caught:
        read(Void(2, Reason.INVALIDATED), Void(2, Reason.INVALIDATED))

    assert str(caught.value) == "entry 11 is the void of entry 2, which is no signature that stands"


@given(
    st.lists(st.builds(Void, st.integers(0, 12), st.sampled_from(Reason)) | st.builds(Reinstate, st.integers(0, 12)))
)
def test_the_count_is_the_number_of_those_that_stand_whatever_is_tried(steps: list[Void | Reinstate]) -> None:
    accepted: list[Entry] = []
    for step in steps:
        try:
            read(*accepted, step)
        except Refused:
            continue
        accepted.append(step)

    ledger = read(*accepted)

    assert ledger.totals.count == sum(ledger.stands(index) for index in range(len(ledger)))
