"""A signer's link as a code to photograph: a picture of its own, so that the page around it stays small."""

import re
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, front, headers
from undersigned.sharing import links, qr

KEPT = "public, max-age=31536000, immutable"
_SHARE_CODE = re.compile(r"[a-z2-7]{8}")


async def code(request: Request) -> Response:
    """GET /<slug>/qr/<share code>. Any code is drawn: it tells nothing about who has signed."""
    shelved = front.shelved(request)
    if shelved is None or not _SHARE_CODE.fullmatch(request.path_params["token"]):
        return answer.not_found(shelved)
    drawn = _drawn(f"{shelved.campaign['share']['url']}?via={request.path_params['token']}")
    return Response(drawn, media_type="image/svg+xml", headers={**headers.everywhere(), "cache-control": KEPT})


@lru_cache(maxsize=256)
def _drawn(url: str) -> str:
    return qr.svg(qr.drawing(links.tagged(url, "qr")))
