"""SIGKILL to the worker at any moment, while a crowd signs: the log is one, and counts what the page counts."""

import random
import subprocess
import time
from collections.abc import Callable

import httpx
import pytest

from tests.crash.site import Site, until
from tests.product import PROGRAM

pytestmark = pytest.mark.both_databases

ROUNDS = 8


def test_a_worker_that_is_killed_again_and_again_makes_one_log(
    site: Callable[..., Site], rounds: Callable[[int], int], dice: random.Random
) -> None:
    one = site(worker="0")
    one.product.start()
    one.gather()
    with one.product.working():
        until(lambda: httpx.get(f"{one.product.url}/log/{one.uuid}/checkpoint").status_code == 200, "a checkpoint")

    for _ in range(rounds(ROUNDS)):
        with one.product.log.open("ab") as log:
            worker = subprocess.Popen([PROGRAM, "work"], env=one.product.environment, stdout=log, stderr=log)
        one.check()  # those who wait get their links
        time.sleep(dice.uniform(1, 3))
        worker.kill()
        worker.wait()
        one.audited()

    one.until_it_takes()
    held = one.finish()
    found = one.audited()
    assert found.ledger.totals.count == held.tally[0] - held.tally[1] == one.count() > 0
    assert found.ledger.totals.signed == held.tally[0]
    assert one.product.run("log").startswith(
        f"/sunday-library/  {found.opened.checkpoint.size} entries, count {one.count()}, 0 waiting\n"
    )
    one.product.stop()
