"""Confirming by link or by code: a signature is numbered and counted once, whoever tries whatever."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA
from tests.signing.commands import (
    COMMITTED,
    by_code,
    code_of,
    confirm,
    remind,
    row,
    sign,
    tally,
    withdraw,
)
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.signing.signature import Confirm, Confirmed, Noted, Sign, Unknown
from undersigned.signing.statements import MissingRow
from undersigned.signing.store import Store

pytestmark = COMMITTED

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


# Confirming ---------------------------------------------------------------------------------------------------


def test_confirming_numbers_and_counts_once(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    assert store.write([confirm(signed, at=NOW + MINUTE)]) == [Confirmed(signed.signature.id, 1, True, 1, 0)]

    found = row(signed)
    assert (found.state, found.number, found.confirmed_at) == ("confirmed", 1, NOW + MINUTE)
    assert (found.letters_count, found.last_letter_at) == (0, NOW)
    assert tally(petition) == (1, 0, 0)


def test_confirming_again_finds_it_so_and_counts_nothing(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, confirm(signed)])
    store.write([sign(petition, ROSA, at=NOW + MINUTE)])

    again = store.write([confirm(signed, at=NOW + timedelta(days=1))] * 3)

    assert again == [Confirmed(signed.signature.id, 1, False, 1, 0)] * 3
    assert (row(signed).confirmed_at, row(signed).letters_count) == (NOW, 1)
    assert tally(petition) == (1, 0, 0)


def test_twenty_confirmations_in_one_batch_count_once(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)

    outcomes = store.write([signed, *[confirm(signed)] * 20])

    assert [outcome.is_news for outcome in outcomes if isinstance(outcome, Confirmed)] == [True] + [False] * 19
    assert tally(petition) == (1, 0, 0)


def test_a_signer_is_told_how_many_stand_while_no_number_is_given_twice(petition: Petition, store: Store) -> None:
    mallory, ines, rosa = sign(petition, MALLORY), sign(petition, INES), sign(petition, ROSA)
    store.write([mallory, ines, rosa, confirm(mallory), confirm(ines), withdraw(mallory)])

    store.write([confirm(rosa)])

    assert (row(rosa).number, row(rosa).place) == (3, 2)


def test_numbers_follow_the_order_of_confirming_not_of_signing(petition: Petition, store: Store) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)

    outcomes = store.write([rosa, ines, confirm(ines), confirm(rosa)])

    assert outcomes[2:] == [
        Confirmed(ines.signature.id, 1, True, 2, 0),  # both are told the totals after the commit
        Confirmed(rosa.signature.id, 2, True, 2, 0),
    ]


def test_a_signature_is_confirmed_on_its_own_petition_alone(petition: Petition, store: Store) -> None:
    library = factories.petition("sunday-library")
    signed = sign(petition, ROSA)

    outcomes = store.write([signed, Confirm(library.pk, signed.signature.id, NOW), Confirm(petition.pk, uuid4(), NOW)])

    assert outcomes == [Noted(), Unknown(), Unknown()]
    assert (tally(petition), tally(library)) == ((0, 0, 0), (0, 0, 0))


def test_without_a_tally_nothing_is_confirmed(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])
    Tally.objects.all().delete()

    with pytest.raises(MissingRow):
        store.write([confirm(signed)])

    assert (row(signed).state, row(signed).number) == ("pending", None)


# By code ------------------------------------------------------------------------------------------------------


def _code(signed: Sign, serial: int = 1) -> str:
    return code_of(signed.signature.id, serial)


def _wrong(signed: Sign) -> str:
    return f"{(int(_code(signed)) + 1) % 10**6:06}"


def _tried(store: Store, signed: Sign, code: str, at: datetime = NOW) -> str:
    return type(store.write([by_code(signed, code, at=at)])[0]).__name__


def test_the_code_of_the_letter_confirms(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    outcome = store.write([by_code(signed, _code(signed), at=NOW + MINUTE)])

    assert outcome == [Confirmed(signed.signature.id, 1, True, 1, 0)]
    assert (row(signed).state, row(signed).confirmed_at) == ("confirmed", NOW + MINUTE)
    assert tally(petition) == (1, 0, 0)


def test_the_code_lives_fifteen_minutes(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    assert _tried(store, signed, _code(signed), NOW + 15 * MINUTE) == "WrongCode"
    assert _tried(store, signed, _code(signed), NOW + 15 * MINUTE - SECOND) == "Confirmed"


def test_the_fifth_try_may_be_right(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    assert [_tried(store, signed, _wrong(signed)) for _ in range(4)] == ["WrongCode"] * 4
    assert _tried(store, signed, _code(signed)) == "Confirmed"


def test_after_five_wrong_codes_the_right_one_is_refused_too(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    assert [_tried(store, signed, code) for code in [_wrong(signed)] * 5 + [_code(signed)]] == ["WrongCode"] * 6

    assert row(signed).state == "pending"


def test_the_tries_are_not_counted_for_ever(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])
    Signature.objects.update(code_tries=32_767)  # all that PostgreSQL's smallint holds

    assert _tried(store, signed, _wrong(signed)) == "WrongCode"


def test_a_new_letter_brings_a_new_code_and_new_tries(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, *[by_code(signed, _wrong(signed))] * 5])

    store.write([remind(petition, ROSA, at=NOW + MINUTE)])

    assert row(signed).code_tries == 0
    assert _tried(store, signed, _code(signed, serial=1), NOW + MINUTE) == "WrongCode"
    assert _tried(store, signed, _code(signed, serial=2), NOW + MINUTE) == "Confirmed"


def test_a_reminder_that_is_not_due_brings_no_new_tries(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, *[by_code(signed, _wrong(signed))] * 5])

    store.write([remind(petition, ROSA, at=NOW + 59 * SECOND), sign(petition, ROSA, at=NOW + 59 * SECOND)])

    assert row(signed).code_tries == 5
    assert _tried(store, signed, _code(signed)) == "WrongCode"


def test_a_code_works_for_no_other_mailbox(petition: Petition, store: Store) -> None:
    rosa, mallory = sign(petition, ROSA), sign(petition, MALLORY)
    store.write([rosa, mallory])

    assert _tried(store, rosa, _code(mallory)) == "WrongCode"
    assert (row(rosa).state, row(mallory).state) == ("pending", "pending")


@pytest.mark.parametrize("standing", ["nobody", "held", "confirmed", "withdrawn"])
def test_a_code_answers_the_same_wherever_nothing_waits_for_it(petition: Petition, store: Store, standing: str) -> None:
    signed = sign(petition, ROSA, hold_reason="honeypot" if standing == "held" else "")
    if standing != "nobody":
        store.write([signed])
    if standing in ("confirmed", "withdrawn"):
        store.write([confirm(signed)])
    if standing == "withdrawn":
        store.write([withdraw(signed)])

    assert [_tried(store, signed, code) for code in (_code(signed), _wrong(signed), "")] == ["WrongCode"] * 3
