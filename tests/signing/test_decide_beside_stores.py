"""Decisions of organisers and what signers do: one count, one log, one mailbox, whoever of the two writes."""

from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest

from tests.factories import NOW
from tests.ledger.conftest import keeper  # noqa: F401  the same fixture
from tests.ledger.keeper import Keeper
from tests.ledger.test_enter import entries, text_of
from tests.people import INES, MALLORY, ROSA, crowd
from tests.signing.commands import COMMITTED, by_code, code_of, confirm, letters, remind, row, sign, withdraw
from tests.signing.sums import sums
from undersigned.ledger.enter import last_of
from undersigned.signing import decide
from undersigned.signing.decide import Changed, Decided, Reason
from undersigned.signing.models import Petition, Signature
from undersigned.signing.signature import Confirmed, Noted, Sign, Struck, Unknown, Withdrawn, WrongCode
from undersigned.signing.store import Store
from undersigned.transparency import entry
from undersigned.transparency.entry import Reinstate, Void

pytestmark = COMMITTED

MINUTE = timedelta(minutes=1)


@pytest.fixture
def two(petition: Petition, store: Store) -> list[Sign]:
    """Rosa and Ines have confirmed."""
    signed = [sign(petition, person) for person in (ROSA, INES)]
    store.write([*signed, *(confirm(one) for one in signed)])
    return signed


def strike(signed: Sign, reason: Reason = Reason.DOUBLE) -> object:
    return decide.strike(signed.signature.petition_id, signed.signature.id, reason=reason, at=NOW)


def reinstate(signed: Sign) -> object:
    return decide.reinstate(signed.signature.petition_id, signed.signature.id, at=NOW)


def test_the_log_says_why_it_was_struck_and_that_it_came_back(
    petition: Petition,
    two: list[Sign],
    keeper: Keeper,  # noqa: F811
) -> None:
    rosa, ines = two
    keeper.enter_all()
    index = {one: entries(petition, 3).index(entry.Sign(one.signature.commitment)) for one in two}

    strike(rosa, Reason.NOBODY)
    strike(ines, Reason.LEGAL_ORDER)
    keeper.enter_all()
    assert keeper.audit(petition).ledger.totals.count == 0
    reinstate(rosa)
    keeper.enter_all()
    strike(rosa)
    reinstate(rosa)  # both before the log is written again
    keeper.enter_all()

    assert entries(petition, 8)[0] == text_of(petition, 1)
    assert entries(petition, 8)[3:] == [
        Void(index[rosa], entry.Reason.INVALIDATED),
        Void(index[ines], entry.Reason.LEGAL_ORDER),
        Reinstate(index[rosa]),
        Void(index[rosa], entry.Reason.INVALIDATED),
        Reinstate(index[rosa]),
    ]
    last = last_of(petition.pk)
    assert last is not None
    assert keeper.audit(petition).ledger.totals.count == last.count == 1
    assert sums(petition) == (2, 0, 1, 0)


def test_nobody_signs_again_from_the_mailbox_of_one_that_was_struck(
    petition: Petition, store: Store, two: list[Sign]
) -> None:
    rosa, again = two[0], sign(petition, ROSA, at=NOW + MINUTE)
    strike(rosa)

    assert store.write([again, remind(petition, ROSA, at=NOW + MINUTE)]) == [Noted(), Noted()]

    assert not Signature.objects.filter(id=again.signature.id).exists()
    assert letters(rosa) == [("confirm", 1, NOW)]
    assert sums(petition) == (2, 0, 1, 0)


def test_the_link_of_one_that_was_struck_says_so_and_counts_nothing(
    petition: Petition, store: Store, two: list[Sign]
) -> None:
    rosa = two[0]
    strike(rosa)

    assert store.write([confirm(rosa), by_code(rosa, code_of(rosa.signature.id, 1))]) == [Struck(), WrongCode()]

    assert sums(petition) == (2, 0, 1, 0)


def test_whoever_was_struck_can_still_leave_and_is_void_once(
    petition: Petition,
    store: Store,
    two: list[Sign],
    keeper: Keeper,  # noqa: F811
) -> None:
    rosa = two[0]
    strike(rosa)

    assert store.write([withdraw(rosa)]) == [Withdrawn(False, 1, 0)]

    found = row(rosa)
    assert (found.state, found.sealed, found.blind_index) == ("withdrawn", None, None)
    assert reinstate(rosa) == Changed()
    assert sums(petition) == (2, 1, 0, 0)
    keeper.enter_all()
    voided = keeper.audit(petition).ledger.totals.voided
    assert (voided[entry.Reason.INVALIDATED], sum(voided.values())) == (1, 1)


def test_the_next_to_confirm_is_told_a_place_without_the_struck(
    petition: Petition, store: Store, two: list[Sign]
) -> None:
    mallory = sign(petition, MALLORY)
    strike(two[0])

    assert store.write([mallory, confirm(mallory)])[1] == Confirmed(mallory.signature.id, 3, True, 2, 0)

    assert row(mallory).place == 2


def test_the_link_of_one_that_is_held_works_once_it_is_released(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])

    assert decide.hold(petition.pk, rosa.signature.id) == Decided(Signature.State.HELD)
    assert store.write([confirm(rosa)]) == [Unknown()]
    decide.release(petition.pk, rosa.signature.id, letter_id=UUID(int=7), at=NOW + MINUTE)

    assert store.write([confirm(rosa)]) == [Confirmed(rosa.signature.id, 1, True, 1, 0)]


def test_an_organiser_and_the_crowd_at_once_leave_one_count_and_one_log(
    petition: Petition,
    store: Store,
    keeper: Keeper,  # noqa: F811
) -> None:
    signed = [sign(petition, person) for person in crowd(40)]
    store.write([*signed, *(confirm(one) for one in signed[:20])])

    def crowd_comes_and_goes() -> None:
        for leaves, comes in zip(signed[:20:2], signed[20:], strict=False):
            store.write([confirm(comes), withdraw(leaves)])

    others = Thread(target=crowd_comes_and_goes)
    others.start()
    struck = [strike(one) for one in signed[:20]].count(Decided(Signature.State.STRUCK))
    back = [reinstate(one) for one in signed[:20]].count(Decided(Signature.State.CONFIRMED))
    others.join(60)

    assert 10 <= back <= struck <= 20  # ten leave while they are decided on
    assert sums(petition) == (30, 10, 0, 0)
    keeper.enter_all()
    assert keeper.audit(petition).ledger.totals.count == 20
