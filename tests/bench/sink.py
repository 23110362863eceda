"""A mail server that takes every letter and keeps none, in a process of its own; it writes down how many came.

    python -m tests.bench.sink PORT

prints five times a second: the time, the letters so far, how many of them to an address that had one already.
"""

import asyncio
import contextlib
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.subject import ROOT
from tests.product import free_port

EVERY_S = 0.2


@dataclass(slots=True)
class Count:
    letters: int = 0
    again: int = 0


class Sink:
    """From now until `stop`."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"smtp://127.0.0.1:{port}"
        self._book = folder / f"sink-{port}.txt"
        with self._book.open("wb") as book:
            command = [sys.executable, "-m", "tests.bench.sink", str(port)]
            self._process = subprocess.Popen(command, stdout=book, cwd=ROOT)
        while not self.book():
            if self._process.poll() is not None:
                raise AssertionError("the mail sink did not start")
            time.sleep(EVERY_S)

    def book(self) -> list[tuple[float, int, int]]:
        """Time, letters, letters to an address that had one already."""
        lines = [line.split() for line in self._book.read_text().splitlines(keepends=True) if line.endswith("\n")]
        return [(float(at), int(letters), int(again)) for at, letters, again in lines]

    @property
    def letters(self) -> int:
        return self.book()[-1][1]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


async def _visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Count, seen: set[bytes]) -> None:
    writer.write(b"220 sink.test ESMTP\r\n")
    recipients: list[bytes] = []
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(b"250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n")
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                count.letters += 1
                count.again += sum(one in seen for one in recipients)
                seen.update(recipients)
                recipients.clear()
                writer.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                if verb == b"RCPT":
                    recipients.append(line.strip().lower())
                writer.write(b"250 ok\r\n")
    writer.close()


async def _serve(port: int) -> None:
    count, seen = Count(), set[bytes]()
    server = await asyncio.start_server(
        lambda reader, writer: _visit(reader, writer, count, seen), "127.0.0.1", port, limit=2**20
    )
    async with server:
        while True:
            sys.stdout.write(f"{time.time():.3f} {count.letters} {count.again}\n")
            sys.stdout.flush()
            await asyncio.sleep(EVERY_S)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
