"""Random bytes fetched ahead: never twice the same, whoever takes them, and none inherited by a forked process."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from undersigned.vault import entropy

MANY = 3 * entropy.AHEAD + 1  # past several fetches


@pytest.mark.parametrize("length", [1, 12, entropy.PIECE])
def test_as_many_bytes_as_are_asked_for(length: int) -> None:
    assert {len(entropy.take(length)) for _ in range(MANY)} == {length}


def test_more_than_a_piece_is_refused() -> None:
    with pytest.raises(ValueError, match="33 bytes; a piece has 32"):
        entropy.take(entropy.PIECE + 1)


def test_no_bytes_come_twice() -> None:
    assert len({entropy.take(16) for _ in range(MANY)}) == MANY


def test_no_bytes_come_twice_to_threads_at_once() -> None:
    def some() -> list[bytes]:
        return [entropy.take(16) for _ in range(MANY)]

    with ThreadPoolExecutor(4) as threads:
        taken = [one for part in [threads.submit(some) for _ in range(4)] for one in part.result()]
    assert len(set(taken)) == 4 * MANY


def test_a_forked_process_shares_none_with_its_parent() -> None:
    entropy.take(16)  # so that some are ahead
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writes, b"".join(entropy.take(16) for _ in range(entropy.AHEAD)))
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        theirs = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    ours = {entropy.take(16) for _ in range(entropy.AHEAD)}
    assert len(theirs) == 16 * entropy.AHEAD
    assert ours.isdisjoint({theirs[at : at + 16] for at in range(0, len(theirs), 16)})
