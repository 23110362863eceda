"""Random bytes of the operating system, fetched ahead of need.

Asking the system gives the interpreter away. Whoever waits for the interpreter is woken by that, comes too late as a
rule, and starts to wait anew without ever having asked for a turn: four askings a signature kept the thread that
commits waiting for milliseconds.
"""

import os
from collections import deque

PIECE = 32
AHEAD = 256  # pieces

_ahead: deque[bytes] = deque()  # its `pop` gives each piece to one thread


def take(length: int) -> bytes:
    """`length` random bytes, at most `PIECE`. No byte is handed out twice, to whichever thread or forked process."""
    if length > PIECE:
        raise ValueError(f"{length} bytes; a piece has {PIECE}")
    try:
        return _ahead.pop()[:length]
    except IndexError:
        fetched = os.urandom(PIECE * (AHEAD + 1))
        _ahead.extend(fetched[start : start + PIECE] for start in range(PIECE, len(fetched), PIECE))
        return fetched[:length]


os.register_at_fork(after_in_child=_ahead.clear)
