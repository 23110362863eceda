"""How much the desk takes in at once. Django writes a body to disk before it asks who sent it, so this is asked first.

Strangers send a name and a password, mail providers their reports; who carries a session's cookie, pictures and films.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

LARGEST = 260 * 1024 * 1024  # a film of `WAGTAILDOCS_MAX_UPLOAD_SIZE`, and what comes around it
STRANGERS = 1024 * 1024
HEADERS = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store"), (b"connection", b"close")]

Application = Callable[[Any, Any, Any], Awaitable[None]]


class Limited:
    """An ASGI application before which a body that is too large ends with 413."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        sent = dict(scope["headers"])
        most, taken, is_over = _most(sent.get(b"cookie", b"")), 0, False
        declared = sent.get(b"content-length", b"")

        async def counted() -> Any:
            nonlocal taken, is_over
            message = await receive()
            taken += len(message.get("body", b""))
            is_over = taken > most
            return {"type": "http.disconnect"} if is_over else message

        if declared.isdigit() and int(declared) > most:
            is_over = True
        else:
            await self._inner(scope, counted, send)
        if is_over:
            await send({"type": "http.response.start", "status": 413, "headers": HEADERS})
            await send({"type": "http.response.body", "body": b"This is more than can be sent here at once.\n"})


def _most(cookies: bytes) -> int:
    return LARGEST if f"{settings.SESSION_COOKIE_NAME}=".encode() in cookies else STRANGERS
