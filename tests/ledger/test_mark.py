"""A database that is not what was signed before is not signed over, and nobody who signs the petition notices."""

import logging
import os
import shutil
from collections.abc import Callable

import pytest

from tests import factories
from tests.ledger.keeper import Keeper, count
from tests.people import INES, ROSA, THEO
from tests.signing.commands import COMMITTED, confirm, row, sign, tally
from undersigned.ledger import status
from undersigned.ledger.enter import Enterer, Subject, last_of
from undersigned.ledger.models import Checkpoint, Entry, Log, Tile, Waiting
from undersigned.signing import subject
from undersigned.signing.models import Petition
from undersigned.signing.store import Store

pytestmark = COMMITTED

TABLES = (Log, Waiting, Tile, Entry, Checkpoint)


def backup() -> Callable[[], None]:
    """The log's tables as they are now. What is returned puts them back."""
    kept = [(table, list(table.objects.all())) for table in TABLES]

    def restore() -> None:
        for table, rows in kept:
            table.objects.all().delete()
            table.objects.bulk_create(rows)

    return restore


def enter(keeper: Keeper, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of it."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, logger="undersigned.ledger"):
        for _ in range(3):
            keeper.enterer.enter()
    return [f"{one.getMessage()}: {getattr(one, 'why', '')}" for one in caplog.records]


def trouble(of: Petition, keeper: Keeper) -> str:
    return status.of(of.pk, files=keeper.files).trouble


def test_a_restored_backup_is_refused_and_signing_goes_on(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    rosa, theo, ines = sign(petition, ROSA), sign(petition, THEO), sign(petition, INES)
    store.write([rosa, theo, ines, confirm(rosa)])
    keeper.enter_all()
    restore = backup()
    store.write([confirm(theo)])
    keeper.enter_all()
    keeper.audit(petition)
    restore()

    store.write([confirm(ines)])
    (told,) = enter(keeper, caplog)

    assert told.startswith("ledger.stands_still: the database holds 2 entries of this log, but 3 were signed for")
    assert trouble(petition, keeper) in told
    assert Checkpoint.objects.count() == 1
    assert row(ines).state == "confirmed"
    assert tally(petition) == (3, 0, 0)
    assert Waiting.objects.get().signature_id == ines.signature.id


def test_it_goes_on_when_the_right_database_is_back(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo])
    keeper.enter_all()
    restore_old = backup()
    store.write([confirm(rosa)])
    keeper.enter_all()
    keeper.audit(petition)
    restore_new = backup()
    restore_old()
    store.write([confirm(theo)])
    assert len(enter(keeper, caplog)) == 1
    late = list(Waiting.objects.all())
    restore_new()
    Waiting.objects.bulk_create(late)

    assert enter(keeper, caplog) == ["ledger.goes_on: "]
    assert keeper.audit(petition).ledger.totals.count == count(petition) == 2
    assert trouble(petition, keeper) == ""


def test_another_history_of_the_same_length_is_refused(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo])
    keeper.enter_all()
    restore = backup()
    store.write([confirm(rosa)])
    keeper.enter_all()
    mark = keeper.files.mark_file(petition.uuid)
    shutil.copy(mark, mark.with_name("kept"))
    restore()
    shutil.copy(mark, mark.with_name("newest"))
    mark.unlink()
    Checkpoint.objects.update(note=None)
    store.write([confirm(theo)])
    keeper.enter_all()  # nobody can know, without the mark, and with nothing signed in the database
    shutil.copy(mark.with_name("kept"), mark)
    store.write([sign(petition, INES)])
    forked = last_of(petition.pk)
    assert forked is not None

    store.write([confirm(theo)])
    Waiting.objects.create(petition_id=petition.pk, kind=3, text_version=1)
    (told,) = enter(keeper, caplog)

    assert told.startswith("ledger.stands_still: the first 2 entries in the database are not those")
    newest = last_of(petition.pk)
    assert newest is not None
    assert newest.size == forked.size == 2


def test_the_mark_may_lag_behind_and_must_be_a_beginning(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    rosa, theo, ines = sign(petition, ROSA), sign(petition, THEO), sign(petition, INES)
    store.write([rosa, theo, ines, confirm(rosa)])
    keeper.enter_all()
    mark = keeper.files.mark_file(petition.uuid)
    old = mark.read_text()
    store.write([confirm(theo)])
    keeper.enter_all()
    mark.write_text(old)  # that of a second worker, on another machine
    store.write([confirm(ines)])

    assert enter(keeper, caplog) == []
    assert keeper.audit(petition).ledger.totals.count == 3
    assert mark.read_text().split("\n")[1] == "4"

    mark.write_text(old.replace(old.split("\n")[2], mark.read_text().split("\n")[2]))
    assert trouble(petition, keeper).startswith("the first 2 entries in the database are not those")


def test_a_lost_mark_is_not_made_anew_and_its_refusal_says_how_to_make_it(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])
    keeper.enter_all()
    keeper.files.mark_file(petition.uuid).unlink()
    store.write([confirm(rosa)])

    (told,) = enter(keeper, caplog)
    assert "Put it back. If it is lost, and the database was not restored, make it of the first three lines" in told

    note = Checkpoint.objects.get().note
    assert note is not None
    keeper.files.mark_file(petition.uuid).write_text("".join(note.splitlines(keepends=True)[:3]))
    assert enter(keeper, caplog) == ["ledger.goes_on: "]
    assert keeper.audit(petition).ledger.totals.count == 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "a checkpoint has three lines"),
        ("elsewhere.org/log/1\n1\nRBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=\n", "belongs to another log"),
    ],
)
def test_a_mark_that_is_none_is_refused(
    petition: Petition, store: Store, keeper: Keeper, written: str, sentence: str
) -> None:
    keeper.enter_all()
    keeper.files.mark_file(petition.uuid).write_text(written)

    assert sentence in trouble(petition, keeper)


def test_without_its_key_or_with_another_the_log_stands_still(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])
    keeper.enter_all()
    key = keeper.files.keys / str(petition.uuid)
    kept = key.read_text()
    store.write([confirm(rosa)])

    key.unlink()
    (told,) = enter(keeper, caplog)
    assert (
        told
        == f"ledger.stands_still: the log's key is not there: put {key} back, or copy it from the machine that has it"
    )
    assert not key.exists()
    keeper.files.make_key(petition.uuid)
    (told,) = enter(keeper, caplog)
    assert told == f"ledger.stands_still: {key} is not the key that this log is published with: put that one back"
    key.write_text(kept)

    assert enter(keeper, caplog) == ["ledger.goes_on: "]
    assert keeper.audit(petition).ledger.totals.count == 1


@pytest.mark.parametrize("of", ["key_file", "mark_file"])
def test_a_file_that_is_no_text_is_named(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture, *, of: str
) -> None:
    keeper.enter_all()
    file = getattr(keeper.files, of)(petition.uuid)
    file.write_bytes(b"\xff\xfe")
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])

    (told,) = enter(keeper, caplog)

    assert told == f"ledger.stands_still: {file} is not text in UTF-8: put the right one back"
    assert trouble(petition, keeper) in told


def test_a_folder_of_marks_that_cannot_be_written_is_named(
    petition: Petition, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.enter_all()
    monkeypatch.setattr(os, "access", lambda file, mode: not mode << 6 & ~file.stat().st_mode)  # root may do anything
    assert trouble(petition, keeper) == ""

    keeper.files.marks.chmod(0o500)

    assert trouble(petition, keeper).startswith(f"{keeper.files.marks} cannot be written by this user, and nothing is")


@pytest.mark.parametrize("data", [bytes(40), None], ids=["damaged", "missing"])
def test_tiles_that_are_damaged_or_missing_are_told(petition: Petition, keeper: Keeper, *, data: bytes | None) -> None:
    keeper.enter_all()
    if data is None:
        Tile.objects.all().delete()
    else:
        Tile.objects.update(data=data)

    assert trouble(petition, keeper).startswith(
        "the tiles in the database are not those of the log's newest checkpoint, of 1 entries: some are damaged"
    )


def test_a_failure_that_nobody_has_thought_of_keeps_no_other_from_its_log(
    petition: Petition, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    other = factories.petition("sunday-library")

    def subject_of(petition_id: int) -> Subject:
        if petition_id == petition.pk:
            raise KeyError("uuid")
        return subject.of(petition_id)

    keeper.enterer = Enterer(subject_of=subject_of, files=keeper.files)

    assert enter(keeper, caplog) == ["ledger.stands_still: KeyError('uuid')"]
    assert len(keeper.audit(other).ledger) == 1


def test_one_petitions_trouble_keeps_no_other_from_its_log(
    petition: Petition, store: Store, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    other = factories.petition("sunday-library")
    Waiting.objects.create(petition_id=-5, kind=3, text_version=1)  # of no petition
    keeper.files.make_key(petition.uuid)
    (keeper.files.keys / str(petition.uuid)).write_text("PRIVATE+KEY+nonsense")

    assert enter(keeper, caplog) == [
        "ledger.stands_still: Petition matching query does not exist.",
        "ledger.stands_still: the private key is not written as one",
    ]
    assert len(keeper.audit(other).ledger) == 1
