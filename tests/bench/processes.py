"""How much memory a process and all it has started hold, and the `undersigned work` beside a server."""

import os
import signal
import subprocess
from pathlib import Path

from tests.product import PROGRAM, Product

MB = 1024  # of the kilobytes in /proc


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # gone meanwhile
        parents.setdefault(parent, []).append(int(folder.name))
    found, open_ends = [], [pid]
    while open_ends:
        one = open_ends.pop()
        found.append(one)
        open_ends += parents.get(one, [])
    return found


def memory_mb(pid: int) -> float:
    """What is the family's own, and its share of what it shares with others (PSS)."""
    total = 0.0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / MB


class Worker:
    """`undersigned work`, from now until `stop`."""

    def __init__(self, product: Product) -> None:
        with (product.folder / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "work"],
                env=product.environment,
                cwd=product.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
