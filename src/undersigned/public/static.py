"""Sends baked pages: the one line of the hot path between a visitor and the bytes in memory."""

import time
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope, Send

from undersigned.public import front
from undersigned.public.page import Finished, best_encoding, matches
from undersigned.public.shelf import Shelved


async def give(finished: Finished, scope: Scope, sent: Mapping[bytes, bytes], send: Send) -> None:
    """Headers and body as they lie there; 304 to whoever has them. `sent`: the request's headers."""
    if_none_match = sent.get(b"if-none-match", b"").decode("latin-1")
    encoding = best_encoding(sent.get(b"accept-encoding", b"").decode("latin-1"))
    if if_none_match and matches(if_none_match, finished.etag(encoding)):
        await send({"type": "http.response.start", "status": 304, "headers": finished.not_modified(encoding)})
        await send({"type": "http.response.body", "body": b""})
        return
    headers, body = finished.answer(encoding)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def baked(request: Request, shelved: Shelved, kind: str) -> Response:
    """A baked page that is shown only to the bearer of a link."""
    totals = front.of(request).shelf.totals(shelved.petition.id)
    finished = shelved.pages[kind].finished(totals, now=time.monotonic())
    made, body = finished.answer(best_encoding(request.headers.get("accept-encoding", "")))
    answer = Response(body)
    answer.raw_headers = made
    return answer
