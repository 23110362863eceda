"""One process: the fast public application in front, Django behind it for the desk alone.

Start-up opens the store and fills the shelf before the first visitor; shutdown commits what waits before it ends.
"""

# ruff: noqa: E402  Django's settings are named, and its apps made, before anything that needs them is imported

import asyncio
import gc
import os
from contextlib import suppress
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")

from django.core.asgi import get_asgi_application

django_application = cast(Any, get_asgi_application())  # Django's own types of ASGI differ from Starlette's

from django.conf import settings
from starlette.types import Receive, Scope, Send

from undersigned import settings as knobs
from undersigned.public import reader
from undersigned.public.app import application as public_application
from undersigned.public.front import Front, open_store
from undersigned.public.shelf import Shelf
from undersigned.signing.batch import Batch

DJANGO_PREFIXES = ("/organiser/", "/documents/")


class Application:
    """What the server calls."""

    def __init__(self) -> None:
        self._public = public_application()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(DJANGO_PREFIXES):
            await django_application(scope, receive, send)
        elif scope["type"] == "http":
            await self._public(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        shelf = Shelf()
        await shelf.refresh()
        batch = Batch(open_store(), most_waiting=knobs.settings.queue_size)
        self._public.front = Front(shelf, batch, settings.MASTER_KEYS.token)
        keeper = asyncio.create_task(shelf.keep())
        _settle_memory()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
        await batch.close()
        reader.close()
        await send({"type": "lifespan.shutdown.complete"})


def _settle_memory() -> None:
    """What is there now stays. The collector need not walk over it again and again, while a crowd waits."""
    gc.collect()
    gc.freeze()


application = Application()
