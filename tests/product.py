"""The real product as a visitor meets it: `undersigned serve` in a process of its own, with its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("undersigned")
START_SECONDS = 300
STOP_SECONDS = 60
WORKING = "Working. Ctrl-C ends it."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """One installation: a data folder, settings, and a server that can be started, stopped and killed."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.server: subprocess.Popen[bytes] | None = None
        clean = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSIGNED_")}
        named = {f"UNDERSIGNED_{name.upper()}": value for name, value in settings.items()}
        self.environment = clean | {
            "UNDERSIGNED_VAR": str(folder / "var"),
            "UNDERSIGNED_SITE_URL": self.url,
            "UNDERSIGNED_MAIL_TO_A_DOMAIN": "1000000000",  # all of a test's people are at one
            "UNDERSIGNED_PROOF_OF_WORK": "networks",  # a crowd of thousands is no surprise
            "UNDERSIGNED_MAIL_RECEIPTS": "0",  # a test that counts letters counts those that it is about
            **named,
        }

    def run(self, *arguments: str | Path, expect: int = 0) -> str:
        """One command of the command line, to its end; what it printed."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == expect, f"undersigned {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, command: str = "serve", *arguments: str) -> None:
        """Returns when it answers."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [PROGRAM, command, "--port", str(self.port), *arguments],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_it_answers()

    @property
    def is_running(self) -> bool:
        """As far as we have started it and not stopped it."""
        return self.server is not None

    @property
    def database(self) -> str:
        """Its file, or PostgreSQL's address."""
        return self.environment.get("UNDERSIGNED_DATABASE_URL") or str(self.folder / "var" / "undersigned.sqlite3")

    def stop(self) -> None:
        """As an administrator stops it. A server that does not leave cleanly is a failure."""
        if self.server is None:
            return
        server, self.server = self.server, None
        server.send_signal(signal.SIGTERM)
        try:
            code = server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(server)
            raise AssertionError(f"still running {STOP_SECONDS} s after SIGTERM\n{self.output()}") from None
        assert code == 0, f"left with {code}\n{self.output()}"

    def kill(self) -> None:
        """As a power cut stops it: every process of it at once."""
        if self.server is not None:
            server, self.server = self.server, None
            _kill(server)

    @contextmanager
    def working(self) -> Iterator[None]:
        """A worker of its own, for as long as the block lasts; it must leave cleanly, too."""
        before = self.output().count(WORKING) if self.log.exists() else 0
        with self.log.open("ab") as log:
            worker = subprocess.Popen([PROGRAM, "work"], env=self.environment, cwd=self.folder, stdout=log, stderr=log)
        try:
            give_up_at = time.monotonic() + START_SECONDS
            while self.output().count(WORKING) == before:  # until then a signal ends it as it ends any program
                assert worker.poll() is None, self.output()
                assert time.monotonic() < give_up_at, f"not working in {START_SECONDS} s\n{self.output()}"
                time.sleep(0.02)
            yield
        finally:
            worker.terminate()
            try:
                code = worker.wait(STOP_SECONDS)
            finally:
                worker.kill()
        assert code == 0, f"left with {code}\n{self.output()}"

    def processes(self, word: str = "") -> list[int]:
        """All of them, while it runs: they are of one group. `word`: those that were started with it."""
        assert self.server is not None
        return [
            process
            for process in (int(path.name) for path in Path("/proc").glob("[0-9]*"))
            if _group(process) == self.server.pid and (not word or word in _arguments(process))
        ]

    def children(self) -> list[int]:
        """Of the process that was started, the server's own; a worker is none of them."""
        assert self.server is not None
        born = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        return [int(one) for one in born if "work" not in _arguments(int(one))]

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def _wait_until_it_answers(self) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.server is not None
            code = self.server.poll()
            if code is None and time.monotonic() > give_up_at:
                self.kill()
                raise AssertionError(f"no answer in {START_SECONDS} s\n{self.output()}")
            if code is not None:
                self.server = None
                raise AssertionError(f"ended with {code} before it answered\n{self.output()}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _group(process: int) -> int:
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return 0  # it has ended since


def _arguments(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _kill(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(STOP_SECONDS)
