"""Reads a small form: under a size, under a time. No server in front of us limits a body that drips in slowly."""

import asyncio
from collections.abc import Iterable
from typing import cast
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.types import Receive

LARGEST = 16 * 1024
SLOWEST_S = 10.0
MOST_FIELDS = 30


class TooLarge(Exception):
    """More than a form can hold."""


class TooSlow(Exception):
    """It did not arrive in time, or the visitor went away."""


class NotAForm(Exception):
    """Not application/x-www-form-urlencoded, or not UTF-8."""


async def form(request: Request) -> dict[str, str]:
    """Field names and values; the last one counts where a name comes twice."""
    declared, length = _declared(request.scope["headers"])
    if declared.partition(";")[0].strip().lower() not in ("application/x-www-form-urlencoded", ""):
        raise NotAForm
    if length > LARGEST:
        raise TooLarge
    raw = await _in_time(request.receive)
    return _fields(raw)


async def form_or_nothing(request: Request) -> dict[str, str]:
    """For forms that can do without their fields: what cannot be read counts as empty."""
    try:
        return await form(request)
    except (TooLarge, TooSlow, NotAForm):
        return {}


def _declared(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, int]:
    """Content-Type and Content-Length."""
    sent = dict(headers)
    length = sent.get(b"content-length", b"")
    # The server has refused what is no number.
    return sent.get(b"content-type", b"").decode("latin-1"), int(length) if length.isdigit() else 0


async def _in_time(receive: Receive) -> bytes:
    """As `asyncio.timeout` would have it, for a little less: every form comes by here."""
    task, cut = cast("asyncio.Task[bytes]", asyncio.current_task()), list[bool]()

    def cut_off() -> None:
        cut.append(True)
        task.cancel()

    timer = asyncio.get_running_loop().call_later(SLOWEST_S, cut_off)
    try:
        return await _whole(receive)
    except asyncio.CancelledError:
        if not cut:
            raise  # by somebody else: the server stops
        task.uncancel()
        raise TooSlow from None
    finally:
        timer.cancel()


async def _whole(receive: Receive) -> bytes:
    raw = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TooSlow
        raw += message.get("body", b"")
        if len(raw) > LARGEST:
            raise TooLarge
        if not message.get("more_body"):
            return bytes(raw)


def _fields(raw: bytes) -> dict[str, str]:
    """As `urllib.parse.parse_qsl` reads them, but decoding only where there is something to decode."""
    try:
        pairs = raw.decode().split("&") if raw else []
        if len(pairs) > MOST_FIELDS:
            raise NotAForm
        fields = {}
        for pair in pairs:
            name, _, value = pair.partition("=")
            fields[_decoded(name)] = _decoded(value)
        return fields
    except UnicodeDecodeError as error:
        raise NotAForm from error


def _decoded(part: str) -> str:
    part = part.replace("+", " ")
    return unquote_to_bytes(part).decode() if "%" in part else part
