"""Those who hold on to what others need: visitors are served all the while, and the holders are sent away."""

import resource
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest

from tests.crash.loiterers import EACH, HELD, Loiterers
from tests.crash.site import SLUG, Site, until
from tests.crash.test_database_away import is_served

USUAL_LIMIT = 1024  # of open files, on most systems, unless a process asks for more


@pytest.fixture
def loiterers() -> Iterator[Callable[[int], Loiterers]]:
    made: list[Loiterers] = []

    def make(port: int) -> Loiterers:
        made.append(Loiterers(port))
        return made[-1]

    yield make
    for one in made:
        one.leave()


@contextmanager
def as_on_most_systems() -> Iterator[None]:
    """What is started in this block may at first open so many files, and ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2 * HELD:
        pytest.skip(f"a process may open no more than {hard} files here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (USUAL_LIMIT, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_visitors_are_served_while_1500_connections_are_held_and_those_are_cut_off(
    site: Callable[..., Site], loiterers: Callable[[int], Loiterers]
) -> None:
    one = site()
    with as_on_most_systems():
        one.product.start()
    one.gather(5)
    one.until_it_takes()

    crowd = loiterers(one.product.port)
    until(lambda: crowd.held() >= HELD * 0.9, "nearly all of them are there")

    def are_gone() -> bool:
        assert is_served(one)
        one.until_it_takes(5)
        return crowd.look()["there"] == {}

    until(are_gone, "all of them are sent away")

    one.finish()
    assert (one.ledger.noted("refused"), one.ledger.noted("lost")) == ([], [])
    told = crowd.look()["told"]
    slow = ("slow form", "slow without a length")
    assert {kind: told.get(f"{kind}: HTTP/1.1 408 Request Timeout") for kind in slow} == dict.fromkeys(slow, EACH)
    one.product.stop()
    assert "Traceback" not in one.product.output()


FORM = "content-type: application/x-www-form-urlencoded"
SIGN = f"POST /{SLUG}/sign HTTP/1.1\r\nhost: 127.0.0.1\r\n{FORM}\r\n"


def told(port: int, head: str, body: bytes, *, times: int) -> str:
    """The first line of the answer to a body that goes on and on; the server need not hear it to the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(head.encode())
        try:
            for _ in range(times):
                connection.sendall(body)
        except OSError:
            pass  # it has hung up: what it said before is read below
        try:
            return connection.recv(4096).decode("latin-1").partition("\r\n")[0]
        except OSError:
            return "hung up"


def test_huge_forms_are_refused_before_they_are_read(site: Callable[..., Site]) -> None:
    one = site()
    one.product.start()
    port, chunk = one.product.port, b"10000\r\n" + bytes(65536) + b"\r\n"

    at_once = told(port, f"{SIGN}content-length: 10000000000\r\n\r\n", b"", times=0)
    endless = told(port, f"{SIGN}transfer-encoding: chunked\r\n\r\n", chunk, times=5_000)
    headers = told(port, f"GET /{SLUG}/ HTTP/1.1\r\n", b"x-more: " + b"n" * 8192 + b"\r\n", times=5_000)

    assert at_once.startswith("HTTP/1.1 413 ")
    assert endless.startswith(("HTTP/1.1 413 ", "hung up"))
    assert headers.startswith(("HTTP/1.1 431 ", "hung up"))
    assert is_served(one)
    one.product.stop()


@contextmanager
def locked(address: str) -> Iterator[None]:
    """Somebody else writes, and takes their time."""
    connect: Any = psycopg.connect if address.startswith("postgresql") else sqlite3.connect
    lock = "LOCK TABLE signing_signature IN EXCLUSIVE MODE"
    with closing(connect(address)) as other:
        other.execute(lock if address.startswith("postgresql") else "BEGIN IMMEDIATE")
        yield
        other.rollback()


@pytest.mark.both_databases
def test_a_full_queue_sends_visitors_away_at_once_with_what_they_typed(site: Callable[..., Site]) -> None:
    one = site(queue_size="1", worker="0")
    one.product.start()
    one.gather(10)
    one.until_it_takes()
    one.rest()

    with locked(one.product.database):
        one.go_on()
        one.until_refused(20)
    one.until_it_takes()

    one.finish()
    one.product.stop()
    refused = [note for note in one.ledger.noted("refused") if note[1] == "sign"]
    # 5: the queue was full; none had to wait for the store's own patience to end, which says 30.
    assert {tuple(note[3:]) for note in refused[:20]} == {("kept", "5")}
