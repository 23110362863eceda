"""Keeps a worker running beside the server: starts it again when it dies, ends it with the server.

Should this process be killed, the worker notices: its standard input ends. That input stays open while any process of
the server lives, so that a server whose supervisor was killed goes on having its letters sent.
"""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

log = logging.getLogger(__name__)

WORKER = (sys.executable, "-m", "undersigned", "work", "--beside-server")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
STEADY_S = 60.0  # a worker that lived so long is started again without much ado
STOPS_WITHIN_S = 8.0


@contextmanager
def keeping(command: Sequence[str] = WORKER) -> Iterator[None]:
    """While the block lasts, `command` runs."""
    keeper = _Keeper(command)
    try:
        yield
    finally:
        keeper.stop()


class _Keeper:
    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._is_over = threading.Event()
        self._change = threading.Lock()  # whoever replaces the child, or ends it for good, holds it
        # Before the server forks: a fork while another thread starts a process would keep that one's pipe open.
        self._child = self._started()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._change:
            self._is_over.set()
            self._child.terminate()
        try:
            self._child.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            log.warning("keeper.killed", extra={"after_s": STOPS_WITHIN_S})
            self._child.kill()
        self._thread.join()

    def _keep(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._is_over.is_set():
            begun = time.monotonic()
            code = self._child.wait()
            if self._child.stdin:
                self._child.stdin.close()
            if self._is_over.is_set():
                return
            pause = FIRST_PAUSE_S if time.monotonic() - begun > STEADY_S else pause
            log.error("keeper.worker_died", extra={"code": code, "again_in_s": pause})
            self._is_over.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
            with self._change:
                if not self._is_over.is_set():
                    try:
                        self._child = self._started()
                    except OSError:  # no memory for it now; the old one, which is dead, is waited for at once
                        log.exception("keeper.not_started")

    def _started(self) -> subprocess.Popen[bytes]:
        # Ctrl-C goes to all processes of a terminal; the worker is told by this one. A child inherits what is blocked.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603  our own program
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
