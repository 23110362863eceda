"""Two servers on one PostgreSQL, and one of them dies: the other goes on, and the totals are exact."""

import random
import time
from collections.abc import Callable

import pytest

from tests.crash.site import Nursery, Site

pytestmark = pytest.mark.postgresql

ROUNDS = 6


def test_of_two_servers_one_is_killed_again_and_again(
    site: Callable[..., Site],
    nursery: Callable[..., Nursery],
    rounds: Callable[[int], int],
    dice: random.Random,
) -> None:
    one = site(servers=2, worker="0")
    steady, mortal = one.all
    steady.start()
    born = nursery(mortal)
    one.gather()

    for _ in range(rounds(ROUNDS)):
        born.bear()
        one.until_it_takes()
        time.sleep(dice.uniform(0.05, 0.8))
        born.kill()
        one.check()

    mortal.start()
    one.until_it_takes()
    held = one.finish()
    assert "Traceback" not in steady.output()
    assert "deadlock" not in steady.output()
    assert held.tally[0] > 0
    for product in one.all:
        product.stop()
