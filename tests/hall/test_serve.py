"""`undersigned serve` and the worker beside it, as processes: when there is one, and how both end."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.product import Product

Serving = Callable[..., Product]


def _workers(product: Product) -> list[int]:
    """Those of its processes that run the worker."""
    return [process for process in product.processes() if "--beside-server" in _arguments(process)]


def _arguments(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def _until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def test_a_worker_runs_beside_the_server_and_gives_way_to_it(serving: Serving) -> None:
    product = serving()

    (worker,) = _workers(product)
    _until(lambda: os.getpriority(os.PRIO_PROCESS, worker) > 0)

    product.stop()
    assert _arguments(worker) == []


@pytest.mark.parametrize("how", ["by option", "by setting"])
def test_without_a_worker_there_is_none(serving: Serving, how: str) -> None:
    product = serving(**({"worker": "0"} if how == "by setting" else {}))
    if how == "by option":
        product.stop()
        product.start("serve", "--no-worker")

    assert _workers(product) == []


def test_a_worker_that_dies_is_replaced_and_the_server_goes_on(serving: Serving) -> None:
    product = serving()
    (first,) = _workers(product)

    os.kill(first, signal.SIGKILL)

    _until(lambda: _workers(product) not in ([first], []))
    assert len(_workers(product)) == 1
    assert "keeper.worker_died code=-9" in product.output()


def test_ctrl_c_ends_server_and_worker_without_a_word(serving: Serving) -> None:
    product = serving()
    (worker,) = _workers(product)
    _until(lambda: os.getpriority(os.PRIO_PROCESS, worker) > 0)
    server = product.server
    assert server is not None
    before = product.output()

    os.killpg(server.pid, signal.SIGINT)  # as a terminal does

    assert server.wait(60) == 0
    product.server = None
    assert _arguments(worker) == []
    assert product.output() == before


def test_a_worker_does_not_outlive_a_server_that_was_killed(serving: Serving) -> None:
    product = serving()
    (worker,) = _workers(product)
    _until(lambda: os.getpriority(os.PRIO_PROCESS, worker) > 0)

    for process in product.processes():
        if process != worker:
            os.kill(process, signal.SIGKILL)

    _until(lambda: _arguments(worker) == [])
    product.kill()


def test_more_processes_than_one_are_refused_on_sqlite(tmp_path: Path) -> None:
    said = Product(tmp_path).run("serve", "--processes", "2", expect=1)

    assert said.startswith("Error: On SQLite one process owns the writing, so --processes must be 1.")


@pytest.mark.postgresql
@pytest.mark.both_databases
def test_two_processes_share_the_visitors_of_one_postgresql(serving: Serving) -> None:
    product = serving()
    product.stop()

    product.start("serve", "--processes", "2")

    assert len(product.processes("--processes")) == 3  # the two, and the one that watches them
