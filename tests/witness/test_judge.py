"""What a witness cosigns, and what it does not: every answer of c2sp.org/tlog-witness, and that it never forgets."""

from pathlib import Path

import pytest

from tests.transparency import logs
from tests.transparency.logs import KEY, MALLORYS_KEY, ORIGIN, Log
from undersigned.transparency import checkpoint, keys
from undersigned.transparency.keys import SigningKey
from undersigned.transparency.strict import to_base64
from undersigned.transparency.tree import Tree
from undersigned.witness.judge import Answer, Witness
from undersigned.witness.memory import Memory

WITNESS = SigningKey("witness.example.org", bytes(range(64, 96)), keys.WITNESS)
AT = 1_772_443_800
ENTRIES = logs.crowd(300)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(WITNESS, {ORIGIN: [KEY.verifier]}, Memory(tmp_path), clock=lambda: AT)


def request(log: Log, *, size: int, old: int, proof: list[bytes] | None = None, by: SigningKey = KEY) -> bytes:
    hashes = Tree(log.kept.read, size).consistency(min(old, size)) if proof is None else proof
    lines = "".join(f"{to_base64(one)}\n" for one in hashes)
    return f"old {old}\n{lines}\n".encode() + checkpoint.sign(log.at(size), [by]).encode()


def opened(log: Log, answer: Answer, *, size: int) -> dict[str, int]:
    note = log.note(log.at(size)) + answer.body.encode()
    return checkpoint.opened(note, by=[KEY.verifier, WITNESS.verifier]).witnessed


def test_a_log_that_grows_is_cosigned_at_every_step(witness: Witness) -> None:
    log = Log(ENTRIES)
    old = 0
    for size in (1, 2, 2, 255, 256, 257, 300):
        answer = witness.add_checkpoint(request(log, size=size, old=old))
        assert answer.status == 200, answer.body
        assert opened(log, answer, size=size) == {"witness.example.org": AT}
        old = size


def test_whoever_remembers_another_size_is_told_this_one(witness: Witness) -> None:
    log = Log(ENTRIES)
    assert witness.add_checkpoint(request(log, size=100, old=0)).status == 200

    for size, old in ((300, 0), (300, 99), (100, 0)):
        answer = witness.add_checkpoint(request(log, size=size, old=old))
        assert answer == Answer(409, "100\n", "text/x.tlog.size")


def test_a_history_that_was_changed_is_not_cosigned(witness: Witness) -> None:
    log, other = Log(ENTRIES), Log([*ENTRIES[:50], *reversed(ENTRIES[50:])])
    assert witness.add_checkpoint(request(log, size=100, old=0)).status == 200

    forked = witness.add_checkpoint(request(other, size=300, old=100))
    without = witness.add_checkpoint(request(log, size=300, old=100, proof=[]))
    shorter = witness.add_checkpoint(request(log, size=50, old=50))
    another = witness.add_checkpoint(request(other, size=100, old=100))

    assert [one.status for one in (forked, without, shorter, another)] == [422, 422, 409, 409]
    assert witness.add_checkpoint(request(log, size=300, old=100)).status == 200


def test_who_is_not_known_is_not_cosigned(witness: Witness) -> None:
    stranger = Witness(WITNESS, {}, witness.memory, clock=lambda: AT)
    log = Log(ENTRIES)

    assert stranger.add_checkpoint(request(log, size=10, old=0)).status == 404
    assert witness.add_checkpoint(request(log, size=10, old=0, by=MALLORYS_KEY)).status == 403
    assert witness.add_checkpoint(request(log, size=10, old=0)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old -1\n\n",
        b"new 0\n\n" + Log(ENTRIES).note(),
        b"old 301\n\n" + Log(ENTRIES).note(),
        b"old 0\nx\n\n" + Log(ENTRIES).note(),
        b"old 0\n" + b"AAAA\n" * 64 + b"\n" + Log(ENTRIES).note(),
        b"old 0\n\nnonsense",
        b"\xff" * 40,
        b"old 0\n\n" + b"x" * 200_000,
    ],
)
def test_what_is_no_request_is_refused(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body).status == 400


def test_from_nothing_there_is_nothing_to_prove(witness: Witness) -> None:
    log = Log(ENTRIES)

    assert witness.add_checkpoint(request(log, size=10, old=0, proof=[bytes(32)])).status == 422


def test_it_is_on_disk_before_the_cosignature_is_given(witness: Witness, tmp_path: Path) -> None:
    log = Log(ENTRIES)
    assert witness.add_checkpoint(request(log, size=100, old=0)).status == 200

    again = Witness(WITNESS, witness.logs, Memory(tmp_path), clock=lambda: AT)

    assert again.add_checkpoint(request(log, size=300, old=0)).status == 409
    assert again.add_checkpoint(request(log, size=300, old=100)).status == 200
    assert sorted(len(file.name) for file in tmp_path.iterdir()) == [64, 69]
