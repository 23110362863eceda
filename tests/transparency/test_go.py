"""The second auditor, in Go, on the packages that the Go project checks its own modules by: it finds what ours does."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from tests.transparency import golang, logs, vectors
from tests.transparency.logs import Log
from undersigned.transparency import entry
from undersigned.transparency.entry import Offline, Reason, Reinstate, Stage, State, Text, Void
from undersigned.transparency.tree import Tree

KEY = str(logs.KEY.verifier)
SMALL = logs.crowd(1100)
MORE = [
    Void(7, Reason.INVALIDATED),
    Void(8, Reason.WITHDRAWN),
    Reinstate(7),
    Text(bytes(32)),
    Offline(34, bytes(32)),
    State(Stage.CLOSED),
    Offline(5, bytes(32)),
]


@pytest.fixture(scope="session")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not golang.is_there():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(golang.HOW_TO_GET_IT)
    return golang.built(tmp_path_factory.mktemp("go"))


def run(auditor: Path, *arguments: object) -> tuple[int, str]:
    """The exit code, and what it told."""
    ended = subprocess.run([auditor, *map(str, arguments)], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout or ended.stderr


def kept(log: Log, size: int, folder: Path) -> Path:
    """The checkpoint of this size, as Ines kept it."""
    file = folder / f"kept-{size}"
    file.write_bytes(log.note(log.at(size)))
    return file


def test_both_make_the_same_root_at_every_size(auditor: Path, tmp_path: Path) -> None:
    log = Log(SMALL)

    code, told = run(auditor, "roots", log.write(tmp_path), 1100)

    assert code == 0
    assert told.split() == [Tree(log.kept.read, size).root().hex() for size in range(1101)]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 1100, 65_536, 70_000, random.randint(1100, 200_000)])
def test_both_find_the_same_root_and_count(auditor: Path, tmp_path: Path, size: int) -> None:
    entries = logs.crowd(size) + ([entry.encode(one) for one in MORE] if size > 10 else [])
    log = Log(entries)
    older = [kept(log, old, tmp_path) for old in {1, size // 2 or 1, size}]
    count = size - 2 if size > 10 else size - 1

    assert run(auditor, "audit", log.write(tmp_path / "log"), KEY, *older) == (
        0,
        f"{len(entries)} {log.now.root.hex()} {count}\n",
    )


def test_both_refuse_what_no_honest_log_holds(auditor: Path, tmp_path: Path) -> None:
    for number, vector in enumerate(vectors.load("entries")["refused"]):
        folder = Log(list(map(bytes.fromhex, vector["entries"]))).write(tmp_path / str(number))
        code, told = run(auditor, "audit", folder, KEY)
        assert (vector["why"], code) == (vector["why"], 1)
        assert told.startswith("entry ")


def test_both_count_as_the_specification_says(auditor: Path, tmp_path: Path) -> None:
    for number, vector in enumerate(vectors.load("entries")["counted"][1:]):
        folder = Log(list(map(bytes.fromhex, vector["entries"]))).write(tmp_path / str(number))
        code, told = run(auditor, "audit", folder, KEY)
        assert (code, told.split()[-1]) == (0, str(vector["count"]))


def test_both_refuse_a_flipped_byte(auditor: Path, tmp_path: Path) -> None:
    folder = Log(SMALL).write(tmp_path)
    bundle = folder / "tile/entries/001"
    data = bundle.read_bytes()
    bundle.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])

    code, told = run(auditor, "audit", folder, KEY)

    assert (code, told) == (1, "the entries do not make the tree that was signed: <nil>\n")


@pytest.mark.parametrize(
    ("rewritten", "trouble"),
    [
        (SMALL[:300] + SMALL[301:], "not what it was at 1000: "),
        (SMALL[:300] + SMALL[7:8] + SMALL[300:], "not what it was at 1000: "),
        (SMALL[:900], "not what it was at 1000: "),
        ([*SMALL, *(2 * [entry.encode(Void(7, Reason.INVALIDATED))])], "entry 1101: voids what does not stand\n"),
    ],
    ids=["one taken out", "one put in", "gone back", "voided twice"],
)
def test_both_refuse_a_log_that_was_rewritten(
    auditor: Path, tmp_path: Path, rewritten: list[bytes], trouble: str
) -> None:
    older = kept(Log(SMALL), 1000, tmp_path)

    code, told = run(auditor, "audit", Log(rewritten).write(tmp_path / "log"), KEY, older)

    assert code == 1
    assert told.startswith(trouble)


def test_both_believe_the_same_receipts(auditor: Path, tmp_path: Path) -> None:
    found = vectors.load("receipt")
    # Go's own packages read these more generously; what they read is true all the same.
    lenient = {"something beside", "a blank in the opening", "a leading zero", "a sibling spelled otherwise"}
    all_ = [*found["good"], *(one for one in found["refused"] if one["why"] not in lenient)]
    files = []
    for number, one in enumerate(all_):
        files.append(tmp_path / f"{number}.tlog-proof")
        files[-1].write_text(one["receipt"], newline="")

    code, told = run(auditor, "receipts", found["key"], *files)

    assert code == 0
    assert [line == "ok" for line in told.splitlines()] == [one in found["good"] for one in all_]
