"""One process: the fast public application in front, Django behind it for the desk alone.

Start-up opens the store and fills the shelf before the first visitor; shutdown commits what waits before it ends.
"""

# ruff: noqa: E402  Django's settings are named, and its apps made, before anything that needs them is imported

import asyncio
import gc
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")

from django.core.asgi import get_asgi_application

django_application = cast(Any, get_asgi_application())  # Django's own types of ASGI differ from Starlette's

from django.conf import settings
from starlette.types import Receive, Scope, Send

from undersigned import settings as knobs
from undersigned.defence import client
from undersigned.defence.gate import Gate
from undersigned.organiser import body
from undersigned.public import orders, reader, visits
from undersigned.public.app import application as public_application
from undersigned.public.front import Front, now, open_store
from undersigned.public.shelf import Shelf
from undersigned.signing.batch import Batch

if TYPE_CHECKING:
    from undersigned.defence.shared import Shared

DJANGO_PREFIXES = ("/organiser/", "/documents/", "/delivery/", "/anymail/")


class Application:
    """What the server calls."""

    def __init__(self) -> None:
        self._public = public_application()
        self._desk = body.Limited(django_application)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(DJANGO_PREFIXES):
            await self._desk(scope, receive, send)
        elif scope["type"] == "http":
            await self._public(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        shelf = Shelf()
        await shelf.refresh()
        batch = Batch(open_store(), most_waiting=knobs.settings.queue_size)
        shared = await _shared()
        self._public.front = Front(shelf, batch, settings.MASTER_KEYS.token, _gate(shared))
        keeper = asyncio.create_task(shelf.keep())
        counting = asyncio.create_task(visits.keep(self._public.front.visits))
        await self._public.front.networks.refresh(at=now())
        hashing = asyncio.create_task(self._public.front.networks.keep())
        ordered = asyncio.create_task(orders.keep(self._public.front.gate))
        tasks = [keeper, counting, hashing, ordered]
        if shared:
            tasks.append(asyncio.create_task(shared.keep()))
        _settle_memory()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await batch.close()
        if shared:
            await shared.close()
        await visits.part(self._public.front.visits)
        reader.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _shared() -> "Shared | None":
    """Where processes count together; its client is an option, and not loaded without."""
    if not settings.SHARED_LIMITS:
        return None
    from undersigned.defence.shared import Shared

    made = Shared(settings.SHARED_LIMITS, key=settings.MASTER_KEYS.token)
    await made.look()
    return made


def _gate(shared: "Shared | None") -> Gate:
    return Gate(
        settings.MASTER_KEYS.token,
        trusted=client.networks(knobs.settings.trusted_proxies),
        always_asks=knobs.settings.proof_of_work == "always",
        spares_mailboxes=settings.SHOWS_MAILBOX,
        limits=shared,
    )


def _settle_memory() -> None:
    """What is there now stays. The collector need not walk over it again and again, while a crowd waits."""
    gc.collect()
    gc.freeze()


application = Application()
