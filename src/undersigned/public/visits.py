"""Counts who looks at a campaign's page and who begins its form, without a cookie and without knowing anybody.

In memory, on the event loop; written down every `WRITE_EVERY_S` and at the end, by another thread, so that no visitor
waits for it. A process that is killed takes the counts of those seconds with it: they are no signatures.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from functools import lru_cache

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from undersigned.public import answer, front, headers, origin
from undersigned.public.page import Page, Paper
from undersigned.sharing.links import NAMES
from undersigned.visits import store
from undersigned.visits.counter import Count, Counter, Way

log = logging.getLogger(__name__)

WRITE_EVERY_S = 10.0
PARTS_WITHIN_S = 5.0
OTHER = "other"  # all ways but our own links': anybody can make up more of them
_SOURCE = re.compile(rb"(?:^|&)s=([a-z-]{1,16})(?=&|$)")
# Those that call themselves one, and those that fetch a page to draw a link's preview.
_ROBOT = re.compile(rb"bot\b|bot/|crawl|spider|preview|facebookexternalhit|whatsapp/", re.IGNORECASE)


async def began(request: Request) -> Response:
    """POST /<slug>/began?s=<channel> → 204: somebody has turned to the form."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    if not origin.is_own(request.scope["headers"]):
        return Response(status_code=403, headers=headers.personal())
    petition, query = shelved.petition, request.scope["query_string"]
    front.of(request).visits.start(petition.id, petition.language, source(query))
    return Response(status_code=204, headers=headers.personal())


def visit(counter: Counter, page: Page | Paper, scope: Scope, sent: Mapping[bytes, bytes]) -> None:
    """A campaign's page is about to be sent. Robots that do not hide are left out. `sent`: the request's headers."""
    if scope["method"] == "GET" and not _is_robot(sent.get(b"user-agent", b"")):
        query = scope["query_string"]
        counter.visit(page.petition_id, page.language, source(query) if query else "")


def source(query: bytes) -> str:
    """The way of our own link that was followed, `OTHER`, or empty where none is named."""
    found = _SOURCE.search(query)
    if found is None:
        return ""
    name = found[1].decode()
    return name if name in NAMES else OTHER


async def keep(counter: Counter) -> None:
    """Writes for ever; what could not be written is written with the next."""
    while True:
        await asyncio.sleep(WRITE_EVERY_S)
        await write(counter)


async def write(counter: Counter) -> None:
    taken = counter.take(timezone.localdate())
    if not taken:
        return
    try:
        await asyncio.to_thread(_write, taken)
    except (OperationalError, InterfaceError) as error:
        counter.give_back(taken)
        log.warning("visits.database_away", extra={"error": type(error).__name__})
    except Exception:
        log.exception("visits.write")


async def part(counter: Counter) -> None:
    """The last time; a database that does not answer does not keep the server from ending."""
    try:
        await asyncio.wait_for(write(counter), PARTS_WITHIN_S)
    except TimeoutError:
        log.warning("visits.not_written")


def _write(taken: dict[Way, Count]) -> None:
    try:
        store.add(taken)
    finally:
        connection.close()  # the thread is anybody's


@lru_cache(maxsize=1024)
def _is_robot(agent: bytes) -> bool:
    return _ROBOT.search(agent) is not None
