"""The worker goes on whatever one chore runs into, and stops when told."""

import logging
import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError

from undersigned.worker import Chore, Worker

pytestmark = pytest.mark.django_db(transaction=True, available_apps=["undersigned.mail"])


def working(*chores: Chore) -> Worker:
    worker = Worker()
    worker._chores = list(chores)
    return worker


def run_until(worker: Worker, *, is_done: Callable[[], bool]) -> None:
    thread = threading.Thread(target=worker.run)
    thread.start()
    for _ in range(1200):
        if is_done():
            break
        thread.join(0.05)
    worker.stop()
    thread.join(60)
    assert not thread.is_alive()


def test_a_chore_that_fails_keeps_no_other_from_its_work(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def break_down() -> None:
        done.append("broken")
        raise RuntimeError("out of order")

    def lose_the_database() -> None:
        done.append("away")
        raise OperationalError

    chores = (
        Chore("first", 0, break_down),
        Chore("second", 0, lose_the_database),
        Chore("third", 0, lambda: done.append("worked")),
    )
    with caplog.at_level(logging.WARNING, logger="undersigned.worker"):
        run_until(working(*chores), is_done=lambda: done.count("worked") >= 2)

    assert done[:6] == ["broken", "away", "worked"] * 2
    assert [record.getMessage() for record in caplog.records[:2]] == ["worker.first", "worker.database_away"]


def test_a_chore_waits_for_its_time() -> None:
    done: list[str] = []
    chores = (Chore("rare", 3600, lambda: done.append("rare")), Chore("often", 0, lambda: done.append("often")))

    run_until(working(*chores), is_done=lambda: done.count("often") >= 3)

    assert done.count("rare") == 1


def test_mail_that_hangs_keeps_no_other_chore_from_its_work() -> None:
    done: list[str] = []
    answer = threading.Event()
    worker = working(Chore("bake", 0, lambda: done.append("baked")))
    worker._letters = Chore("letters", 0, lambda: answer.wait(30))

    run_until(worker, is_done=lambda: len(done) >= 3)

    assert len(done) >= 3
    answer.set()


def test_letters_go_on_at_once_while_there_are_more() -> None:
    rounds: list[float] = []
    worker = working()

    def deliver() -> None:
        rounds.append(worker._postman.rest_s)
        worker._postman.rest_s = 0 if len(rounds) < 100 else 30

    worker._letters = Chore("letters", 0, deliver)
    run_until(worker, is_done=lambda: len(rounds) >= 100)

    assert len(rounds) == 100
