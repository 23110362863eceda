"""An earlier list: exact numbers, who is counted once and where, a kill at any row, cancel, undo."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories import NOW, signature
from tests.ledger.conftest import keeper  # noqa: F401  the same fixture
from tests.ledger.keeper import Keeper
from tests.locks import wait_for_a_lock
from tests.offline import batches
from tests.people import INES, MALLORY, ROSA, THEO, crowd
from undersigned.offline import bring, declare, folder, parts, personal_data, settle, table
from undersigned.offline.models import Batch, Earlier
from undersigned.offline.parts import Parts
from undersigned.signing import decide, keyring, rotate
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db

ROSAS = f"{ROSA.name},{ROSA.email},{ROSA.postcode},yes"
INESS = f"{INES.name},{INES.email},{INES.postcode},no"
THEOS = f"{THEO.name},{THEO.email},,no"


def rows_left(batch: Batch, root: Path) -> list[tuple[str, int]]:
    lines = b"".join(folder.of(root, batch.pk).pieces(folder.LEFT)).splitlines()
    return [(reason, line) for reason, line, _ in map(json.loads, lines)]


def test_reading_tells_exact_numbers_and_counts_nobody(petition: Petition, tmp_path: Path) -> None:
    signature(petition, THEO)
    struck = signature(petition, MALLORY)
    decide.strike(petition.pk, struck.id, reason=decide.Reason.NOBODY, at=NOW)
    batch = batches.listed(
        petition, tmp_path, ROSAS, INESS, f"Rosa,{ROSA.email.upper()},,", f"{THEO.name},{THEO.email},,yes",
        f"{MALLORY.name},{MALLORY.email},,", "Nobody,,97201,", "Somebody,not-an-address,,", "=1+1,sum@example.org,,",
        "Long,long@example.org,97201,no,more", "",
    )  # fmt: skip

    batches.read(batch, tmp_path, news=3)

    reading = batch.reading
    assert (batch.state, batch.standing, reading.rows, reading.rows_read, reading.news) == ("read", 2, 9, 9, 1)
    assert reading.left == {"double": 1, "online": 1, "struck": 1, "address": 2, "name": 1, "cells": 1}
    assert sorted(rows_left(batch, tmp_path)) == [
        ("address", 7), ("address", 8), ("cells", 10), ("double", 4), ("name", 9), ("online", 5), ("struck", 6),
    ]  # fmt: skip
    assert parts.of(petition.pk) == Parts()
    assert not (folder.of(tmp_path, batch.pk).path / folder.LIST).exists()


def test_people_are_sealed_as_signers_are_and_opted_in_by_the_chosen_column_alone(
    petition: Petition, tmp_path: Path
) -> None:
    batches.read(batches.listed(petition, tmp_path, ROSAS), tmp_path)

    row = Earlier.objects.get()
    assert keyring.for_petition(petition.pk).unseal("earlier", row.id, bytes(row.sealed)) == {
        "name": ROSA.name, "email": ROSA.email, "postcode": ROSA.postcode,
    }  # fmt: skip
    assert bytes(row.blind_index) == keyring.for_petition(petition.pk).index(ROSA.email)
    assert row.wants_updates is False


def test_a_list_that_is_taken_stands_beside_the_count_and_in_the_log(
    petition: Petition,
    tmp_path: Path,
    keeper: Keeper,  # noqa: F811
) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)

    assert bring.take(batch, at=NOW) == 2
    assert bring.take(batch, at=NOW) == 0
    keeper.enter_all()

    batch.refresh_from_db()
    told = json.loads(batch.manifest)
    assert parts.of(petition.pk) == Parts(earlier=2)
    assert keeper.audit(petition).ledger.totals.offline == 2
    assert (told["kind"], told["number"], told["place"], "scans" in told) == ("earlier", 2, "change.example", False)
    assert told["list"] != bytes(batch.reading.sha256).hex()


def test_who_is_in_a_list_already_is_in_no_other(petition: Petition, tmp_path: Path) -> None:
    bring.take(batches.read(batches.listed(petition, tmp_path, ROSAS), tmp_path), at=NOW)

    again = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)

    assert (again.standing, again.reading.left) == (1, {"listed": 1})


def test_who_signs_online_later_is_counted_there_alone(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    bring.take(batch, at=NOW)
    signature(petition, ROSA)
    signature(petition, THEO, state=Signature.State.PENDING)

    assert (settle.turn(), settle.turn()) == (1, 0)

    batch.refresh_from_db()
    assert (batch.number, batch.standing, parts.of(petition.pk)) == (2, 1, Parts(earlier=1))
    assert Earlier.objects.get().line == 3


def test_who_signs_between_reading_and_taking_is_not_taken(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    signature(petition, INES)

    assert bring.take(batch, at=NOW) == 1
    assert parts.of(petition.pk) == Parts(earlier=1)


def test_who_signed_online_and_was_struck_is_in_no_list(petition: Petition, tmp_path: Path) -> None:
    taken = batches.read(batches.listed(petition, tmp_path, ROSAS), tmp_path)
    bring.take(taken, at=NOW)
    read = batches.read(batches.listed(petition, tmp_path, INESS, THEOS), tmp_path)
    for person in (ROSA, INES):
        row = signature(petition, person)
        decide.strike(petition.pk, row.id, reason=decide.Reason.DOUBLE, at=NOW)

    assert bring.take(read, at=NOW) == 1
    assert (settle.turn(), parts.of(petition.pk)) == (1, Parts(earlier=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # SQLite has one writer at a time
def test_who_is_dropped_twice_at_once_is_subtracted_once(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    gone: list[int] = []

    def drop() -> None:
        gone.append(personal_data.erase_address(petition.pk, ROSA.email)["offline_earlier"])
        connection.close()

    other = threading.Thread(target=drop)
    with transaction.atomic():
        gone.append(personal_data.erase_address(petition.pk, ROSA.email)["offline_earlier"])
        other.start()
        wait_for_a_lock()
    other.join(60)

    batch.refresh_from_db()
    assert (gone, batch.standing) == ([1, 0], 1)


def test_a_kill_costs_nothing_and_nobody_is_read_twice(
    petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring, "AT_ONCE", 4)
    monkeypatch.setattr(bring, "HANDFULS", 2)
    people = [f"{one.name},{one.email},97201,no" for one in crowd(21)]
    batch = batches.listed(petition, tmp_path, *people, "Nobody,,,", "No one,,,")
    assert bring.begin(batch, batch.reading.columns, at=NOW)
    assert bring.turn(at=NOW, root=tmp_path)
    half = Earlier.objects.count()
    # What a kill leaves: rows left out that were written, and whose transaction was not committed.
    left = folder.of(tmp_path, batch.pk).path / folder.LEFT
    left.write_bytes(left.read_bytes() + b'["address", 99, ["half')

    batches.work(tmp_path)

    batch.refresh_from_db()
    assert (half, batch.state, batch.standing, Earlier.objects.count()) == (8, "read", 21, 21)
    assert rows_left(batch, tmp_path) == [("address", 23), ("address", 24)]


def test_of_rows_left_out_only_those_to_mend_are_kept(petition: Petition, tmp_path: Path) -> None:
    signature(petition, THEO)
    batch = batches.listed(petition, tmp_path, ROSAS, ROSAS, THEOS, "Nobody,,97201,")

    batches.read(batch, tmp_path)

    kept = b"".join(folder.of(tmp_path, batch.pk).pieces(folder.LEFT)).splitlines()
    assert sorted(map(json.loads, kept)) == [
        ["address", 5, ["Nobody", "", "97201", ""]],
        ["double", 3, []],
        ["online", 4, []],
    ]


def test_a_worker_that_was_overtaken_reads_nothing_twice(petition: Petition, tmp_path: Path) -> None:
    batch = batches.listed(petition, tmp_path, ROSAS, INESS)
    assert bring.begin(batch, batch.reading.columns, at=NOW)
    slow = Batch.objects.get(pk=batch.pk)
    files, form = folder.of(tmp_path, batch.pk), table.Form(batch.reading.encoding, batch.reading.delimiter)
    rows = list(table.numbered(files.path / folder.LIST, form))

    batches.work(tmp_path)
    Batch.objects.update(state=Batch.State.READING)

    assert bring._store(slow, rows, files, after=0) is False
    assert (Earlier.objects.count(), bring.Reading.objects.get().left) == (2, {})


def test_a_list_whose_columns_nobody_chooses_is_removed_after_a_week(petition: Petition, tmp_path: Path) -> None:
    batch = batches.listed(petition, tmp_path, ROSAS)

    batches.work(tmp_path, NOW + timedelta(days=7, seconds=-1))
    early = Batch.objects.count()
    batches.work(tmp_path, NOW + timedelta(days=7))

    assert (early, Batch.objects.count(), folder.of(tmp_path, batch.pk).path.exists()) == (1, 0, False)


@pytest.mark.parametrize("now_there", [None, b"", b"Full name,E-mail,Zip,Opt in\r\n"])
def test_a_list_whose_file_is_gone_or_cut_fails_and_goes_on_when_it_is_back(
    petition: Petition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now_there: bytes | None
) -> None:
    monkeypatch.setattr(bring, "AT_ONCE", 1)
    monkeypatch.setattr(bring, "HANDFULS", 1)
    batch = batches.listed(petition, tmp_path, ROSAS, INESS)
    files = folder.of(tmp_path, batch.pk)
    whole = b"".join(files.pieces(folder.LIST))
    assert bring.begin(batch, batch.reading.columns, at=NOW)
    assert bring.turn(at=NOW, root=tmp_path)
    files.forget(folder.LIST)
    if now_there is not None:
        files.write(folder.LIST, [now_there])

    turns = [bring.turn(at=NOW, root=tmp_path), bring.turn(at=NOW + 2 * bring.LEASE, root=tmp_path)]
    batch.refresh_from_db()
    failed = (batch.state, batch.leased_until, batch.standing, bring.take(batch, at=NOW))
    files.write(folder.LIST, [whole])
    again = [bring.again(batch, at=NOW), bring.again(batch, at=NOW)]
    batches.work(tmp_path)

    batch.refresh_from_db()
    assert (turns, failed, again) == ([True, False], ("failed", None, 1, 0), [True, False])
    assert (batch.state, batch.standing, Earlier.objects.count()) == ("read", 2, 2)


def test_a_list_that_failed_is_cancelled_as_any(petition: Petition, tmp_path: Path) -> None:
    batch = batches.listed(petition, tmp_path, ROSAS)
    folder.of(tmp_path, batch.pk).forget(folder.LIST)
    batches.read(batch, tmp_path)

    assert (batch.state, bring.cancel(batch, at=NOW)) == ("failed", True)
    batches.work(tmp_path)

    assert not Batch.objects.exists()


def test_cancelled_it_leaves_nothing(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)

    assert bring.cancel(batch, at=NOW)
    assert bring.take(batch, at=NOW) == 0
    batches.work(tmp_path)

    assert (Batch.objects.count(), Earlier.objects.count()) == (0, 0)
    assert not folder.of(tmp_path, batch.pk).path.exists()


def test_a_list_that_was_taken_is_undone_with_all_of_its_people(
    petition: Petition,
    tmp_path: Path,
    keeper: Keeper,  # noqa: F811
) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    bring.take(batch, at=NOW)
    assert not bring.cancel(batch, at=NOW)

    assert declare.strike(Batch.objects.get(), reason="without their consent", by=None, at=NOW)
    batches.work(tmp_path)
    keeper.enter_all()

    batch.refresh_from_db()
    assert (Earlier.objects.count(), batch.standing, parts.of(petition.pk)) == (0, 0, Parts())
    assert keeper.audit(petition).ledger.totals.offline == 0
    assert not declare.put_back(batch)
    assert batches.read(batches.listed(petition, tmp_path, ROSAS), tmp_path).standing == 1


def test_a_list_is_read_when_the_one_that_it_replaces_is_gone(petition: Petition, tmp_path: Path) -> None:
    struck = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    bring.take(struck, at=NOW)
    cancelled = batches.read(batches.listed(petition, tmp_path, THEOS), tmp_path)
    again = batches.listed(petition, tmp_path, ROSAS, INESS, THEOS)
    assert bring.begin(again, again.reading.columns, at=NOW)
    later = NOW + timedelta(seconds=1)
    assert declare.strike(struck, reason="brought again", by=None, at=later)
    assert bring.cancel(cancelled, at=later)

    batches.work(tmp_path, later)

    again.refresh_from_db()
    again.reading.refresh_from_db()
    assert (again.state, again.standing, again.reading.left) == ("read", 3, {})


def test_a_list_is_not_read_while_another_worker_removes_one(petition: Petition, tmp_path: Path) -> None:
    struck = batches.read(batches.listed(petition, tmp_path, ROSAS), tmp_path)
    bring.take(struck, at=NOW)
    assert declare.strike(struck, reason="brought again", by=None, at=NOW)
    Batch.objects.filter(pk=struck.pk).update(leased_until=NOW + bring.LEASE)
    again = batches.listed(petition, tmp_path, ROSAS)
    assert bring.begin(again, again.reading.columns, at=NOW)

    assert not bring.turn(at=NOW, root=tmp_path)

    assert bring.Reading.objects.get(batch=again).rows_read == 0


def test_a_kill_after_the_last_row_removes_nobody(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    Batch.objects.filter(pk=batch.pk).update(leased_until=NOW)

    batches.work(tmp_path)

    batch.refresh_from_db()
    assert (batch.state, batch.leased_until, batch.standing, Earlier.objects.count()) == ("read", None, 2, 2)


def test_one_person_is_handed_out_and_erased_by_address_or_signature(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path, news=3)
    bring.take(batch, at=NOW)
    waiting = signature(petition, INES, state=Signature.State.PENDING)

    assert personal_data.of_address(petition.pk, "ROSA@example.org") == {
        "name": ROSA.name,
        "email": ROSA.email,
        "postcode": ROSA.postcode,
        "wants_updates": True,
        "collected": "change.example",
        "by_right_of": "They allowed it.",
    }
    assert personal_data.export(petition.pk, waiting.id)["name"] == INES.name
    assert personal_data.erase_address(petition.pk, ROSA.email) == {"offline_earlier": 1}
    assert personal_data.erase_address(petition.pk, ROSA.email) == {"offline_earlier": 0}
    assert personal_data.erase(petition.pk, waiting.id) == 1
    assert parts.of(petition.pk) == Parts()


def test_lists_follow_the_signatures_when_the_key_of_the_index_is_changed(petition: Petition, tmp_path: Path) -> None:
    batch = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    bring.take(batch, at=NOW)
    rotate.begin_index(petition, at=NOW)
    _in_the_newest_version(signature(petition, ROSA))

    again = batches.read(batches.listed(petition, tmp_path, ROSAS, INESS, f"{THEO.name},{THEO.email},,"), tmp_path)
    gone = settle.turn()

    assert (again.standing, again.reading.left) == (1, {"online": 1, "listed": 1})
    assert (gone, parts.of(petition.pk)) == (1, Parts(earlier=1))
    assert set(Earlier.objects.values_list("index_version", flat=True)) == {2}
    assert personal_data.of_address(petition.pk, INES.email)["name"] == INES.name


def _in_the_newest_version(row: Signature) -> None:
    index = keyring.lift(row.petition_id, 2, bytes(row.blind_index or b""))
    Signature.objects.filter(petition_id=row.petition_id, id=row.id).update(index_version=2, blind_index=index)


def test_whoever_is_left_when_the_time_is_over_goes_and_the_number_stays(petition: Petition, tmp_path: Path) -> None:
    bring.take(batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path), at=NOW)

    paper = batches.sheets(petition, 7, collector="The library's friends")

    assert personal_data.beside(petition.pk) == {"offline_earlier": 2, "offline_batch": 2}
    assert [personal_data.clear(petition.pk, most=1) for _ in range(5)] == [1, 1, 1, 1, 0]
    assert personal_data.beside(petition.pk) == {"offline_earlier": 0, "offline_batch": 0}
    paper.refresh_from_db()
    assert (paper.collector, parts.of(petition.pk)) == ("", Parts(paper=7, earlier=2))


def test_lists_that_nobody_has_taken_are_cancelled_when_the_time_is_over(
    petition: Petition, tmp_path: Path, settings: Any
) -> None:
    settings.OFFLINE = tmp_path
    batches.listed(petition, tmp_path, ROSAS)
    batches.read(batches.listed(petition, tmp_path, ROSAS, INESS), tmp_path)
    reading = batches.listed(petition, tmp_path, THEOS)
    assert bring.begin(reading, reading.reading.columns, at=NOW)

    while personal_data.clear(petition.pk, most=1):
        pass
    states = set(Batch.objects.values_list("state", flat=True))
    batches.work(tmp_path)

    assert (states, Batch.objects.count(), Earlier.objects.count()) == ({"cancelled"}, 0, 0)
    assert list(tmp_path.iterdir()) == []
