"""A Redis or Valkey of the tests' own: on a free port of this machine, its folder temporary, gone at the end."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from tests.product import free_port

HOW_TO_GET_IT = "no redis-server or valkey-server was found. Debian, Ubuntu: apt-get install redis-server"
START_SECONDS = 60


def program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


class Store:
    """Running from `start` to `stop`. It keeps nothing on disk: killed, it has forgotten all."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="undersigned-store-"))
        self.port = free_port()
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Also after `kill`, at the same address. Returns when it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder, "--save", "", "--appendonly"]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen([self.program, *options, "no"], stdout=log, stderr=log)
        give_up_at = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    if time.monotonic() > give_up_at:
                        raise
                    time.sleep(0.05)
                else:
                    return

    def holds(self) -> dict[str, str]:
        """All that is in it."""
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            found = {str(key): client.get(key) for key in client.scan_iter()}
            return {key: str(value) for key, value in found.items() if value is not None}  # else it has gone since

    def expiries_ms(self) -> list[int]:
        """Of each, when it goes by itself; -1: never."""
        with redis.Redis.from_url(self.url) as client:
            return [int(client.pttl(key)) for key in client.scan_iter()]

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def hang(self) -> None:
        """It takes connections and answers none."""
        assert self.server is not None
        self.server.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.server is not None
        self.server.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.server is not None:
            self._end(signal.SIGKILL)
        shutil.rmtree(self.folder)

    def _end(self, how: signal.Signals) -> None:
        assert self.server is not None
        server, self.server = self.server, None
        server.send_signal(how)
        server.wait(START_SECONDS)
