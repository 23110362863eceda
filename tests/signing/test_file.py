"""SQLite's file is made on the first run, and never beside the log of one that was moved away."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from undersigned.signing import file


def test_the_first_run_makes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    wanted = tmp_path / "new" / "a b?.sqlite3"

    address = file.address(str(wanted))

    assert (wanted.stat().st_size, wanted.stat().st_mode & 0o777) == (0, 0o600)
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("CREATE TABLE here (id)")
    assert wanted.stat().st_size > 0
    assert file.path(address) == str(wanted)


def test_a_connection_makes_no_file_where_the_old_one_was(tmp_path: Path) -> None:
    address = file.address(str(tmp_path / "undersigned.sqlite3"))
    (tmp_path / "undersigned.sqlite3").rename(tmp_path / "moved")

    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        sqlite3.connect(address, uri=True)

    assert [path.name for path in tmp_path.iterdir()] == ["moved"]


def test_a_start_beside_an_orphaned_log_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "undersigned.sqlite3-wal").write_bytes(b"acknowledged")

    with pytest.raises(file.DatabaseMoved, match="Put the database file back beside it"):
        file.address(str(tmp_path / "undersigned.sqlite3"))

    assert (tmp_path / "undersigned.sqlite3-wal").read_bytes() == b"acknowledged"


def test_a_plain_path_stays_as_it_is() -> None:
    assert file.path("/srv/undersigned.sqlite3") == "/srv/undersigned.sqlite3"
