"""What a signature's rate is measured against, all under the product's own server and settings.

`door`, the ceiling, is the product with nothing stored: the same form is read, validated and answered by the same code
with the same bytes; no row is sealed, none handed to a store. `handler` goes one step further: the row is sealed and
handed on, and the store throws it away. `form` is a bare ASGI function that takes a form apart and answers as many
bytes as the product does, `page` one that sends the product's page.

    python -m tests.bench.ceiling door|handler|form|page PORT      with BENCH_ANSWER: a file that holds the answer
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from undersigned import server
from undersigned.signing.signature import Command, Noted, Outcome

Scope = MutableMapping[str, Any]
Channel = Callable[..., Any]


@cache
def _answer() -> tuple[dict[str, Any], dict[str, Any]]:
    told = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text())
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told["headers"]]
    body = bytes.fromhex(told["body"])
    return (
        {"type": "http.response.start", "status": told["status"], "headers": headers},
        {"type": "http.response.body", "body": body},
    )


async def _live(receive: Channel, send: Channel) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def form(scope: Scope, receive: Channel, send: Channel) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    start, end = _answer()
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    dict(parse_qsl(body.decode(), keep_blank_values=True))
    await send(start)
    await send(end)


async def page(scope: Scope, receive: Channel, send: Channel) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    start, end = _answer()
    await send(start)
    await send(end)


class Nothing:
    """A store that says yes."""

    def write(self, commands: Sequence[Command]) -> list[Outcome]:
        return [Noted()] * len(commands)

    def close(self) -> None:
        pass


def door() -> Any:
    from undersigned import asgi
    from undersigned.public import front, shelf, sign
    from undersigned.signing.submission import Submission

    async def answered(request: Any, shelved: shelf.Shelved, fields: Mapping[str, str], *, at: datetime) -> Any:
        here, read = front.of(request), sign.read_form(shelved.petition, fields)
        assert isinstance(read, Submission), read
        await here.gate.judge(fields, email=read.email, peer=None, headers=[])
        return sign.to_check(here, shelved.petition, read, blind_index=bytes(16), at=at)

    sign._signed = answered
    asgi.open_store = Nothing  # type: ignore[assignment]
    return asgi.application


def handler() -> Any:
    from undersigned import asgi

    asgi.open_store = Nothing  # type: ignore[assignment]
    return asgi.application


def __getattr__(name: str) -> Any:
    """Made when the server asks for them, for they need the product's settings."""
    if name in ("the_door", "the_handler"):
        return {"the_door": door, "the_handler": handler}[name]()
    raise AttributeError(name)


if __name__ == "__main__":
    kinds = {"form": "form", "page": "page", "handler": "the_handler", "door": "the_door"}
    server.run(f"tests.bench.ceiling:{kinds[sys.argv[1]]}", host="127.0.0.1", port=int(sys.argv[2]))
