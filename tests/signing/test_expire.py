"""Unconfirmed signatures are not kept: removed a week after the last letter, and never one that still lives."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from tests import factories
from tests.factories import NOW
from tests.locks import wait_for_a_lock
from tests.people import INES, ROSA, THEO, crowd
from tests.signing.commands import COMMITTED, by_code, letters, recounted, remind, row, sign, tally, written
from undersigned.signing import expire
from undersigned.signing.models import Petition, Signature
from undersigned.signing.postgres import PostgresStore
from undersigned.signing.signature import Noted
from undersigned.signing.store import Store

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@COMMITTED
def test_a_pending_signature_goes_a_week_after_its_last_letter_letters_and_all(
    petition: Petition, store: Store
) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES, at=NOW + SECOND)
    store.write([rosa, ines])

    assert expire.unconfirmed(at=NOW + WEEK) == 0
    assert expire.unconfirmed(at=NOW + WEEK + SECOND) == 1

    assert Signature.objects.get().id == ines.signature.id
    assert (letters(rosa), letters(ines)) == ([], [("confirm", 1, NOW + SECOND)])
    assert tally(petition) == (0, 0, 0)


@COMMITTED
def test_a_letter_sent_again_gives_another_week(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed, remind(petition, ROSA, at=NOW + WEEK)])

    assert expire.unconfirmed(at=NOW + WEEK + SECOND) == 0
    assert expire.unconfirmed(at=NOW + 2 * WEEK + SECOND) == 1


@COMMITTED
def test_whoever_expired_may_sign_again(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA)])
    later = NOW + WEEK + SECOND
    expire.unconfirmed(at=later)

    again = sign(petition, ROSA, at=later)
    assert store.write([again]) == [Noted()]

    assert letters(again) == [("confirm", 1, later)]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["confirmed", "withdrawn"])
def test_only_what_was_never_confirmed_expires(petition: Petition, state: str) -> None:
    factories.signature(petition, ROSA, state=state)

    assert expire.unconfirmed(at=NOW + timedelta(days=3_650)) == 0

    assert Signature.objects.count() == 1
    assert tally(petition) == recounted(petition)


@pytest.mark.django_db
def test_what_was_held_expires_as_long_after_it_came(petition: Petition) -> None:
    factories.signature(petition, ROSA, state="held")

    kept, removed = expire.unconfirmed(at=NOW + expire.KEPT), expire.unconfirmed(at=NOW + expire.KEPT + SECOND)

    assert (kept, removed, Signature.objects.count()) == (0, 1, 0)


@pytest.mark.django_db
def test_it_removes_a_few_at_a_time_the_oldest_first(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expire, "AT_ONCE", 2)
    for days, person in enumerate(crowd(5)):
        factories.signature(petition, person, state="pending", at=NOW - timedelta(days=days))

    later = NOW + timedelta(days=30)
    assert expire.unconfirmed(at=later) == 2
    assert [one.signed_at for one in Signature.objects.order_by("-signed_at")] == [
        NOW - timedelta(days=days) for days in range(3)
    ]
    assert [expire.unconfirmed(at=later) for _ in range(3)] == [2, 1, 0]


@COMMITTED
@pytest.mark.postgresql  # SQLite has one writer at a time
def test_whoever_asks_for_the_letter_at_that_very_moment_is_not_removed(petition: Petition, address: str) -> None:
    is_reminded, may_commit = threading.Event(), threading.Event()

    def pause(_: UUID, __: int) -> str:
        is_reminded.set()
        may_commit.wait(60)
        return "not this one"

    store = PostgresStore(address, code_of=pause)
    rosa, theo = sign(petition, ROSA), sign(petition, THEO, at=NOW + WEEK)
    store.write([rosa, theo])
    batch = [remind(petition, ROSA, at=NOW + WEEK), by_code(theo, "123456", at=NOW + WEEK)]
    reminding = threading.Thread(target=store.write, args=(batch,))
    removed: list[int] = []

    def sweep() -> None:
        removed.append(expire.unconfirmed(at=NOW + WEEK + SECOND))
        connection.close()

    expiring = threading.Thread(target=sweep)

    reminding.start()
    assert is_reminded.wait(60)
    expiring.start()  # has read the row as it was, and now waits for whoever changes it
    wait_for_a_lock()
    may_commit.set()
    for thread in (reminding, expiring):
        thread.join(60)

    assert removed == [0]
    assert (row(rosa).state, len(letters(rosa)), written()) == ("pending", 2, (2, 3))
    store.close()
