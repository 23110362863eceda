"""The visitors' addresses, on one screen. The campaign page does not even come to the router."""

import time
from collections.abc import Mapping
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

from undersigned.public import answer, doors, found, front, headers, log, mailbox, static, visits
from undersigned.public.front import Front
from undersigned.public.shelf import first

MEDIA = {
    "cache-control": "public, max-age=31536000, immutable",  # a changed picture has another name
    "content-security-policy": "default-src 'none'; sandbox",  # an upload may be looked at; it may not do anything
}
PREVIEWS = {**MEDIA, "cross-origin-resource-policy": "cross-origin"}  # a campaign's picture: for other sites to show
PAPER_S = 5  # until the worker has set a paper
STATIC = {"cache-control": "public, max-age=3600"}


async def health(_: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def paper(request: Request) -> Response:
    """GET /<slug>/poster.pdf or …/sheet.pdf that is not on the shelf: it is being set, or there is none."""
    shelved = front.of(request).shelf.awaiting(request.scope["path"])
    if shelved is None:
        raise HTTPException(404)
    return answer.page("paper_soon", shelved=shelved, status=503, retry_after=PAPER_S)


async def to_slash(request: Request) -> Response:
    """/<slug> → /<slug>/, /<slug>/es → /<slug>/es/, where there is such a page."""
    path = f"{request.scope['path']}/"
    if front.of(request).shelf.page(path) is None:
        return _to_first(request, "")
    return _redirect(request, path, status=308)


async def to_first(request: Request) -> Response:
    """/<slug>/es/… of a translation that is not there, or not any more → the same page in the first language."""
    if front.of(request).shelf.awaiting(request.scope["path"]):
        return await paper(request)
    return _to_first(request, request.path_params["rest"])


def _to_first(request: Request, rest: str) -> Response:
    shelf, asked = front.of(request).shelf, request.scope["path"]
    path = f"{first(asked)}{rest}"
    if shelf.page(path) is None:
        return answer.not_found(shelf.find("/".join(asked.split("/")[:3]) + "/"))
    return _redirect(request, path, status=302)  # for now: the translation may come


def _redirect(request: Request, path: str, *, status: int) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{path}{query}", status_code=status)


def application() -> "Public":
    """Without its `front`: the server's start-up sets that, see `undersigned.asgi`."""
    routes = [
        Route("/healthz", health),
        Mount("/static", Files(_static_folders(), STATIC)),
        Route("/robots.txt", found.robots),
        Route("/sitemap.xml", found.sitemap),
        Mount("/media/og", Files([settings.MEDIA_ROOT / "og"], PREVIEWS)),
        Mount("/media", Files([settings.MEDIA_ROOT], MEDIA)),
        Route("/log/{petition:uuid}/checkpoint", log.checkpoint),
        Route("/log/{petition:uuid}/witnessed", log.witnessed),
        Route("/log/{petition:uuid}/tile/{rest:path}", log.tile),
        Route("/log/{petition:uuid}/{epoch:int}/offline/{manifest}", log.declaration),
        Route("/log/{petition:uuid}/{epoch:int}/checkpoint", log.checkpoint),
        Route("/log/{petition:uuid}/{epoch:int}/ended", log.ended),
        Route("/log/{petition:uuid}/{epoch:int}/witnessed", log.witnessed),
        Route("/log/{petition:uuid}/{epoch:int}/tile/{rest:path}", log.tile),
        Route("/log/{petition:uuid}/offline/{manifest}", log.declaration),
        *(_mailbox_routes() if settings.SHOWS_MAILBOX else []),
        *(Route(f"/{{slug}}/{kind}.pdf", paper) for kind in ("poster", "sheet")),
        Route("/{slug}", to_slash),
        *(Route(f"/{{slug}}/{language}", to_slash) for language in doors.LANGUAGES),
        *(Route(f"/{{slug}}/{language}/{{rest:path}}", to_first) for language in doors.LANGUAGES),
    ]
    router = Starlette(routes=routes, exception_handlers={HTTPException: _refused, Exception: _fault})
    router.router.redirect_slashes = False  # /nowhere/ is not found, and not somewhere else
    return Public(router)


class Public:
    """Baked pages straight from memory, a campaign's doors by their table; everything else by the router."""

    def __init__(self, router: Starlette) -> None:
        self.front: Front  # the server's start-up brings it
        self._router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        shelf = self.front.shelf
        page = shelf.page(scope["path"]) if scope["method"] in ("GET", "HEAD") else None
        if page is not None:
            sent = dict(scope["headers"])
            if page.is_campaign:
                visits.visit(self.front.visits, page, scope, sent)
            await static.give(page.finished(shelf.totals(page.petition_id), now=time.monotonic()), scope, sent, send)
            return
        scope["front"] = self.front
        behind = doors.behind(scope)
        if behind is not None:
            await doors.enter(behind, scope, receive, send)
            return
        await self._router(scope, receive, send)


class Files:
    """Files of some folders, the first that has one wins, with headers of their own."""

    def __init__(self, folders: list[Path], extra: Mapping[str, str]) -> None:
        self._served: ASGIApp = _AllFolders(folders)
        fixed = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin", **extra}
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
    return answer.trouble()
