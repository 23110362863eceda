"""Group commit: all who wait are committed together by one thread, and each is answered after that commit.

While one batch is on its way to disk the next one gathers, so the number of signatures a second grows with the crowd
and not with the disk. The thread takes the next batch without asking the event loop, which may be busy with those who
come. The queue is bounded: past the bound `submit` raises `Full` at once, and nobody waits in vain.
"""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread

from undersigned.signing.signature import Command, Outcome
from undersigned.signing.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

CROWD = 8  # in one batch; below it nobody gains by waiting for others
LONGEST_PAUSE_S = 0.01
# A row of one's own takes longer to write than a note on another's: who is answered alone is answered after the same
# time whatever was written, or that would tell whether a mailbox has signed. In a crowd nobody can tell.
EVEN_S = 0.008

Waiter = tuple[Command, asyncio.Future[Outcome]]
Answers = Sequence[Outcome | Exception]


class Full(Exception):
    """As many wait as may wait. Nothing was taken; try again in a moment."""


class Batch:
    """Owner of the store and of the queue. Made, used and closed on one event loop."""

    def __init__(self, store: Store, *, most_waiting: int, most_at_once: int = 500) -> None:
        self._store = store
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._waiting: SimpleQueue[Waiter | None] = SimpleQueue()  # None: nobody comes any more
        self._is_closing = False
        self._away_since: float | None = None  # monotonic seconds
        self._loop = asyncio.get_running_loop()
        # One thread, so that one connection has one user and commits keep their order.
        self._thread = Thread(target=self._run, name="signing-store", daemon=True)
        self._thread.start()

    def is_full(self, *, beside: int = 0) -> bool:
        """Whether `submit` would raise `Full`, with so many more before: asked before the work it would be in vain."""
        return self._is_closing or self._waiting.qsize() + beside >= self._most_waiting

    async def submit(self, command: Command) -> Outcome:
        """Returns after the commit. Raises `Full`, or `StoreUnavailable` when nothing was written."""
        if self.is_full():
            raise Full
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        self._waiting.put((command, answer))
        return await answer

    async def close(self) -> None:
        """Takes nothing more, commits what waits, closes the store."""
        self._is_closing = True
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    # On the thread ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        for taken in self._batches():
            even_at = time.monotonic() + (EVEN_S if len(taken) < CROWD else 0.0)
            answers = self._committed([command for command, _ in taken])
            time.sleep(max(0.0, even_at - time.monotonic()))
            with suppress(RuntimeError):  # the loop has ended without `close`: there is nobody to be told
                self._loop.call_soon_threadsafe(_answer, taken, answers)
        self._store.close()

    def _batches(self) -> Iterator[list[Waiter]]:
        """After a crowd's batch a pause as long as it took: fewer batches, and each takes turns from the event loop."""
        while (waiter := self._waiting.get()) is not None:
            begun = time.monotonic()
            taken = [waiter]
            with suppress(Empty):
                while len(taken) < self._most_at_once:
                    waiter = self._waiting.get_nowait()
                    if waiter is None:
                        yield taken
                        return
                    taken.append(waiter)
            yield taken
            if len(taken) >= CROWD:
                time.sleep(min(time.monotonic() - begun, LONGEST_PAUSE_S))

    def _committed(self, commands: list[Command]) -> Answers:
        try:
            outcomes = self._store.write(commands)
        except StoreUnavailable as trouble:
            self._note_absence(trouble)
            return [trouble] * len(commands)
        except Exception as fault:  # noqa: BLE001  whatever it was, each of them gets an answer
            return self._one_by_one(commands, fault)
        self._note_return()
        return outcomes

    def _one_by_one(self, commands: list[Command], fault: Exception) -> Answers:
        """One command that the database refuses must not take the others with it."""
        if len(commands) == 1:
            log.error("batch.refused", extra={"command": type(commands[0]).__name__}, exc_info=fault)
            return [fault]
        return [answer for command in commands for answer in self._committed([command])]

    def _note_absence(self, trouble: StoreUnavailable) -> None:
        """Once, however long it lasts. The first line alone: a database may repeat a row's values below it."""
        if self._away_since is None:
            self._away_since = time.monotonic()
            log.error("batch.unavailable", extra={"reason": str(trouble).partition("\n")[0]})

    def _note_return(self) -> None:
        if self._away_since is not None:
            log.warning("batch.back", extra={"after_s": round(time.monotonic() - self._away_since, 1)})
            self._away_since = None


def _answer(taken: Sequence[Waiter], answers: Answers) -> None:
    for (_, future), answer in zip(taken, answers, strict=True):
        if future.done():
            continue  # the visitor has gone away; the signature is committed all the same
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
