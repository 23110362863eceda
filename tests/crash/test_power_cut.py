"""The power goes at any moment: what was acknowledged is on the disk, in whole batches, and nothing is damaged.

The same 400 cuts with `synchronous=NORMAL` lose acknowledged signatures: so this test can fail, and so the store may
not run with it.
"""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.crash import power
from tests.people import Person, crowd
from tests.signing.commands import COMMITTED, by_code, code_of, confirm, sign, withdraw
from undersigned.signing.models import Petition
from undersigned.signing.signature import Command, Sign

pytestmark = [COMMITTED, pytest.mark.once]

CUTS = 400
BATCHES = 80
TABLES = ("signing_signature", "signing_tally", "mail_letter", "ledger_waiting")
RECOUNT = (
    "SELECT (SELECT count(*) FROM signing_signature WHERE number IS NOT NULL),"
    " (SELECT count(*) FROM signing_signature WHERE number IS NOT NULL AND state = 'withdrawn'),"
    " (SELECT count(*) FROM signing_signature WHERE is_sample)"
)
SCHEMA = (
    "SELECT type, name, sql FROM here.sqlite_schema WHERE sql IS NOT NULL"
    " AND (tbl_name LIKE 'signing%' OR tbl_name LIKE 'mail%' OR tbl_name LIKE 'ledger%')"
    " ORDER BY type DESC"  # tables, then their indexes
)
TALLY = "SELECT confirmed, withdrawn, samples FROM signing_tally"


def contents(connection: Any) -> str:
    return repr([list(connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")) for table in TABLES])


def batches(petition: Petition, dice: random.Random) -> list[list[Command]]:
    """Of everything that a store is asked for, from one command to a dozen at once."""
    newcomers = crowd(12 * BATCHES)
    people: list[Person] = []
    signed: list[Sign] = []
    made: list[list[Command]] = []
    for _ in range(BATCHES):
        batch: list[Command] = []
        for _ in range(dice.choice((1, 1, 3, 12))):
            match dice.randrange(8) if signed else 0:
                case 0 | 1 | 2:
                    people.append(newcomers.pop())
                    signed.append(sign(petition, people[-1]))
                    batch.append(signed[-1])
                case 3 | 4:
                    batch.append(confirm(dice.choice(signed)))
                case 5:
                    one = dice.choice(signed)
                    batch.append(by_code(one, code_of(one.signature.id, 1)))
                case 6:
                    batch.append(withdraw(dice.choice(signed)))
                case _:
                    batch.append(sign(petition, dice.choice(people)))
        made.append(batch)
    return made


def recorded(database: Path, made: list[list[Command]], *, synchronous: str = "") -> tuple[power.Disk, list[str]]:
    """The disk after all batches, and what the tables held before the first and after each of them."""
    disk = power.Disk({"": database.read_bytes()})
    vfs = power.Recorder(f"recorder-{synchronous}", disk)
    power.RecordedStore.vfs = f"recorder-{synchronous}"
    store = power.RecordedStore(database, code_of=code_of)
    if synchronous:  # in place of what the store has chosen
        store._db.execute(f"PRAGMA synchronous={synchronous}")
    store._db.execute("PRAGMA wal_autocheckpoint=40")  # so that some cuts fall into the copying of the log
    held = [contents(store._db)]
    for batch in made:
        store.write(batch)
        disk.log.append(power.Acknowledged())
        held.append(contents(store._db))
    done = len(disk.log)
    store.close()
    del disk.log[done:]
    vfs.unregister()
    return disk, held


def found(folder: Path, files: dict[str, bytes]) -> tuple[str, str]:
    """What the tables hold after the power is back, and what is wrong with the database itself."""
    for ending in ("-wal", "-shm", "-journal"):
        (folder / f"cut.sqlite3{ending}").unlink(missing_ok=True)
    for ending, content in files.items():
        (folder / f"cut.sqlite3{ending}").write_bytes(content)
    with closing(sqlite3.connect(folder / "cut.sqlite3")) as connection:
        try:
            said = [line for (line,) in connection.execute("PRAGMA integrity_check")]
            is_counted = connection.execute(RECOUNT).fetchone() == connection.execute(TALLY).fetchone()
            tables = contents(connection)
        except sqlite3.DatabaseError as error:
            return "", str(error)
    if said != ["ok"]:
        return "", str(said)
    return (tables, "") if is_counted else ("", "the tally is not what the rows add up to")


@pytest.fixture
def copied(petition: Petition, tmp_path: Path) -> Callable[[], Path]:
    """The petition's tables in a file of their own, which nobody else has open."""

    def copy() -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as there:
            there.execute("PRAGMA journal_mode=WAL")
            there.execute("ATTACH ? AS here", [settings.DATABASES["default"]["NAME"]])
            for kind, name, sql in there.execute(SCHEMA).fetchall():
                there.execute(sql)
                if kind == "table":
                    there.execute(f"INSERT INTO main.{name} SELECT * FROM here.{name}")
        return path

    return copy


def test_what_was_acknowledged_outlives_400_power_cuts(
    petition: Petition, copied: Callable[[], Path], tmp_path: Path, dice: random.Random
) -> None:
    disk, held = recorded(copied(), batches(petition, dice))
    writes = [event for event in disk.log if isinstance(event, power.Write)]

    wrong = []
    for number, (answered, files) in enumerate(disk.cuts(CUTS, dice)):
        tables, damage = found(tmp_path, files)
        # The batch that was under way may be there or not; if so, then whole.
        if damage or tables not in held[answered : answered + 2]:
            wrong.append((number, answered, damage or "not the batches that were answered"))

    assert wrong == []
    assert len(set(held)) > BATCHES / 2
    assert {write.file for write in writes} == {"", "-wal"}


def test_with_less_than_full_synchronisation_the_same_cuts_lose_signatures(
    petition: Petition, copied: Callable[[], Path], tmp_path: Path, dice: random.Random
) -> None:
    disk, held = recorded(copied(), batches(petition, dice), synchronous="NORMAL")

    lost = [
        answered
        for answered, files in disk.cuts(CUTS, dice)
        if found(tmp_path, files)[0] not in held[answered : answered + 2]
    ]

    assert len(lost) >= 1


def test_a_file_that_is_never_synced_is_damaged(
    petition: Petition, copied: Callable[[], Path], tmp_path: Path, dice: random.Random
) -> None:
    disk, _ = recorded(copied(), batches(petition, dice), synchronous="OFF")

    damaged = [1 for _, files in disk.cuts(CUTS // 4, dice) if found(tmp_path, files)[1]]

    assert len(damaged) >= 1
