"""The commands, as a stranger types them: what holds, and what does not in one line."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transparency import logs, vectors
from tests.transparency.logs import ROSAS, Log
from undersigned.transparency import entry, keys, terminal
from undersigned.transparency.entry import Offline, Reason, Reinstate, Stage, State, Void
from undersigned.transparency.keys import SigningKey

KEY = str(logs.KEY.verifier)
ENTRIES = logs.crowd(300)
ENTRIES[200] = ROSAS.entry()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Log(ENTRIES).write(tmp_path / "log")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = terminal.main([str(one) for one in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_an_audit_tells_the_count_and_its_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = [Void(1, Reason.WITHDRAWN), Void(2, Reason.INVALIDATED), Reinstate(2), Offline(34, bytes(32))]
    more += [Offline(5, bytes(32)), Void(304, Reason.INVALIDATED)]
    log = Log([*ENTRIES, *map(entry.encode, more)]).write(tmp_path)

    assert run(capsys, "audit", log, "--key", KEY) == (
        0,
        f"{logs.ORIGIN}: 306 entries hold.\n"
        "Count: 298 = 299 signed - 2 void + 1 reinstated\n"
        "  withdrawn by their signers: 1\n"
        "  invalidated: 1\n"
        f"Beside the count, declared in entry 303: 34, manifest {bytes(32).hex()}\n"
        f"Beside the count, declared in entry 304: 5, taken back, manifest {bytes(32).hex()}\n"
        f"Text of entry 0, 298 stand under it: {logs.TEXT_HASH.hex()}\n",
        "",
    )


def test_an_audit_remembers_and_finds_what_was_rewritten(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    command = ("--key", KEY, "--remember", kept)
    assert run(capsys, "audit", folder, *command)[0] == 0
    assert kept.read_bytes() == Log(ENTRIES).note()

    grown = Log(logs.crowd(1)[:1] + ENTRIES[1:] + ENTRIES[7:9]).write(tmp_path / "grown")
    code, out, _ = run(capsys, "audit", grown, *command)
    assert code == 0
    assert out.endswith("The first 300 entries are those that were there at the last audit.\n")

    rewritten = Log([*ENTRIES[:100], *ENTRIES[101:], *ENTRIES[1:9]]).write(tmp_path / "rewritten")
    trouble = "Refused: the first 302 entries are not what they were: the log was rewritten\n"
    assert run(capsys, "audit", rewritten, *command) == (1, "", trouble)
    assert kept.read_bytes() == (grown / "checkpoint").read_bytes()


def test_a_receipt_is_verified_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rosa.tlog-proof"
    file.write_bytes(Log(ENTRIES).receipt(ROSAS, 200).encode())

    assert run(capsys, "verify", file, "--key", KEY) == (
        0,
        f"Entry 200 of 300 in {logs.ORIGIN} is the signature of Rosa Marín.\n"
        "Address: rosa@example.org\n"
        f"Text:    {logs.TEXT_HASH.hex()}\n",
        "",
    )


def test_a_receipt_is_compared_with_the_log_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rosa.tlog-proof"
    log = Log(ENTRIES)
    file.write_bytes(log.receipt(ROSAS, 200).encode())
    log.add(ENTRIES[7:9])
    asked = ("verify", file, "--key", KEY, "--log", tmp_path / "log")

    log.write(tmp_path / "log")
    code, out, _ = run(capsys, *asked)
    assert (code, out.splitlines()[-1]) == (0, "It stands, in the log of 302 entries.")

    log.add([entry.encode(Void(200, Reason.WITHDRAWN))])
    log.write(tmp_path / "log")
    code, _, trouble = run(capsys, *asked)
    assert (code, trouble) == (1, "Refused: entry 200 is in the log, but was voided since\n")


def test_a_receipt_shows_that_a_log_was_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rosa.tlog-proof"
    file.write_bytes(Log(ENTRIES).receipt(ROSAS, 200).encode())
    rewritten = Log([*ENTRIES[:7], ENTRIES[8], ENTRIES[7], *ENTRIES[9:]]).write(tmp_path / "log")

    assert run(capsys, "verify", file, "--key", KEY, "--log", rewritten)[::2] == (
        1,
        "Refused: the first 300 entries are not what they were: the log was rewritten\n",
    )


def test_a_receipt_of_a_log_that_has_ended_says_nothing_of_the_next_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rosa.tlog-proof"
    file.write_bytes(Log(ENTRIES).receipt(ROSAS, 200).encode())
    folder = next_epoch(tmp_path / "log", after=Log(ENTRIES))

    code, out, trouble = run(capsys, "verify", file, "--key", KEY, "--key", NEXT.verifier, "--log", folder)

    assert (code, out.splitlines()[0]) == (1, f"Entry 200 of 300 in {logs.ORIGIN} is the signature of Rosa Marín.")
    assert trouble == f"Refused: '{logs.ORIGIN}' has ended, and another log goes on from it: ask for a new receipt\n"
    assert "It stands" not in out


def test_an_audit_says_that_a_log_has_begun_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(Log(ENTRIES[:250]).note())
    folder = next_epoch(tmp_path / "log", after=Log(ENTRIES))
    command = ("audit", folder, "--key", KEY, "--key", NEXT.verifier, "--remember", kept)

    begun, later = run(capsys, *command), run(capsys, *command)

    account = (
        f"{logs.ORIGIN}/2: 301 entries hold.\n"
        "Count: 299 = 299 signed - 0 void + 0 reinstated\n"
        f"Text of entry 1, 299 stand under it: {logs.TEXT_HASH.hex()}\n"
    )
    anew = "The log has begun anew since the last audit. The one before ended with 300 entries.\n"
    assert begun == (0, account + anew, "")
    assert later == (0, f"{account}The first 301 entries are those that were there at the last audit.\n", "")


NEXT = SigningKey(f"{logs.ORIGIN}/2", bytes(range(32)))


def next_epoch(folder: Path, *, after: Log) -> Path:
    """A log that goes on from this one: the same signatures, in another order."""
    text, *signed = ENTRIES
    entries = [entry.encode(State(Stage.NEW_EPOCH, after.now.digest)), text, *reversed(signed)]
    Log(entries, by=NEXT, origin=NEXT.name).write(folder)
    (folder / "ended").write_bytes(after.note())
    return folder


def test_witnesses_are_named_with_their_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rosa.tlog-proof"
    file.write_text(vectors.load("receipt")["good"][-1]["receipt"])
    witness = vectors.load("log")["witness"]["key"]

    _, out, _ = run(capsys, "verify", file, "--key", KEY, "--key", witness)

    assert out.splitlines()[-1] == "Witness: witness.example.net/w1, 2027-01-15 08:00:00+00:00"


def test_a_key_may_stand_in_a_file(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key").write_text(KEY + "\n")

    assert run(capsys, "audit", folder, "--key", tmp_path / "key")[0] == 0


def test_a_sample_is_drawn_and_the_answer_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = Log([logs.crowd(1)[0], ROSAS.entry()]).write(tmp_path / "log")
    asked = ("sample", log, "--key", KEY, "--nonce", "thrown")
    assert run(capsys, *asked) == (0, "1\n", "")

    answer = tmp_path / "answer"
    answer.write_text("")
    assert run(capsys, *asked, "--shown", answer) == (
        1,
        "",
        "Refused: 1 of 1 that were drawn are not shown, the first of them 1\n",
    )

    shown = vectors.load("sample")["shown"]
    answer.write_text(json.dumps(shown))
    assert run(capsys, *asked, "--shown", answer)[1] == (
        "All 1 that were drawn are opened as they stand in the log. Write to them.\n"
    )

    answer.write_text(json.dumps(shown | {"email": "mallory@example.com"}))
    assert run(capsys, *asked, "--shown", answer)[2] == (
        "Refused: entry 1 is not in the tree of 2 entries as this says\n"
    )


@pytest.mark.parametrize("number", [0, -1])
def test_a_sample_of_nobody_is_none(folder: Path, capsys: pytest.CaptureFixture[str], number: int) -> None:
    asked = ("sample", folder, "--key", KEY, "--nonce", "thrown", "--number", number)

    assert run(capsys, *asked) == (1, "", "Refused: there is nothing to draw\n")


def test_a_key_is_no_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG")

    assert run(capsys, "audit", tmp_path, "--key", picture) == (1, "", f"Refused: {picture} is not UTF-8\n")


def test_a_new_key_is_kept_from_others_and_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.key"
    code, public, _ = run(capsys, "keygen", logs.ORIGIN, file)
    assert code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(keys.parse_signer(file.read_text().strip()).verifier) == public.strip()
    assert run(capsys, "keygen", logs.ORIGIN, file)[::2] == (1, f"Refused: [Errno 17] File exists: '{file}'\n")


def test_a_key_has_a_name_that_a_note_can_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, trouble = run(capsys, "keygen", "two words", tmp_path / "log.key")

    assert (code, trouble) == (1, "Refused: a key's name has no blank and no plus: 'two words'\n")


def test_nothing_in_a_receipt_reaches_the_terminal_but_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opening = type(ROSAS)(bytes(32), logs.TEXT_HASH, "mallory@example.com", "Mallory\x1b[2J\nwas here")
    file = tmp_path / "mallory.tlog-proof"
    file.write_bytes(Log([logs.crowd(1)[0], opening.entry()]).receipt(opening, 1).encode())

    _, out, _ = run(capsys, "verify", file, "--key", KEY)

    assert out.splitlines()[0].endswith("is the signature of Mallory?[2J?was here.")


def test_what_is_not_there_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "audit", tmp_path, "--key", KEY) == (1, "", "Refused: checkpoint is not there\n")


def test_the_program_runs_without_the_rest_of_the_product(folder: Path) -> None:
    program = (
        "import sys, runpy; sys.argv[1:] = sys.argv[1:]; code = 0\n"
        "try: runpy.run_module('undersigned.transparency', run_name='__main__', alter_sys=True)\n"
        "except SystemExit as end: code = end.code\n"
        "print(sorted({'django', 'wagtail', 'pydantic', 'click', 'undersigned.settings'} & set(sys.modules)), code)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program, "audit", folder, "--key", KEY], capture_output=True, text=True, check=True
    )

    assert ended.stdout.splitlines()[1:] == [
        "Count: 299 = 299 signed - 0 void + 0 reinstated",
        f"Text of entry 0, 299 stand under it: {logs.TEXT_HASH.hex()}",
        "[] 0",
    ]
