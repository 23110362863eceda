"""The database is away for a while: visitors are told at once and keep what they typed; then all goes on by itself."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cluster import Cluster
from tests.crash.site import SLUG, Site
from tests.product import Product

ROUNDS = 6


def refusals_keep_what_was_typed(one: Site) -> bool:
    """Every form that was answered with 503 came back filled in, with a word on when to try again."""
    refused = [note for note in one.ledger.noted("refused") if note[1] == "sign"]
    return bool(refused) and all(note[3:] == ["kept", "30"] for note in refused)


def is_served(one: Site) -> bool:
    return httpx.get(f"{one.product.url}/{SLUG}/", timeout=60).status_code == 200


@pytest.mark.postgresql
def test_postgresql_killed_or_stopped_at_once_is_waited_for(
    site: Callable[..., Site], durable: Cluster, rounds: Callable[[int], int]
) -> None:
    one = site(worker="0")
    one.product.start()
    one.gather()

    for number in range(rounds(ROUNDS)):
        one.until_it_takes()
        (durable.break_off if number % 2 else durable.kill)()
        one.until_refused(10)
        assert is_served(one)
        durable.resume()
        one.until_it_takes()
        one.check()

    one.finish()
    one.product.stop()
    assert refusals_keep_what_was_typed(one)
    assert "batch.unavailable" in one.product.output()
    assert "shelf.database_away" in one.product.output()


# On SQLite ------------------------------------------------------------------------------------------------------


def test_a_lock_that_outlasts_the_stores_patience_loses_nothing(site: Callable[..., Site]) -> None:
    one = site()
    one.product.start()
    one.gather()
    one.until_it_takes()

    with held_by_somebody_else(one.product.database):
        one.until_refused()
        assert is_served(one)
    one.until_it_takes()

    one.finish()
    one.product.stop()
    assert refusals_keep_what_was_typed(one)
    assert "batch.unavailable" in one.product.output()


def test_the_data_folder_moved_away_and_back_loses_nothing(site: Callable[..., Site]) -> None:
    one = site(worker="0")  # a worker without a mail server would make the folder anew, for its letters
    one.product.start()
    one.gather()
    one.until_it_takes()

    with moved_away(one.product.folder / "var"):
        one.until_refused(10)
        assert is_served(one)
    one.until_it_takes()

    one.finish()
    one.product.stop()


@pytest.mark.parametrize("ends", [Product.kill, Product.stop])
def test_the_database_file_moved_away_and_back_loses_nothing(
    site: Callable[..., Site], ends: Callable[[Product], None]
) -> None:
    """Were a new one made in its place, it would take the old one's log for its own."""
    one = site()
    one.product.start()
    one.gather()
    one.until_it_takes()
    database = Path(one.product.database)

    with moved_away(database):
        one.until_refused(10)
        assert is_served(one)
        assert not database.exists()
    one.until_it_takes()
    ends(one.product)
    one.product.start()

    one.finish()
    one.product.stop()


def test_a_database_that_was_removed_is_acknowledged_nothing(site: Callable[..., Site]) -> None:
    """A process can write on into a file that has no name any more; nobody will ever find it there."""
    one = site()
    one.product.start()
    one.gather()
    one.until_it_takes()
    one.rest()

    Path(one.product.database).unlink()
    before = one.acknowledged()
    one.go_on()
    one.until_refused(10)

    assert one.acknowledged() == before
    assert refusals_keep_what_was_typed(one)
    one.disperse()


def test_a_file_that_cannot_be_written_is_waited_for(site: Callable[..., Site]) -> None:
    one = site()
    one.product.start()
    one.gather()
    one.until_it_takes()

    with written_by_nobody(one.product.database):
        one.until_refused(10)
        assert is_served(one)
    one.until_it_takes()

    one.finish()
    one.product.stop()
    assert refusals_keep_what_was_typed(one)
    assert "batch.unavailable" in one.product.output()


@contextmanager
def held_by_somebody_else(path: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def moved_away(path: Path) -> Iterator[None]:
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    yield
    elsewhere.rename(path)


@contextmanager
def written_by_nobody(path: str) -> Iterator[None]:
    """As on a disk that went read-only: also for root, and for a process that has the file open."""
    files = [path, f"{path}-wal"]
    program = shutil.which("chattr")
    if program is None or subprocess.run([program, "+i", *files], stderr=subprocess.DEVNULL, check=False).returncode:
        pytest.skip("needs root, chattr and a file system that knows it")
    try:
        yield
    finally:
        subprocess.run([program, "-i", *files], check=True)
