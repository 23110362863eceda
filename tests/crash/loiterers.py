"""Visitors who hold connections and never get to the point, in a process of their own.

    python -m tests.crash.loiterers PORT EACH

As many of each kind. A line on standard input: one line of JSON is printed, how many of each kind are still there, and
what the others were told. The end of standard input: they leave.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FORM = "content-type: application/x-www-form-urlencoded\r\n"
# What each kind says first, and what it goes on saying, once a second.
KINDS: dict[str, tuple[str, str]] = {
    "silent": ("", ""),
    "half a line": ("GET /sunday-lib", ""),
    "endless headers": ("GET /sunday-library/ HTTP/1.1\r\nhost: 127.0.0.1\r\n", "x-more: of the same\r\n"),
    "slow form": (f"POST /sunday-library/sign HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 900\r\n{FORM}\r\n", "n"),
    "slow without a length": (
        f"POST /sunday-library/sign HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n{FORM}\r\n",
        "1\r\nn\r\n",
    ),
    "gone quiet": ("GET /sunday-library/count HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", ""),
}


HELD = 1_500
EACH = HELD // len(KINDS)
ROOT = Path(__file__).resolve().parents[2]


class Loiterer:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.is_there = False
        self.told = ""

    async def stay(self, port: int) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return
        self.is_there = True
        first, more = KINDS[self.kind]
        writer.write(first.encode())
        listening = asyncio.create_task(self._listen(reader))
        while not listening.done():
            writer.write(more.encode())
            await asyncio.wait([listening], timeout=1)
        writer.close()
        self.is_there = False

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """To the end: the server hangs up."""
        try:
            while line := await reader.read(4096):
                self.told = self.told or line.decode("latin-1").partition("\r\n")[0]
        except OSError:
            return


def report(all_of_them: Sequence[Loiterer]) -> str:
    there = Counter(one.kind for one in all_of_them if one.is_there)
    told = Counter(f"{one.kind}: {one.told}" for one in all_of_them if one.told)
    return json.dumps({"there": dict(there), "told": dict(told)})


async def main(port: int, each: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd = [Loiterer(kind) for kind in KINDS for _ in range(each)]
    stays = [asyncio.create_task(one.stay(port)) for one in crowd]
    while await asyncio.to_thread(sys.stdin.readline):
        print(report(crowd), flush=True)  # noqa: T201
    for stay in stays:
        stay.cancel()


class Loiterers:
    """`EACH` of each kind, at this port, from now on."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.loiterers", str(port), str(EACH)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def look(self) -> dict[str, Any]:
        """`there`: how many of each kind; `told`: what the server said to them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        report: dict[str, Any] = json.loads(self._process.stdout.readline())
        return report

    def held(self) -> int:
        """How many are still there."""
        there: int = sum(self.look()["there"].values())
        return there

    def leave(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
