"""Several workers on one database, as processes: each letter once; and at least once when one is killed in the act."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.people import crowd
from tests.postbox import Postbox
from tests.product import PROGRAM, WORKING, Product
from undersigned.mail.postman import AT_ONCE

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).parents[2]
Serving = Callable[..., Product]


@pytest.fixture
def product(serving: Serving, request: pytest.FixtureRequest) -> tuple[Product, Postbox]:
    """An installation with tables that nobody serves, and the mail server it is set to."""
    box: Postbox = request.getfixturevalue("postbox")
    one = serving(start=False, like=request.getfixturevalue("fresh"), mail_url=box.url)
    return one, box


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    from tests.product import free_port

    box = Postbox(free_port())
    box.start()
    yield box
    box.stop()


def _outside(product: Product, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mail.outside", *arguments],
        env=product.environment | {"DJANGO_SETTINGS_MODULE": "undersigned.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def _working(product: Product, number: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    told = product.folder / "workers.log"
    with told.open("wb") as log:
        workers = [
            subprocess.Popen([PROGRAM, "work"], env=product.environment, cwd=product.folder, stdout=log, stderr=log)
            for _ in range(number)
        ]
    try:
        yield workers
        _until(lambda: told.read_text().count(WORKING) == number)  # before that, a signal just ends a worker
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        assert {worker.wait(120) for worker in workers} <= {0, -signal.SIGKILL}
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def _letters_by_address(box: Postbox) -> Counter[str]:
    return Counter(str(letter["To"]) for letter in box.letters)


def test_two_workers_send_each_of_many_letters_once(product: tuple[Product, Postbox]) -> None:
    installation, box = product
    _outside(installation, "fill", "600")

    with _working(installation, 2):
        box.wait_for(600, seconds=300)
        _until(lambda: _outside(installation, "states") == "{'sent': 600}")

    assert _letters_by_address(box) == Counter(person.email for person in crowd(600))


def test_when_a_worker_is_killed_in_the_act_every_letter_still_arrives(product: tuple[Product, Postbox]) -> None:
    installation, box = product
    _outside(installation, "fill", "500")

    with _working(installation, 2) as (first, _second):
        _until(lambda: len(box.letters) > 20)
        os.kill(first.pid, signal.SIGKILL)
        _until(lambda: "waiting" not in _outside(installation, "states"))
        _outside(installation, "lapse")
        _until(lambda: _outside(installation, "states") == "{'sent': 500}")

    arrived = _letters_by_address(box)
    assert set(arrived) == {person.email for person in crowd(500)}
    twice = sum(arrived.values()) - len(arrived)
    # What he had sent and not noted yet: a moment's letters, and never more than he had taken.
    assert (max(arrived.values()) <= 2, twice <= AT_ONCE) == (True, True)
