"""Sends baked pages: the one line of the hot path between a visitor and the bytes in memory."""

import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from undersigned.public import front
from undersigned.public.page import Finished, best_encoding, matches
from undersigned.public.shelf import Shelved


class Ready:
    """An answer whose headers and body are finished bytes. An ASGI application."""

    def __init__(self, finished: Finished, *, accepted: str, if_none_match: str, is_head: bool) -> None:
        encoding = best_encoding(accepted)
        self._status = 200
        if if_none_match and matches(if_none_match, finished.etag(encoding)):
            self._status, self._headers, self._body = 304, finished.not_modified(encoding), b""
        else:
            self._headers, self._body = finished.answer(encoding)
        if is_head:
            self._body = b""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})


def baked(request: Request, shelved: Shelved, kind: str) -> Response:
    """A baked page that is shown only to the bearer of a link."""
    totals = front.of(request).shelf.totals(shelved.petition.id)
    finished = shelved.pages[kind].finished(totals, now=time.monotonic())
    made, body = finished.answer(best_encoding(request.headers.get("accept-encoding", "")))
    answer = Response(body)
    answer.raw_headers = made
    return answer
