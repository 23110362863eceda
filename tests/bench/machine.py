"""What was measured, and on what: figures of another machine or another version cannot be compared with these."""

import os
import platform
import shutil
import sqlite3
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.subject import ROOT

SYNCS = 30
MEMORY_SYSTEMS = ("tmpfs", "ramfs", "overlay-tmpfs")


def described(folder: Path, bin_folder: Path | None) -> dict[str, str]:
    """`folder`: where the databases lie."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "file system": file_system(folder),
        "one write and fsync": f"{sync_ms(folder):.2f} ms",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _postgresql(bin_folder),
        "granian": version("granian"),
        "nginx": _nginx(),
    }


def disk_folder() -> Path:
    """Where temporary files go, unless that is memory: a commit there would cost nothing."""
    import tempfile

    found = Path(tempfile.gettempdir())
    return Path("/var/tmp") if file_system(found) in MEMORY_SYSTEMS else found


def file_system(folder: Path) -> str:
    """Of the longest mount that holds `folder`."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    holding = [(len(mount[1]), mount[2]) for mount in mounts if folder.resolve().is_relative_to(mount[1])]
    return max(holding)[1] if holding else "unknown"


def sync_ms(folder: Path) -> float:
    """The disk's own time for 4 kB that must be kept."""
    path = folder / "sync"
    seen = []
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            begun = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            seen.append((time.perf_counter() - begun) * 1000)
    path.unlink()
    return median(seen)


def commit() -> str:
    """The version measured; a mark where the checkout holds more than that."""
    try:
        head = _said("git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD")
        changed = _said("git", "-C", str(ROOT), "status", "--porcelain", "--", "src")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head + (" and uncommitted changes" if changed else "")


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgresql(bin_folder: Path | None) -> str:
    return _said(str(bin_folder / "postgres"), "--version").split()[2] if bin_folder else "not installed"


def _nginx() -> str:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return "not installed"
    return subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr.strip().partition("/")[2]
