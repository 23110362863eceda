"""The store on PostgreSQL alone: several processes on one petition, deadlocks, lost connections."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.factories import NOW
from tests.people import INES, ROSA, crowd
from tests.signing.commands import (
    COMMITTED,
    by_code,
    code_of,
    confirm,
    letters,
    numbers,
    recounted,
    remind,
    row,
    sign,
    tally,
    withdraw,
    written,
)
from tests.signing.conftest import KNOBS, OpenStore
from undersigned.signing import expire
from undersigned.signing.models import Petition
from undersigned.signing.postgres import PostgresStore
from undersigned.signing.signature import Command, Confirmed, Noted, Outcome, Unknown, Withdrawn
from undersigned.signing.store import Store, StoreUnavailable

pytestmark = [COMMITTED, pytest.mark.postgresql]


def _at_once(*works: tuple[Store, Sequence[Sequence[Command]]]) -> list[list[Outcome]]:
    """Each store writes its batches in a thread of its own, all beginning together; what each was answered."""
    start = threading.Barrier(len(works))
    answered: list[Any] = [None] * len(works)

    def work(place: int, store: Store, batches: Sequence[Sequence[Command]]) -> None:
        start.wait(60)
        try:
            answered[place] = [outcome for batch in batches for outcome in store.write(batch)]
        except Exception as trouble:  # noqa: BLE001  told to the test, which expects none
            answered[place] = trouble

    threads = [threading.Thread(target=work, args=(place, *one)) for place, one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [one for one in answered if isinstance(one, Exception)] == []
    return answered


def test_two_processes_that_meet_the_same_people_in_another_order_lose_and_double_nobody(
    petition: Petition, open_store: OpenStore
) -> None:
    people, ours, theirs = crowd(30), open_store(), open_store()
    here = [sign(petition, person) for person in people]
    there = [sign(petition, person) for person in reversed(people)]

    signed = _at_once((ours, [list(here)]), (theirs, [list(there)]))

    assert signed == [[Noted()] * 30] * 2
    assert written() == (30, 30)

    both: list[Command] = [confirm(one) for one in [*here, *there]]
    confirmed = _at_once((ours, [both]), (theirs, [both[::-1]]))
    news = [one for one in [*confirmed[0], *confirmed[1]] if isinstance(one, Confirmed) and one.is_news]
    assert sorted(one.number for one in news) == numbers(petition) == list(range(1, 31))
    assert tally(petition) == recounted(petition) == (30, 0, 0)

    leaving: list[Command] = [withdraw(one) for one in [*here, *there]]
    withdrawn = _at_once((ours, [leaving]), (theirs, [leaving[::-1]]))
    assert [isinstance(one, Withdrawn) for answers in withdrawn for one in answers].count(True) == 30
    assert tally(petition) == recounted(petition) == (30, 30, 0)


def test_a_crowd_in_small_batches_from_three_processes_is_counted_exactly(
    petition: Petition, open_store: OpenStore
) -> None:
    signed = [sign(petition, person) for person in crowd(24)]
    stores = [open_store() for _ in range(3)]
    stores[0].write(list(signed))

    def batches(shift: int) -> Sequence[Sequence[Command]]:
        turned = signed[shift:] + signed[:shift]
        return [[confirm(one), withdraw(turned[place - 5])] for place, one in enumerate(turned)]

    _at_once(*((store, batches(8 * place)) for place, store in enumerate(stores)))

    confirmed, withdrawn, _ = tally(petition)
    assert (confirmed, withdrawn, 0) == recounted(petition)
    assert numbers(petition) == list(range(1, confirmed + 1))


LOCKS = "SELECT string_agg(mode, ' ') FROM pg_locks WHERE locktype = 'advisory' AND granted"


class Meeting(PostgresStore):
    """The real store, that waits with its first row in hand until another has one, too."""

    def __init__(self, address: str, barrier: threading.Barrier, look: Callable[[str], Any]) -> None:
        super().__init__(address, code_of=code_of)
        self.locks: list[str] = []  # how it held the lock of all writers, at each second row
        self._barrier, self._look, self._rows = barrier, look, 0

    def fetch_locked(self, *arguments: Any) -> Any:
        found = super().fetch_locked(*arguments)
        self._rows += 1
        if self._rows == 1:
            self._barrier.wait(60)
        else:
            self.locks.append(self._look(LOCKS))
        return found


def test_a_deadlock_is_written_again_alone_and_reaches_nobody(
    petition: Petition, store: Store, address: str, look: Callable[[str], Any], caplog: pytest.LogCaptureFixture
) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa, ines])
    later = NOW + timedelta(minutes=5)
    to_rosa, to_ines = remind(petition, ROSA, at=later), remind(petition, INES, at=later)
    both_hold_a_row = threading.Barrier(2)
    ours, theirs = (Meeting(address + KNOBS, both_hold_a_row, look) for _ in range(2))

    with caplog.at_level(logging.INFO, "undersigned.signing.postgres"):
        answered = _at_once(
            (ours, [[to_rosa, to_ines]]),
            (theirs, [[replace(to_ines, letter_id=uuid4()), replace(to_rosa, letter_id=uuid4())]]),
        )

    assert [record.message for record in caplog.records] == ["postgres.again"]
    assert answered == [[Noted(), Noted()]] * 2
    assert [len(letters(one)) for one in (rosa, ines)] == [2, 2]
    # Who was ended comes back when all others are done, and has both rows to itself.
    assert sorted([*ours.locks, *theirs.locks]) == ["ExclusiveLock", "ExclusiveLock", "ShareLock"]
    ours.close()
    theirs.close()


class Interrupted(PostgresStore):
    """The real store, where something else happens between finding the double and looking at it."""

    between: Callable[[], object] | None = None

    def fetch_locked(self, *arguments: Any) -> Any:
        between, self.between = self.between, None
        if between is not None:
            between()
        return super().fetch_locked(*arguments)


def test_whoever_signs_again_while_their_old_signature_is_withdrawn_is_not_lost(
    petition: Petition, address: str, store: Store
) -> None:
    before, again = sign(petition, ROSA), sign(petition, ROSA)
    store.write([before, confirm(before)])
    ours = Interrupted(address, code_of=code_of)
    ours.between = lambda: store.write([withdraw(before)])

    assert ours.write([again]) == [Noted()]

    assert (row(before).state, row(again).state) == ("withdrawn", "pending")
    assert letters(again) == [("confirm", 1, NOW)]
    ours.close()


def test_two_processes_confirm_one_signature_once(petition: Petition, open_store: OpenStore) -> None:
    signed = sign(petition, ROSA)
    stores = [open_store() for _ in range(3)]
    stores[0].write([signed])

    answered = _at_once(*((store, [[confirm(signed)]] * 5) for store in stores))

    news = [outcome.is_news for answers in answered for outcome in answers if isinstance(outcome, Confirmed)]
    assert sorted(news) == [False] * 14 + [True]
    assert tally(petition) == (1, 0, 0)


def test_confirming_and_withdrawing_at_once_leaves_totals_that_fit(petition: Petition, open_store: OpenStore) -> None:
    signed = [sign(petition, person) for person in crowd(20)]
    ours, theirs = open_store(), open_store()
    ours.write(list(signed))

    answered = _at_once(
        (ours, [[confirm(one)] for one in signed]), (theirs, [[withdraw(one)] for one in reversed(signed)])
    )

    counted_off = sum(isinstance(one, Withdrawn) and one.was_counted for one in answered[1])
    came_too_late = sum(one == Unknown() for one in answered[0])
    assert tally(petition) == recounted(petition) == (20 - came_too_late, counted_off, 0)
    assert counted_off + came_too_late == 20


class Looked(PostgresStore):
    """The real store, where something else happens between looking and writing."""

    after_looking: Callable[[], object] | None = None

    def look(self, *arguments: Any) -> Any:
        found = super().look(*arguments)
        after_looking, self.after_looking = self.after_looking, None
        if after_looking is not None:
            after_looking()
        return found


def test_what_expires_while_it_is_confirmed_is_not_counted(petition: Petition, address: str, store: Store) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa, ines])
    ours = Looked(address, code_of=code_of)
    ours.after_looking = lambda: expire.unconfirmed(at=NOW + timedelta(days=8)) and store.write([ines])

    assert ours.write([confirm(rosa), confirm(ines)]) == [Unknown(), Confirmed(ines.signature.id, 1, True, 1, 0)]

    assert tally(petition) == recounted(petition) == (1, 0, 0)
    ours.close()


# Away ---------------------------------------------------------------------------------------------------------


def _end_connections(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'the store' AND pid <> pg_backend_pid()"
        )


def test_a_lost_connection_is_made_anew_at_the_next_batch(petition: Petition, address: str) -> None:
    store = PostgresStore(f"{address}?application_name=the%20store", code_of=code_of)
    signed = sign(petition, ROSA)
    store.write([])
    _end_connections(address)

    with pytest.raises(StoreUnavailable):
        store.write([signed])

    assert written() == (0, 0)
    assert store.write([signed]) == [Noted()]
    assert written() == (1, 1)
    store.close()


def test_a_connection_that_is_lost_in_the_middle_writes_nothing(petition: Petition, address: str) -> None:
    def cut(_: UUID, __: int) -> str:
        _end_connections(address)
        return "not this one"

    store = PostgresStore(f"{address}?application_name=the%20store", code_of=cut)
    rosa, ines = sign(petition, ROSA), sign(petition, INES)

    with pytest.raises(StoreUnavailable):
        store.write([rosa, by_code(rosa, "123456"), ines])

    assert written() == (0, 0)
    assert store.write([rosa, ines]) == [Noted(), Noted()]
    store.close()


def test_a_server_that_is_not_there_is_unavailable(db: None) -> None:
    store = PostgresStore("postgresql://undersigned@127.0.0.1:9/undersigned", code_of=code_of)

    with pytest.raises(StoreUnavailable):
        store.write([])


def test_a_standby_that_takes_no_writes_is_unavailable(petition: Petition, address: str) -> None:
    store = PostgresStore(f"{address}?options=-c%20default_transaction_read_only%3Don", code_of=code_of)

    with pytest.raises(StoreUnavailable, match="read-only transaction"):
        store.write([sign(petition, ROSA)])

    assert written() == (0, 0)
    store.close()


def test_a_commit_is_on_disk_before_it_is_answered_whatever_the_server_is_set_to(db: None, address: str) -> None:
    store = PostgresStore(f"{address}?options=-c%20synchronous_commit%3Doff", code_of=code_of)
    store.write([])

    assert store.fetch("SHOW synchronous_commit") == ("on",)
    store.close()
