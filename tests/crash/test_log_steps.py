"""A worker that dies between any two steps of sealing: what was served stays the beginning of what is served next."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.crash.sealing import DIED, STAY, STEPS
from tests.crash.site import ROOT, SLUG, Site, until, with_path
from tests.product import Product

pytestmark = pytest.mark.both_databases


@contextmanager
def sealing(product: Product) -> Iterator[Callable[[str], int]]:
    """`seal(step)`: the exit code of a process that seals and dies there; of one that does not, with an empty name."""
    with product.log.open("ab") as log:
        mother = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.sealing", SLUG],
            env=product.environment | with_path(product.environment, ROOT),
            cwd=product.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with mother:
        assert mother.stdin is not None
        assert mother.stdout is not None
        heard, asked = mother.stdout, mother.stdin

        def seal(step: str) -> int:
            asked.write(f"{step}\n")
            asked.flush()
            return int(heard.readline())

        yield seal


def shown(one: Site) -> int:
    """The auditor's count, once the page says the same; every checkpoint that was ever seen is a beginning of it."""
    count = one.audited().ledger.totals.count
    until(lambda: one.count() == count, f"/count says {count}")
    return count


def test_sealing_that_dies_between_any_two_steps_goes_on_as_one_log(site: Callable[..., Site]) -> None:
    one = site(worker="0")
    one.product.environment |= {"DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    one.product.start()
    before = 0

    with sealing(one.product) as seal:
        for number, step in enumerate(STEPS, start=1):
            assert seal(step) == DIED, f"{step}: not reached\n{one.product.output()}"
            if before:
                assert shown(one) == (before + STAY if step == "served" else before), step
            else:
                assert httpx.get(f"{one.product.url}/log/{one.uuid}/checkpoint").status_code == 404

            assert seal("") == 0, one.product.output()
            before = shown(one)
            assert before == STAY * number, step
        assert one.waiting() == 0

    one.product.kill()
    one.product.start()
    assert shown(one) == before == STAY * len(STEPS)
    assert [found.size for found in one.seen] == sorted(found.size for found in one.seen)
    one.product.stop()
