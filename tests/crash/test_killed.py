"""SIGKILL to the server at any moment, while a crowd uses it: what was acknowledged is there, once, and counted."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from tests.crash.site import Nursery, Site

pytestmark = pytest.mark.both_databases

ROUNDS = 50
FROM_THE_SHELL = 10  # every so many rounds it is the whole of `undersigned serve`
WHILE_STARTING = 7  # every so many rounds it does not even come to answer


def test_killed_at_random_moments_it_loses_and_doubles_nothing(
    site: Callable[..., Site],
    nursery: Callable[..., Nursery],
    rounds: Callable[[int], int],
    dice: random.Random,
) -> None:
    one = site(worker="0")
    born = nursery(one.product)
    one.gather()

    for number in range(1, rounds(ROUNDS) + 1):
        if number % WHILE_STARTING == 0:
            born.bear()
            time.sleep(dice.uniform(0, 0.3))
            born.kill()
        if number % FROM_THE_SHELL == 0:
            one.product.start()
        else:
            born.bear()
        one.until_it_takes(1)
        one.check()
        time.sleep(dice.uniform(0.05, 0.8))
        one.product.kill()
        born.kill()

    one.product.start()
    one.until_it_takes()
    held = one.finish()
    one.product.stop()
    assert held.tally[0] > 0
    assert held.tally[1] > 0


def test_a_process_that_dies_is_replaced_by_the_one_that_watches_it(site: Callable[..., Site]) -> None:
    one = site(worker="0")
    one.product.start()
    one.gather()
    one.until_it_takes()
    (serving,) = one.product.children()

    os.kill(serving, signal.SIGKILL)
    one.until_it_takes()

    one.finish()
    one.product.stop()
    assert "Unexpected exit from worker-1" in one.product.output()
