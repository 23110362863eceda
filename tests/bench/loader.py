"""Builds and runs the load generator, `load.c`: real connections, real requests, nothing but this machine."""

import json
import shutil
import struct
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("load.c")
CONNECTIONS = 128
GRACE_S = 15.0


class NoCompiler(Exception):
    """This machine has no C compiler."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What one run of the load generator saw; see the end of `load.c`."""

    told: dict[str, Any]

    @property
    def rate(self) -> float:
        """Answers a second, while it asked."""
        return float(self.told["rate"])

    @property
    def seconds(self) -> float:
        return float(self.told["seconds"])

    @property
    def next(self) -> int:
        """The first request of the file that was not sent."""
        return int(self.told["next"])

    def ms(self, percentile: str) -> float:
        return float(self.told["latency_ms"][percentile])

    def count(self, *statuses: int) -> int:
        return sum(self.told["statuses"].get(str(status), 0) for status in statuses)

    def only(self, *statuses: int) -> "Burst":
        """Itself, if every request was answered so. Else a rate would count refusals as work."""
        if self.count(*statuses) != self.told["sent"] or self.told["broken"] or self.told["unanswered"]:
            seen = {name: self.told[name] for name in ("sent", "statuses", "broken", "unanswered")}
            raise AssertionError(f"not every request was answered with {statuses}: {seen}")
        return self


def built(folder: Path) -> Path:
    """The program, compiled into `folder`. Raises `NoCompiler`."""
    compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    if compiler is None:
        raise NoCompiler("the load generator is a small C program. Debian, Ubuntu: apt-get install gcc libc6-dev")
    program = folder / "load"
    subprocess.run([compiler, "-O2", "-std=c11", "-Wall", "-Wextra", "-o", program, SOURCE], check=True)
    return program


def write(path: Path, requests: Iterable[bytes]) -> Path:
    """A file of requests as `load.c` reads it."""
    with path.open("wb") as file:
        for request in requests:
            file.write(struct.pack("<I", len(request)) + request)
    return path


class Running:
    """A load generator under way."""

    def __init__(self, process: subprocess.Popen[bytes], limit_s: float) -> None:
        self._process = process
        self._limit_s = limit_s

    def result(self) -> Burst:
        try:
            out, _ = self._process.communicate(timeout=self._limit_s)
        except BaseException:  # also when the bench is being stopped: nothing is left running
            self._process.kill()
            self._process.wait()
            raise
        if self._process.returncode != 0:
            raise AssertionError(f"the load generator left with {self._process.returncode}")
        return Burst(json.loads(out))


def start(
    program: Path,
    port: int,
    requests: Path,
    *,
    seconds: float,
    rate: float = 0.0,
    schedule: Sequence[float] = (),
    first: int = 0,
    once: bool = False,
    most: int = 0,
    connections: int = CONNECTIONS,
    grace_s: float = GRACE_S,
) -> Running:
    """`rate`, or a `schedule` of rates, one a second: open loop; neither: as fast as it goes. `most`: no more."""
    options = ["-t", f"{seconds}", "-c", f"{connections}", "-n", f"{first}", "-g", f"{grace_s}"]
    options += ["-1"] if once else []
    options += ["-m", f"{most}"] if most else []
    options += ["-r", f"{rate}"] if rate else []
    if schedule:
        plan = requests.with_suffix(".schedule")
        plan.write_text("".join(f"{one}\n" for one in schedule))
        options += ["-s", str(plan)]
        seconds = len(schedule)
    process = subprocess.Popen([program, *options, str(port), requests], stdout=subprocess.PIPE)
    return Running(process, seconds + grace_s + 30)


def run(program: Path, port: int, requests: Path, *, seconds: float, **options: Any) -> Burst:
    return start(program, port, requests, seconds=seconds, **options).result()
