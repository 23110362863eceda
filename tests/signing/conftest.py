"""Stores on the run's database, whichever it is, and somebody else who holds its lock."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from undersigned.signing.store import Store

# Half a second of PostgreSQL's patience with a deadlock would be half a second of every test that makes one.
KNOBS = "?options=-c%20deadlock_timeout%3D20ms"
IMPATIENT = "%20-c%20lock_timeout%3D100ms"


class OpenStore(Protocol):
    def __call__(self, *, is_patient: bool = True) -> "Store": ...


@pytest.fixture
def address(db: None, settings: Settings) -> str:
    """Where the tests' tables are: a file, or PostgreSQL's URL."""
    name = str(settings.DATABASES["default"]["NAME"])
    return name if settings.IS_SQLITE else settings.DATABASE_ADDRESS.rpartition("/")[0] + "/" + name


@pytest.fixture
def open_store(address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenStore]:
    """`open_store()`: as the front opens it. `is_patient=False`: gives up a lock after a moment."""
    from undersigned.public import front
    from undersigned.signing import sqlite

    opened: list[Store] = []

    def open_one(*, is_patient: bool = True) -> "Store":
        settings.DATABASE_ADDRESS = address + KNOBS + ("" if is_patient else IMPATIENT)
        monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 10.0 if is_patient else 0.1)
        opened.append(front.open_store())
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> "Store":
    return open_store()


@pytest.fixture
def look(address: str, settings: Settings) -> Callable[[str], Any]:
    """`look("SELECT …")`: the first value, as a connection that has just come sees it. Also beside an event loop."""

    def ask(sql: str) -> Any:
        connect: Any = sqlite3.connect if settings.IS_SQLITE else psycopg.connect
        with closing(connect(address)) as connection:
            return connection.execute(sql).fetchone()[0]

    return ask


@pytest.fixture
def locked(address: str, settings: Settings) -> Callable[[], AbstractContextManager[None]]:
    """`with locked():` somebody else is writing, and takes their time."""

    @contextmanager
    def hold() -> Iterator[None]:
        connect: Any = sqlite3.connect if settings.IS_SQLITE else psycopg.connect
        with closing(connect(address)) as connection:
            connection.execute(
                "BEGIN IMMEDIATE" if settings.IS_SQLITE else "LOCK TABLE signing_signature IN EXCLUSIVE MODE"
            )
            yield
            connection.rollback()

    return hold
