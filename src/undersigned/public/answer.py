"""Pages made on the spot, for one visitor: forms with errors, check your e-mail, signed, troubles. Never cached."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from starlette.responses import HTMLResponse, RedirectResponse, Response

from undersigned.design import living
from undersigned.public import headers
from undersigned.public.shelf import Shelved
from undersigned.signing import count
from undersigned.signing.count import Totals

DEFAULT_LANGUAGE = "en"
RETRY_S = 5


def page(
    template: str,
    *,
    shelved: Shelved | None,
    context: Mapping[str, Any] | None = None,
    totals: Totals | None = None,
    status: int = 200,
    retry_after: int | None = None,
) -> HTMLResponse:
    """`public/<template>.html` in the campaign's language, with the count of `totals` put in."""
    language = shelved.petition.language if shelved else DEFAULT_LANGUAGE
    target = shelved.petition.target if shelved else None
    values = {"campaign": shelved.campaign if shelved else None, "language": language, **(context or {})}
    with translation.override(language):
        html = render_to_string(f"public/{template}.html", values)
    variant, now = count.living(totals or Totals(0), target=target, language=language)
    answer = HTMLResponse(
        living.compose(html, variant=variant, values=now), status_code=status, headers=headers.personal()
    )
    if retry_after is not None:
        answer.headers["retry-after"] = str(retry_after)
    return answer


def see(path: str) -> Response:
    """303: the browser goes on with a GET, so that reloading repeats nothing."""
    return RedirectResponse(path, status_code=303, headers=headers.personal())


def not_found(shelved: Shelved | None = None) -> Response:
    return page("not_found", shelved=shelved, status=404)


def link_problem(reason: str, shelved: Shelved) -> Response:
    """`reason`: "broken", "old" or "used-up"."""
    return page("link_problem", shelved=shelved, context={"reason": reason}, status=404 if reason == "broken" else 410)


def busy(shelved: Shelved) -> Response:
    """503: nothing was done, and doing it again in a moment will work."""
    return page("busy", shelved=shelved, context={"retry_after": RETRY_S}, status=503, retry_after=RETRY_S)


def closed(shelved: Shelved, totals: Totals) -> Response:
    return page("closed", shelved=shelved, totals=totals, status=410)
