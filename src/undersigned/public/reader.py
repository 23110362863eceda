"""Reads and small writes of the public door, off the event loop: two threads, each with a connection that it keeps.

Every signer comes by here after confirming; a new connection for each would cost more than what is read.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 2

_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="public-reader")


async def read(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `function` returns, with a live connection. Its errors are raised here."""
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(_connected, function, *args, **kwargs))


def close() -> None:
    """Closes the threads' connections; the next read opens one anew."""
    all_at_once = threading.Barrier(THREADS)  # so that each of the threads gets one of these
    for done in [_threads.submit(_close, all_at_once) for _ in range(THREADS)]:
        done.result()


def _connected(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    if connection.connection is not None and not connection.is_usable():
        connection.close()  # the database was started anew since
    try:
        return function(*args, **kwargs)
    finally:
        if connection.errors_occurred:
            connection.close()


def _close(all_at_once: threading.Barrier) -> None:
    all_at_once.wait()
    connection.close()
