"""The petition's log, as c2sp.org/tlog-tiles says: for auditors and for whoever checks a receipt, not for visitors."""

from starlette.requests import Request
from starlette.responses import Response

from undersigned.ledger import reading
from undersigned.offline import manifest
from undersigned.public import answer, headers, reader
from undersigned.transparency import tiles
from undersigned.transparency.strict import Refused

NEWEST = "public, max-age=1"
FOR_GOOD = "public, max-age=31536000, immutable"  # what a tile has at a width, it has for ever


async def checkpoint(request: Request) -> Response:
    note = await reader.read(reading.checkpoint, request.path_params["petition"], _epoch(request))
    return _given(note, "text/plain; charset=utf-8", kept=NEWEST)


async def witnessed(request: Request) -> Response:
    """The newest checkpoint that a witness has cosigned: while many sign, that is not the newest."""
    note = await reader.read(reading.witnessed, request.path_params["petition"], _epoch(request))
    return _given(note, "text/plain; charset=utf-8", kept=NEWEST)


async def ended(request: Request) -> Response:
    """The last checkpoint of the log that this one goes on from; see `ledger.recover`."""
    note = await reader.read(reading.ended, request.path_params["petition"], _epoch(request))
    return _given(note, "text/plain; charset=utf-8", kept=NEWEST)


async def tile(request: Request) -> Response:
    try:
        place, width = tiles.parse_path(f"tile/{request.path_params['rest']}")
    except Refused:
        return answer.not_found()
    data = await reader.read(reading.tile, request.path_params["petition"], place, width, _epoch(request))
    return _given(data, "application/octet-stream", kept=FOR_GOOD)


async def declaration(request: Request) -> Response:
    """What an OFFLINE entry has the hash of, by that hash: docs/spec/offline.md."""
    given = request.path_params
    written = await reader.read(manifest.served, given["petition"], given["manifest"])
    return _given(written, "application/json; charset=utf-8", kept=FOR_GOOD)


def _epoch(request: Request) -> int:
    epoch: int = request.path_params.get("epoch", 1)
    return epoch


def _given(data: str | bytes | None, media_type: str, *, kept: str) -> Response:
    if data is None:
        return answer.not_found()
    # Verifiers on other sites may read it: it is the same for everybody, and nobody's secret.
    given = {**headers.everywhere(), "cache-control": kept, "access-control-allow-origin": "*"}
    return Response(data, media_type=media_type, headers=given)
