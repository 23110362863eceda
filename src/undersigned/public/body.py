"""Reads a small form: under a size, under a time. No server in front of us limits a body that drips in slowly."""

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

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
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise NotAForm
    try:
        async with asyncio.timeout(SLOWEST_S):
            raw = await _whole(request)
    except (TimeoutError, ClientDisconnect) as error:
        raise TooSlow from error
    try:
        pairs = parse_qsl(
            raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise NotAForm from error
    return dict(pairs)


async def form_or_nothing(request: Request) -> dict[str, str]:
    """For forms that can do without their fields: what cannot be read counts as empty."""
    try:
        return await form(request)
    except (TooLarge, TooSlow, NotAForm):
        return {}


async def _whole(request: Request) -> bytes:
    if int(request.headers.get("content-length") or 0) > LARGEST:
        raise TooLarge
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST:
            raise TooLarge
    return bytes(raw)
