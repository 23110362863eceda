"""The count as JSON, from memory: a cache in front may keep it for a second and so carry any crowd."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from undersigned.public import answer, front, headers
from undersigned.signing.count import progress


async def count(request: Request) -> Response:
    """GET /<slug>/count: {"count", "samples", "goal"}. `samples` of `count` are demonstration signers."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    totals = front.of(request).shelf.totals(shelved.petition.id)
    now = progress(totals.count, shelved.petition.target)
    facts = {"count": totals.count, "samples": totals.samples, "goal": now.goal, "is_shown": now.is_shown}
    return JSONResponse(facts, headers={**headers.everywhere(), "cache-control": headers.COUNT})
