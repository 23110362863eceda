"""Withdrawing: counted off once, the person forgotten, and the way back open."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import INES, ROSA
from tests.signing.commands import (
    COMMITTED,
    by_code,
    code_of,
    confirm,
    letters,
    recounted,
    remind,
    row,
    sign,
    tally,
    withdraw,
)
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition
from undersigned.signing.signature import Confirmed, Noted, Unknown, Withdraw, Withdrawn, WrongCode
from undersigned.signing.store import Store

pytestmark = COMMITTED

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


# Withdrawing --------------------------------------------------------------------------------------------------


def test_withdrawing_lowers_the_count_once(petition: Petition, store: Store) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa, ines, confirm(rosa), confirm(ines)])

    assert store.write([withdraw(rosa)]) == [Withdrawn(True, 1, 0)]
    assert store.write([withdraw(rosa), withdraw(rosa)]) == [Unknown(), Unknown()]

    assert tally(petition) == (2, 1, 0)


def test_withdrawing_destroys_what_identifies_the_person(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, confirm(signed)])

    store.write([Withdraw(petition.pk, signed.signature.id, "not-me", NOW + MINUTE)])

    found = row(signed)
    assert (found.sealed, found.blind_index, found.wants_updates, found.shows_name) == (None, None, False, False)
    assert (found.state, found.withdraw_reason, found.withdrawn_at) == ("withdrawn", "not-me", NOW + MINUTE)
    assert found.number == 1


def test_withdrawing_removes_the_letters_about_it_and_no_others(petition: Petition, store: Store) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa, ines, remind(petition, ROSA, at=NOW + MINUTE)])
    Letter.objects.filter(id=rosa.signature.id).update(state="sent")

    store.write([withdraw(rosa)])

    assert (letters(rosa), letters(ines)) == ([], [("confirm", 1, NOW)])


@pytest.mark.parametrize("hold_reason", ["", "honeypot"])
def test_withdrawing_what_was_never_confirmed_counts_nothing(
    petition: Petition, store: Store, hold_reason: str
) -> None:
    signed = sign(petition, ROSA, hold_reason=hold_reason)

    assert store.write([signed, withdraw(signed)]) == [Noted(), Withdrawn(False, 0, 0)]

    assert (row(signed).state, row(signed).sealed, row(signed).blind_index) == ("withdrawn", None, None)
    assert tally(petition) == recounted(petition) == (0, 0, 0)


def test_after_withdrawing_the_old_link_confirms_nothing(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, confirm(signed), withdraw(signed)])

    code = code_of(signed.signature.id, 1)
    assert store.write([confirm(signed), by_code(signed, code)]) == [Unknown(), WrongCode()]

    assert tally(petition) == (1, 1, 0)


def test_whoever_withdrew_may_sign_again_and_gets_a_new_number(petition: Petition, store: Store) -> None:
    before, again = sign(petition, ROSA), sign(petition, ROSA, at=NOW + SECOND)
    store.write([before, confirm(before), withdraw(before)])

    outcomes = store.write([again, confirm(again)])

    assert outcomes == [Noted(), Confirmed(again.signature.id, 2, True, 1, 0)]
    assert letters(again) == [("confirm", 1, NOW + SECOND)]
    assert (row(before).number, row(again).number) == (1, 2)
    assert tally(petition) == recounted(petition) == (2, 1, 0)


def test_a_sample_that_is_withdrawn_is_no_sample_any_more(petition: Petition, store: Store) -> None:
    sample = factories.signature(petition, ROSA, is_sample=True)
    factories.signature(petition, INES)

    assert store.write([Withdraw(petition.pk, sample.id, "signer", NOW)]) == [Withdrawn(True, 1, 0)]

    assert tally(petition) == recounted(petition) == (2, 1, 0)


def test_a_signature_is_withdrawn_on_its_own_petition_alone(petition: Petition, store: Store) -> None:
    library = factories.petition("sunday-library")
    signed = sign(petition, ROSA)
    store.write([signed, confirm(signed)])

    outcomes = store.write(
        [Withdraw(library.pk, signed.signature.id, "signer", NOW), Withdraw(petition.pk, uuid4(), "signer", NOW)]
    )

    assert outcomes == [Unknown(), Unknown()]
    assert (tally(petition), tally(library)) == ((1, 0, 0), (0, 0, 0))
