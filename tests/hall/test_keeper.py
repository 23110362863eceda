"""A worker is kept running beside the server: started again when it dies, ended with the server, however that ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from undersigned import keeper

ROOT = Path(__file__).parents[2]

# Writes its number into a line of a file, then goes on until its standard input ends or it is told to stop.
CHILD = """
import os, sys
with open(sys.argv[1], "a") as file:
    print(os.getpid(), file=file)
{then}
while os.read(0, 1):
    pass
"""
# Keeps the child until it is killed itself.
PARENT = """
import sys, time
from undersigned import keeper
with keeper.keeping(sys.argv[1:]):
    print("kept", flush=True)
    time.sleep(600)
"""


def _child(seen: Path, *, then: str = "") -> list[str]:
    return [sys.executable, "-c", CHILD.format(then=then), str(seen)]


def _started(seen: Path) -> list[int]:
    return [int(line) for line in seen.read_text().split()] if seen.exists() else []


def _until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def _is_gone(process: int) -> bool:
    """Or dead and not yet buried by whoever inherited it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_it_runs_while_the_block_lasts(tmp_path: Path) -> None:
    seen = tmp_path / "seen"

    with keeper.keeping(_child(seen)):
        _until(lambda: len(_started(seen)) == 1)
        (process,) = _started(seen)
        assert not _is_gone(process)

    assert _is_gone(process)


def test_it_is_started_again_whenever_it_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "FIRST_PAUSE_S", 0.05)
    seen = tmp_path / "seen"

    with keeper.keeping(_child(seen)):
        for number in (1, 2):
            _until(lambda number=number: len(_started(seen)) == number)
            os.kill(_started(seen)[-1], signal.SIGKILL)
        _until(lambda: len(_started(seen)) == 3)

    died = [(record.getMessage(), record.__dict__["code"], record.__dict__["again_in_s"]) for record in caplog.records]
    assert died == [("keeper.worker_died", -9, 0.05), ("keeper.worker_died", -9, 0.1)]
    assert [_is_gone(process) for process in _started(seen)] == [True] * 3


def test_one_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "FIRST_PAUSE_S", 0.05)
    seen, program, away = tmp_path / "seen", tmp_path / "program", tmp_path / "away"
    program.symlink_to(sys.executable)
    _, *rest = _child(seen)

    with keeper.keeping([str(program), *rest]):
        _until(lambda: len(_started(seen)) == 1)
        program.rename(away)
        os.kill(_started(seen)[-1], signal.SIGKILL)
        _until(lambda: "keeper.not_started" in caplog.messages)
        away.rename(program)
        _until(lambda: len(_started(seen)) == 2)

    assert [_is_gone(process) for process in _started(seen)] == [True] * 2


def test_ctrl_c_is_not_its_business(tmp_path: Path) -> None:
    seen = tmp_path / "seen"

    with keeper.keeping(_child(seen)):
        _until(lambda: len(_started(seen)) == 1)
        os.kill(_started(seen)[0], signal.SIGINT)
        (process,) = _started(seen)
        time.sleep(0.2)
        assert not _is_gone(process)

    assert _started(seen) == [process]


def test_one_that_does_not_leave_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "STOPS_WITHIN_S", 0.2)
    seen, ready = tmp_path / "seen", tmp_path / "ready"
    deaf = (
        f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({str(ready)!r}, 'w'); time.sleep(60)"
    )

    with keeper.keeping(_child(seen, then=deaf)):
        _until(ready.exists)

    assert _is_gone(_started(seen)[0])
    assert [record.getMessage() for record in caplog.records] == ["keeper.killed"]


def test_when_the_server_is_killed_it_ends_by_itself(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *_child(seen)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "kept\n"
        _until(lambda: len(_started(seen)) == 1)

        parent.kill()

        _until(lambda: _is_gone(_started(seen)[0]))
