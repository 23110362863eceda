"""Pages made on the spot, for one visitor: forms with errors, check your e-mail, signed, troubles. Never cached."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from undersigned.design import living
from undersigned.public import headers
from undersigned.public.page import best_encoding, compressed
from undersigned.public.shelf import Shelved, style
from undersigned.signing import count
from undersigned.signing.count import Totals

DEFAULT_LANGUAGE = "en"
RETRY_S = 5  # until the crowd at the door has been let in
RETRY_STORE_S = 30  # until the database is back


_kept: dict[str, str] = {}  # html of pages that belong to no campaign


def page(
    template: str,
    *,
    shelved: Shelved | None,
    context: Mapping[str, Any] | None = None,
    totals: Totals | None = None,
    status: int = 200,
    retry_after: int | None = None,
) -> HTMLResponse:
    """`public/<template>.html` in the campaign's language, with the count of `totals` put in.

    Without a `context` it is the same for everybody, and rendered once.
    """
    if context is None:
        html = once(shelved, template, lambda: rendered(template, shelved, {}))
    else:
        html = rendered(template, shelved, context)
    return finished(html, shelved=shelved, totals=totals, status=status, retry_after=retry_after)


def once(shelved: Shelved | None, name: str, render: Callable[[], str]) -> str:
    """What `render` makes, the first time; what it made, until the campaign is published anew."""
    kept = shelved.kept if shelved else _kept
    if name not in kept:
        kept[name] = render()
    return kept[name]


def rendered(template: str, shelved: Shelved | None, context: Mapping[str, Any]) -> str:
    """The page without today's count."""
    language = _language(shelved)
    values = {"campaign": shelved.campaign if shelved else None, "language": language, **context}
    with translation.override(language):
        return render_to_string(f"public/{template}.html", values)


def finished(
    html: str,
    *,
    shelved: Shelved | None,
    totals: Totals | None = None,
    status: int = 200,
    retry_after: int | None = None,
) -> HTMLResponse:
    target = shelved.petition.target if shelved else None
    variant, now = count.living(totals or Totals(0), target=target, language=_language(shelved))
    html = living.compose(html, variant=variant, values=now)
    kept = headers.personal(style(shelved.campaign) if shelved else "")
    if retry_after is None:
        return Made(html, status_code=status, headers=kept)
    # Sent as it is: who is turned away by a crowd must cost less than who signs.
    return HTMLResponse(html, status_code=status, headers={**kept, "retry-after": str(retry_after)})


class Made(HTMLResponse):
    """Compressed on its way out, as the visitor's browser wishes.

    Nobody learns a secret from the lengths (CVE-2013-3587): what opens these pages is their address, not a cookie, so
    nobody else can have them made again and again with words of their own in them.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        encoding = best_encoding(dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1"))
        if encoding != "identity":
            self.body = compressed(bytes(self.body), encoding)
            self.headers["content-encoding"] = encoding
            self.headers["content-length"] = str(len(self.body))
        self.headers["vary"] = "Accept-Encoding"
        await super().__call__(scope, receive, send)


def _language(shelved: Shelved | None) -> str:
    return shelved.petition.language if shelved else DEFAULT_LANGUAGE


class See(Response):
    """303: the browser goes on with a GET, so that reloading repeats nothing. Its headers are made once."""

    def __init__(self, path: str) -> None:
        self.status_code, self.body, self.background = 303, b"", None
        self.raw_headers = [(b"location", path.encode()), *_see_headers()]

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 303, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b""})


def see(path: str) -> Response:
    """`path`: ASCII."""
    return See(path)


@lru_cache(maxsize=1)
def _see_headers() -> list[tuple[bytes, bytes]]:
    return [(b"content-length", b"0"), *((name.encode(), value.encode()) for name, value in headers.personal().items())]


def not_found(shelved: Shelved | None = None) -> Response:
    return page("not_found", shelved=shelved, status=404)


def link_problem(reason: str, shelved: Shelved) -> Response:
    """`reason`: "broken", "old", "used-up" or "struck"."""
    return page("link_problem", shelved=shelved, context={"reason": reason}, status=404 if reason == "broken" else 410)


def busy(shelved: Shelved) -> Response:
    """503: nothing was done, and doing it again in a moment will work."""
    html = once(shelved, "busy", lambda: rendered("busy", shelved, {"retry_after": RETRY_S}))
    return finished(html, shelved=shelved, status=503, retry_after=RETRY_S)


def closed(shelved: Shelved, totals: Totals) -> Response:
    return page("closed", shelved=shelved, totals=totals, status=410)


def trouble(shelved: Shelved | None = None) -> Response:
    """500: the log has the traceback; the visitor a page that says what to do."""
    return page("trouble", shelved=shelved, status=500)
