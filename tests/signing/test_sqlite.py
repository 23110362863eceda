"""The store on SQLite alone: a full disk, a locked file, Django's writes beside it, and durability."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, crowd
from tests.signing.commands import COMMITTED, code_of, confirm, numbers, recounted, sign, tally, written
from tests.signing.conftest import OpenStore
from undersigned.signing.models import Petition, Signature
from undersigned.signing.signature import Confirmed, Noted
from undersigned.signing.sqlite import SqliteStore
from undersigned.signing.store import StoreUnavailable

pytestmark = [COMMITTED, pytest.mark.once]


@pytest.fixture
def store(open_store: OpenStore) -> SqliteStore:
    opened = open_store(is_patient=False)
    assert isinstance(opened, SqliteStore)
    return opened


def test_a_commit_is_on_disk_before_it_is_answered(store: SqliteStore) -> None:
    # WAL with FULL: every COMMIT waits for fsync. With NORMAL (1) a power cut loses what was acknowledged.
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._db.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_full_disk_takes_nothing_half_and_goes_on_when_there_is_room(petition: Petition, store: SqliteStore) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])
    store._db.execute("VACUUM")  # what other tests have left would be room
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    many = [sign(petition, person) for person in crowd(300)]

    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="database or disk is full"):
            store.write([confirm(rosa), *many])

    assert written() == (1, 1)
    assert tally(petition) == (0, 0, 0)
    store._db.execute("PRAGMA max_page_count = 1000000")
    assert store.write([confirm(rosa), *many])[0] == Confirmed(rosa.signature.id, 1, True, 1, 0)
    assert written() == (301, 301)


def test_a_locked_file_is_unavailable_and_nothing_is_lost(
    petition: Petition, store: SqliteStore, locked: Callable[[], AbstractContextManager[None]]
) -> None:
    signed = sign(petition, ROSA)

    with locked(), pytest.raises(StoreUnavailable, match="database is locked"):
        store.write([signed])

    assert written() == (0, 0)
    assert store.write([signed]) == [Noted()]
    assert written() == (1, 1)


def test_it_waits_its_turn_while_somebody_writes_for_a_moment(
    petition: Petition, open_store: OpenStore, locked: Callable[[], AbstractContextManager[None]]
) -> None:
    outcomes: list[Any] = []
    signed, store = sign(petition, ROSA), open_store()
    writing = threading.Thread(target=lambda: outcomes.extend(store.write([signed])))

    with locked():
        writing.start()
        writing.join(0.2)
        assert outcomes == []
    writing.join()

    assert outcomes == [Noted()]


def test_a_read_only_database_is_unavailable(petition: Petition, store: SqliteStore) -> None:
    store._db.execute("PRAGMA query_only = ON")

    with pytest.raises(StoreUnavailable, match="readonly"):
        store.write([sign(petition, ROSA)])

    store._db.execute("PRAGMA query_only = OFF")
    assert store.write([sign(petition, ROSA)]) == [Noted()]


def test_a_file_in_a_folder_that_is_not_there_is_unavailable(db: None, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="unable to open database file"):
        SqliteStore(tmp_path / "nowhere" / "undersigned.sqlite3", code_of=code_of)


def test_a_database_without_tables_is_unavailable(petition: Petition, tmp_path: Path) -> None:
    empty = SqliteStore(tmp_path / "empty.sqlite3", code_of=code_of)

    with pytest.raises(StoreUnavailable, match="no such table"):
        empty.write([sign(petition, ROSA)])

    empty.close()


def test_a_file_that_was_moved_away_takes_nothing_and_goes_on_when_it_is_back(
    petition: Petition, tmp_path: Path, address: str
) -> None:
    with closing(sqlite3.connect(address)) as whole, closing(sqlite3.connect(tmp_path / "here.sqlite3")) as copy:
        whole.backup(copy)
    store = SqliteStore(tmp_path / "here.sqlite3", code_of=code_of)
    (tmp_path / "here.sqlite3").rename(tmp_path / "away")

    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="not where it was"):
            store.write([sign(petition, ROSA)])
        (tmp_path / "here.sqlite3").touch()  # another file of that name is not it

    (tmp_path / "away").rename(tmp_path / "here.sqlite3")
    assert store.write([sign(petition, ROSA)]) == [Noted()]
    store.close()


def test_djangos_writes_beside_it_take_turns(petition: Petition, open_store: OpenStore) -> None:
    signed = [sign(petition, person) for person in crowd(40)]
    store, troubles = open_store(), []

    def organise() -> None:
        try:
            for number in range(20):
                with transaction.atomic():
                    Petition.objects.filter(pk=petition.pk).update(target=number)
        except Exception as trouble:  # noqa: BLE001  whatever it was, the test shall name it
            troubles.append(trouble)
        finally:
            connection.close()

    organising = threading.Thread(target=organise)
    organising.start()
    for one in signed:
        store.write([one, confirm(one)])
    organising.join()

    assert troubles == []
    assert tally(petition) == recounted(petition) == (40, 0, 0)
    assert Petition.objects.get(pk=petition.pk).target == 19


def test_django_is_not_starved_by_a_store_that_never_rests(petition: Petition, open_store: OpenStore) -> None:
    store, crowds, done = open_store(), 0, threading.Event()
    outcomes: list[Any] = []

    def sign_on() -> None:
        nonlocal crowds
        while not done.is_set():
            outcomes.extend(store.write([sign(petition, person) for person in crowd(20)]))
            crowds += 1

    signing = threading.Thread(target=sign_on)
    signing.start()
    for number in range(10):
        with transaction.atomic():
            Petition.objects.filter(pk=petition.pk).update(target=number)
    done.set()
    signing.join()

    assert Petition.objects.get(pk=petition.pk).target == 9
    assert outcomes == [Noted()] * 20 * crowds
    assert written() == (20, 20)


def test_more_rows_than_any_one_statement_takes_are_all_written(petition: Petition, store: SqliteStore) -> None:
    signed = [sign(petition, person) for person in crowd(600)]
    store.write([signed[5], confirm(signed[5]), signed[599]])

    assert store.write(signed[:5] + signed[6:599]) == [Noted()] * 598

    assert written() == (600, 600)
    assert len(store.write([confirm(one) for one in signed])) == 600
    assert tally(petition) == recounted(petition) == (600, 0, 0)


def test_what_django_rolls_back_leaves_the_stores_work_alone(petition: Petition, store: SqliteStore) -> None:
    store.write([sign(petition, ROSA)])
    with transaction.atomic():
        factories.signature(petition, MALLORY)
        transaction.set_rollback(True)

    assert store.write([sign(petition, INES)]) == [Noted()]
    assert (written(), tally(petition)) == ((2, 2), (0, 0, 0))


def test_two_stores_on_one_file_number_without_gaps(petition: Petition, open_store: OpenStore) -> None:
    signed = [sign(petition, person) for person in crowd(20)]
    stores = [open_store(), open_store()]
    stores[0].write(signed)

    def confirm_all(store: Any, order: int) -> None:
        for one in signed[::order]:
            store.write([confirm(one)])

    threads = [threading.Thread(target=confirm_all, args=pair) for pair in zip(stores, (1, -1), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers(petition) == list(range(1, 21))
    assert tally(petition) == recounted(petition) == (20, 0, 0)


def test_django_and_the_store_write_ids_and_times_alike(petition: Petition, store: SqliteStore) -> None:
    by_django = factories.signature(petition, INES, state="pending", at=NOW)
    signed = sign(petition, ROSA, at=NOW)
    store.write([signed])

    found = Signature.objects.filter(last_letter_at=NOW, signed_at=NOW).order_by("id")

    assert {one.id for one in found} == {by_django.id, signed.signature.id}
    assert store.write([confirm(signed)]) == [Confirmed(signed.signature.id, 1, True, 1, 0)]
