"""Stopped as an administrator stops it, in the middle of the crowd: everything is brought to its end first."""

from collections.abc import Callable

import pytest

from tests.crash.site import Site

pytestmark = pytest.mark.both_databases

ROUNDS = 3


def test_stopped_under_load_it_answers_what_it_has_begun(
    site: Callable[..., Site], rounds: Callable[[int], int]
) -> None:
    one = site()
    one.product.start()
    one.gather()

    for _ in range(rounds(ROUNDS)):
        one.until_it_takes()
        one.product.stop()  # fails unless it leaves with 0
        one.check()
        one.product.start()
    one.until_it_takes()

    one.finish()
    one.product.stop()
    assert one.ledger.noted("torn") == []
    assert "Traceback" not in one.product.output()
