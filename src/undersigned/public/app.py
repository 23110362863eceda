"""The visitors' addresses, on one screen. The campaign page does not even come to the router."""

import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from undersigned.public import answer, headers, mailbox
from undersigned.public.check import check, letter
from undersigned.public.confirm import confirm
from undersigned.public.count import count
from undersigned.public.front import Front
from undersigned.public.sign import sign
from undersigned.public.signed import remark, signed
from undersigned.public.static import Ready
from undersigned.public.withdraw import withdraw

MEDIA_POLICY = "default-src 'none'; sandbox"  # an uploaded file may be looked at; it may not do anything
MEDIA_KEPT = "public, max-age=31536000, immutable"  # a changed picture has another name
STATIC_KEPT = "public, max-age=3600"


async def health(_: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def to_slash(request: Request) -> Response:
    """/<slug> → /<slug>/, where there is such a campaign."""
    front: Front = request.app.state.front
    if front.shelf.find(request.path_params["slug"]) is None:
        return answer.not_found()
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{request.path_params['slug']}/{query}", status_code=308)


async def to_form(request: Request) -> Response:
    """GET /<slug>/sign: somebody reloaded or sent on the form's own address."""
    return answer.see(f"/{request.path_params['slug']}/#sign")


def application() -> "Public":
    """Without its `Front`: the server's start-up brings that, see `undersigned.asgi`."""
    routes = [
        Route("/healthz", health),
        Mount("/static", Files(_static_folders(), {"cache-control": STATIC_KEPT})),
        Mount("/media", Files([settings.MEDIA_ROOT], {"cache-control": MEDIA_KEPT, "csp": MEDIA_POLICY})),
        *(_mailbox_routes() if settings.SHOWS_MAILBOX else []),
        Route("/{slug}", to_slash),
        Route("/{slug}/sign", sign, methods=["POST"]),
        Route("/{slug}/sign", to_form),
        Route("/{slug}/check/{token}", check, methods=["GET", "POST"]),
        Route("/{slug}/check/{token}/letter", letter, methods=["POST"]),
        Route("/{slug}/confirm/{token}", confirm, methods=["GET", "POST"]),
        Route("/{slug}/signed/{token}", signed),
        Route("/{slug}/remark/{token}", remark, methods=["POST"]),
        Route("/{slug}/withdraw/{token}", withdraw, methods=["GET", "POST"]),
        Route("/{slug}/count", count),
    ]
    router = Starlette(routes=routes, exception_handlers={HTTPException: _refused, Exception: _fault})
    router.router.redirect_slashes = False  # /nowhere/ is not found, and not somewhere else
    return Public(router)


class Public:
    """Baked pages straight from memory; everything else by the router."""

    def __init__(self, router: Starlette) -> None:
        self.router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            ready = self._ready(scope)
            if ready is not None:
                await ready(scope, receive, send)
                return
        await self.router(scope, receive, send)

    def _ready(self, scope: Scope) -> Ready | None:
        """/, /<slug>/ and /<slug>/privacy."""
        front: Front = self.router.state.front
        slug, _, rest = scope["path"][1:].partition("/")
        found = front.shelf.find(slug)
        if slug == "" and rest == "" and front.shelf.home:
            page, petition_id = front.shelf.home, 0
        elif found and scope["path"].endswith("/") and rest == "":
            page, petition_id = found.pages["campaign"], found.petition.id
        elif found and rest == "privacy":
            page, petition_id = found.pages["privacy"], found.petition.id
        else:
            return None
        sent = dict(scope["headers"])
        return Ready(
            page.finished(front.shelf.totals(petition_id), now=time.monotonic()),
            accepted=sent.get(b"accept-encoding", b"").decode("latin-1"),
            if_none_match=sent.get(b"if-none-match", b"").decode("latin-1"),
            is_head=scope["method"] == "HEAD",
        )


class Files:
    """Files of some folders, the first that has one wins, with headers of their own."""

    def __init__(self, folders: list[Path], extra: dict[str, str]) -> None:
        self._served: ASGIApp = _AllFolders(folders)
        policy = extra.pop("csp", None)
        fixed = {**extra, "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin"}
        if policy:
            fixed["content-security-policy"] = policy
        self._headers = [(name.encode(), value.encode()) for name, value in fixed.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        await self._served(scope, receive, with_headers)


class _AllFolders(StaticFiles):
    def __init__(self, folders: list[Path]) -> None:
        super().__init__(directory=folders[0], check_dir=False)
        self.all_directories = list(folders)


def _static_folders() -> list[Path]:
    """Each app's own folder, as `collectstatic` would find them: so that it need not be run."""
    return [Path(storage.location) for storage in AppDirectoriesFinder().storages.values()]


def _mailbox_routes() -> list[Route]:
    return [
        Route("/mailbox/", mailbox.inbox),
        Route("/mailbox/{key}", mailbox.letter),
        Route("/mailbox/{key}/html", mailbox.letter_html),
    ]


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return await _fault(request, error)
    if error.status_code == 404:
        return answer.not_found()
    return PlainTextResponse(
        f"{error.detail}\n", error.status_code, headers={**headers.personal(), **(error.headers or {})}
    )


async def _fault(_: Request, _error: Exception) -> Response:
    """The log has the traceback; the visitor a page that says what to do."""
    return answer.page("trouble", shelved=None, status=500)
