"""Signing, signing again, being held: what is written and which letter goes out. A stranger learns nothing of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, Person
from tests.signing.commands import (
    COMMITTED,
    confirm,
    letters,
    remind,
    row,
    sign,
    tally,
    withdraw,
    written,
)
from undersigned.mail.models import Letter
from undersigned.mail.outbox import HEAD_START
from undersigned.signing.letters import address
from undersigned.signing.models import Petition, Signature
from undersigned.signing.signature import Noted, Remind, Sign, Unknown
from undersigned.signing.store import Store

pytestmark = COMMITTED

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


# Signing ------------------------------------------------------------------------------------------------------


def test_signing_writes_the_signature_as_it_was_accepted(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)

    assert store.write([signed]) == [Noted()]

    new, found = signed.signature, Signature.objects.get()
    assert (found.petition_id, found.id, found.state, found.number) == (petition.pk, new.id, "pending", None)
    assert (bytes(found.blind_index or b""), found.index_version) == (new.blind_index, 1)
    assert (bytes(found.sealed or b""), bytes(found.commitment)) == (new.sealed, new.commitment)
    assert (found.text_version, found.wording_version, found.wants_updates, found.shows_name) == (1, 1, True, True)
    assert (found.language, found.source, found.via) == ("en", "bluesky", "abcdefgh")
    assert (found.hold_reason, found.withdraw_reason, found.is_sample) == ("", "", False)
    assert (found.letters_count, found.last_letter_at, found.code_tries) == (1, NOW, 0)
    assert (found.signed_at, found.confirmed_at, found.withdrawn_at) == (NOW, None, None)


def test_signing_queues_one_letter_about_it(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)

    store.write([signed])

    letter = Letter.objects.get()
    assert (letter.id, letter.petition_id, letter.about) == (signed.signature.id, petition.pk, signed.signature.id)
    assert (letter.kind, letter.serial, letter.language, letter.state) == ("confirm", 1, "en", "waiting")
    assert (letter.attempts, letter.due_at, letter.queued_at, letter.sent_at) == (0, NOW - HEAD_START, NOW, None)
    assert address(letter, bytes(Signature.objects.get(id=letter.about).sealed or b"")) == ROSA.email


def test_signing_counts_nothing_yet(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA)])

    assert tally(petition) == (0, 0, 0)


def test_a_double_writes_no_second_signature_and_changes_nothing_of_the_first(petition: Petition, store: Store) -> None:
    first, second = sign(petition, ROSA), sign(petition, Person("Mallory Quint", ROSA.email))

    assert store.write([first, second]) == [Noted(), Noted()]

    assert written() == (1, 1)
    assert bytes(row(first).sealed or b"") == first.signature.sealed
    assert bytes(row(first).commitment) == first.signature.commitment


def test_another_spelling_of_the_mailbox_is_a_double(petition: Petition, store: Store) -> None:
    store.write([sign(petition, Person("Rosa", "rosa.marin@gmail.com"))])
    store.write([sign(petition, Person("Rosa", "Rosa.Marin+vote@GoogleMail.com"))])

    assert written() == (1, 1)


def test_the_same_mailbox_signs_another_petition(petition: Petition, store: Store) -> None:
    library = factories.petition("sunday-library")
    here, there = sign(petition, ROSA), sign(library, ROSA)

    store.write([here, there, confirm(there)])

    assert (row(here).state, row(there).state, row(there).number) == ("pending", "confirmed", 1)
    assert (tally(petition), tally(library)) == ((0, 0, 0), (1, 0, 0))
    assert (len(letters(here)), len(letters(there))) == (1, 1)


# The letters that a double brings -----------------------------------------------------------------------------

# When somebody signs again, counted from the first time; and the letters that there are then.
SIGNED_AGAIN_AFTER = [0, 1, 59, 60, 61, 659, 660, 661, 7 * 86_400 - 1]
LETTERS_AFTER = [0, 60, 660]


@pytest.mark.parametrize("again", [sign, remind])
def test_a_pending_signature_gets_three_letters_with_growing_waits(
    petition: Petition, store: Store, again: Callable[..., Sign | Remind]
) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    for seconds in SIGNED_AGAIN_AFTER:
        assert store.write([again(petition, ROSA, at=NOW + seconds * SECOND)]) == [Noted()]

    expected = [("confirm", place + 1, NOW + after * SECOND) for place, after in enumerate(LETTERS_AFTER)]
    assert letters(signed) == expected
    assert (row(signed).letters_count, row(signed).last_letter_at) == (3, NOW + 660 * SECOND)


@pytest.mark.parametrize("again", [sign, remind])
def test_a_confirmed_signature_is_told_so_three_times_and_never_asked_to_confirm(
    petition: Petition, store: Store, again: Callable[..., Sign | Remind]
) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, confirm(signed, at=NOW + SECOND)])

    for seconds in (2, 3, 61, 62, 661, 662, 663, 86_400, 400 * 86_400):
        assert store.write([again(petition, ROSA, at=NOW + seconds * SECOND)]) == [Noted()]

    told = [("already", 1, NOW + 2 * SECOND), ("already", 2, NOW + 62 * SECOND), ("already", 3, NOW + 662 * SECOND)]
    assert letters(signed) == [("confirm", 1, NOW), *told]
    assert tally(petition) == (1, 0, 0)


def test_a_later_letter_goes_to_the_mailbox_that_signed_however_it_was_typed(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA)])
    again = sign(petition, Person(ROSA.name, "rosa+mallory@example.org"), at=NOW + MINUTE)

    store.write([again])

    letter = Letter.objects.get(id=again.signature.id)
    assert address(letter, bytes(Signature.objects.get(id=letter.about).sealed or b"")) == ROSA.email


def test_reminding_a_mailbox_that_never_signed_writes_nothing(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA)])

    assert store.write([remind(petition, INES, at=NOW + 60 * MINUTE)]) == [Noted()]

    assert written() == (1, 1)


def test_reminding_on_one_petition_says_nothing_of_another(petition: Petition, store: Store) -> None:
    library = factories.petition("sunday-library")
    store.write([sign(library, ROSA)])

    store.write([remind(petition, ROSA, at=NOW + 60 * MINUTE)])

    assert written() == (1, 1)


@pytest.mark.parametrize("standing", ["nobody", "pending", "confirmed", "held", "withdrawn", "written three times"])
def test_signing_and_reminding_answer_the_same_whoever_has_signed_before(
    petition: Petition, store: Store, standing: str
) -> None:
    earlier = sign(petition, ROSA, hold_reason="honeypot" if standing == "held" else "")
    if standing != "nobody":
        store.write([earlier])
    if standing in ("confirmed", "withdrawn"):
        store.write([confirm(earlier)])
    if standing == "withdrawn":
        store.write([withdraw(earlier)])
    if standing == "written three times":
        store.write([remind(petition, ROSA, at=NOW + after * MINUTE) for after in (1, 11)])

    later = NOW + timedelta(days=1)
    outcomes = store.write([remind(petition, ROSA, at=later), sign(petition, ROSA, at=later)])

    assert outcomes == [Noted(), Noted()]


# Held ---------------------------------------------------------------------------------------------------------


def test_a_held_signature_is_stored_and_nobody_is_written_to(petition: Petition, store: Store) -> None:
    held = sign(petition, MALLORY, hold_reason="honeypot")

    assert store.write([held]) == [Noted()]

    assert written() == (1, 0)
    found = row(held)
    assert (found.state, found.hold_reason) == ("held", "honeypot")
    assert (found.letters_count, found.last_letter_at) == (0, None)
    assert tally(petition) == (0, 0, 0)


def test_reminding_a_held_signature_writes_no_letter(petition: Petition, store: Store) -> None:
    store.write([sign(petition, MALLORY, hold_reason="honeypot")])

    assert store.write([remind(petition, MALLORY, at=NOW + 60 * MINUTE)]) == [Noted()]

    assert written() == (1, 0)


@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_a_robot_that_is_held_sends_no_letter_to_somebody_who_has_signed(
    petition: Petition, store: Store, state: str
) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, *([confirm(signed)] if state == "confirmed" else [])])
    before = row(signed)

    robot = sign(petition, ROSA, at=NOW + 60 * MINUTE, hold_reason="honeypot")
    assert store.write([robot]) == [Noted()]

    assert letters(signed) == [("confirm", 1, NOW)]
    assert (row(signed).state, row(signed).letters_count) == (before.state, before.letters_count)


def test_a_robot_cannot_keep_somebody_from_signing_by_being_held_with_their_address(
    petition: Petition, store: Store
) -> None:
    robot, rosa = sign(petition, ROSA, hold_reason="honeypot"), sign(petition, ROSA, at=NOW + SECOND)

    store.write([robot])
    assert store.write([rosa]) == [Noted()]

    assert written() == (1, 1)
    assert (row(rosa).state, row(rosa).hold_reason) == ("pending", "")
    assert letters(rosa) == [("confirm", 1, NOW + SECOND)]


def test_a_held_signature_cannot_be_confirmed(petition: Petition, store: Store) -> None:
    held = sign(petition, MALLORY, hold_reason="honeypot")

    assert store.write([held, confirm(held)]) == [Noted(), Unknown()]

    assert row(held).state == "held"
    assert tally(petition) == (0, 0, 0)
