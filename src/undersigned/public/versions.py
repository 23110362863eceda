"""What the petition's text has said: each version, what was changed, when, and how many signed it."""

import time

from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, front, headers, reader
from undersigned.public.shelf import style
from undersigned.signing import versions as published
from undersigned.signing.versions import Version

COUNTED_FOR_S = 60.0

_counted: dict[int, tuple[float, dict[int, int]]] = {}  # by petition: when, and how many stand under each version


async def versions(request: Request) -> Response:
    """GET /<slug>/versions: those in the language of the address."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    petition = shelved.petition
    found = await reader.read(_known, petition.id, petition.language)
    made = answer.page("versions", shelved=shelved, context={"versions": found})
    made.headers.update(headers.page(style(shelved.campaign)))
    del made.headers["x-robots-tag"]
    return made


def _known(petition_id: int, language: str) -> list[Version]:
    """Counted once a minute, and not where there is one version alone."""
    found = published.of(petition_id, language, _counted.get(petition_id, (0.0, {}))[1])
    counted_at = _counted[petition_id][0] if petition_id in _counted else None
    if len(found) == 1 or (counted_at is not None and time.monotonic() - counted_at < COUNTED_FOR_S):
        return found
    _counted[petition_id] = (time.monotonic(), published.standing(petition_id))
    return published.of(petition_id, language, _counted[petition_id][1])
