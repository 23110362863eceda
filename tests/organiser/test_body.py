"""A body that is too large for the desk ends before it is on the disk, whether it says how large it is or not."""

import asyncio
from typing import Any

import pytest

from undersigned.organiser import body

PIECE = bytes(64 * 1024)
COOKIE = [(b"cookie", b"theme=dark; organiser=abc")]
LENGTH = b"content-length"


async def _reads(_scope: Any, receive: Any, send: Any) -> None:
    """Takes in all there is, as Django does; hears nothing more from who has gone away."""
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
            return


def _sent(pieces: int, headers: list[tuple[bytes, bytes]]) -> tuple[int, int]:
    """The status, and how many pieces were asked for."""
    told: list[Any] = []
    asked = 0

    async def receive() -> Any:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": PIECE, "more_body": asked < pieces}

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(body.Limited(_reads)({"headers": headers}, receive, send))
    return told[0]["status"], asked


@pytest.mark.parametrize(
    ("pieces", "headers", "answer"),
    [
        (16, [], (200, 16)),
        (17, [], (413, 17)),
        (1_000, [], (413, 17)),
        (17, COOKIE, (200, 17)),
        (10_000, COOKIE, (413, 4161)),
        (1, [(LENGTH, b"1048576")], (200, 1)),
        (1, [(LENGTH, b"1048577")], (413, 0)),
        (1, [(LENGTH, b"1048577"), *COOKIE], (200, 1)),
        (1, [(LENGTH, b"300000000"), *COOKIE], (413, 0)),
    ],
)
def test_what_is_too_large_is_read_no_further(
    pieces: int, headers: list[tuple[bytes, bytes]], answer: tuple[int, int]
) -> None:
    assert _sent(pieces, headers) == answer
