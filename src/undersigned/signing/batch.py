"""Group commit: all who wait are committed together by one owner, and each is answered after that commit.

While one batch is on its way to disk the next one gathers, so the number of signatures a second grows with the crowd
and not with the disk. The queue is bounded: past the bound `submit` raises `Full` at once, and nobody waits in vain.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from undersigned.signing.signature import Command, Outcome
from undersigned.signing.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

Waiter = tuple[Command, asyncio.Future[Outcome]]


class Full(Exception):
    """As many wait as may wait. Nothing was taken; try again in a moment."""


class Batch:
    """Owner of the store and of the queue. Made, used and closed on one event loop."""

    def __init__(self, store: Store, *, most_waiting: int, most_at_once: int = 500) -> None:
        self._store = store
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._waiting: deque[Waiter] = deque()
        self._wake = asyncio.Event()
        self._is_closing = False
        self._away_since: float | None = None  # monotonic seconds
        # One thread, so that one connection has one user and commits keep their order.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="signing-store")
        self._owner = asyncio.create_task(self._run(), name="signing-batch")

    def is_full(self) -> bool:
        """Whether `submit` would raise `Full` now: asked before the work that it would be in vain."""
        return self._is_closing or len(self._waiting) >= self._most_waiting

    async def submit(self, command: Command) -> Outcome:
        """Returns after the commit. Raises `Full`, or `StoreUnavailable` when nothing was written."""
        if self.is_full():
            raise Full
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, answer))
        self._wake.set()
        return await answer

    async def close(self) -> None:
        """Takes nothing more, commits what waits, closes the store."""
        self._is_closing = True
        self._wake.set()
        await self._owner
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    async def _run(self) -> None:
        while self._waiting or not self._is_closing:
            if not self._waiting:
                self._wake.clear()
                await self._wake.wait()
                continue
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_at_once))]
            await self._commit(taken)

    async def _commit(self, taken: list[Waiter]) -> None:
        try:
            outcomes = await self._write([command for command, _ in taken])
        except StoreUnavailable as trouble:
            self._note_absence(trouble)
            _answer_all(taken, trouble)
        except Exception as fault:  # noqa: BLE001  whatever it was, each of them gets an answer
            await self._one_by_one(taken, fault)
        else:
            self._note_return()
            for (_, answer), outcome in zip(taken, outcomes, strict=True):
                if not answer.done():  # done: the visitor has gone away; the signature is committed all the same
                    answer.set_result(outcome)

    def _note_absence(self, trouble: StoreUnavailable) -> None:
        """Once, however long it lasts. The first line alone: a database may repeat a row's values below it."""
        if self._away_since is None:
            self._away_since = time.monotonic()
            log.error("batch.unavailable", extra={"reason": str(trouble).partition("\n")[0]})

    def _note_return(self) -> None:
        if self._away_since is not None:
            log.warning("batch.back", extra={"after_s": round(time.monotonic() - self._away_since, 1)})
            self._away_since = None

    async def _one_by_one(self, taken: list[Waiter], fault: Exception) -> None:
        """One command that the database refuses must not take the others with it."""
        if len(taken) == 1:
            log.error("batch.refused", extra={"command": type(taken[0][0]).__name__}, exc_info=fault)
            _answer_all(taken, fault)
            return
        for waiter in taken:
            await self._commit([waiter])

    async def _write(self, commands: Sequence[Command]) -> list[Outcome]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._store.write, commands)


def _answer_all(taken: list[Waiter], trouble: Exception) -> None:
    for _, answer in taken:
        if not answer.done():
            answer.set_exception(trouble)
