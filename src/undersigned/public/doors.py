"""The addresses of a campaign: /<slug>/<word>, /<slug>/<word>/<token>, found by one look into a table.

In a translation all of them have its language after the slug: /<slug>/es/<word>.

A general router tries its routes in turn and wraps each answer several times, for every signer.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

from django.conf import settings
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from undersigned.public import answer, front, headers
from undersigned.public.check import check, letter
from undersigned.public.confirm import confirm
from undersigned.public.count import count
from undersigned.public.feed import feed
from undersigned.public.mastodon import mastodon
from undersigned.public.mine import data, mine
from undersigned.public.mine_ask import ask
from undersigned.public.never import never
from undersigned.public.qr import code
from undersigned.public.receipt import receipt
from undersigned.public.sign import sign
from undersigned.public.signed import remark, signed
from undersigned.public.unsubscribe import unsubscribe
from undersigned.public.verify import verify
from undersigned.public.versions import versions
from undersigned.public.visits import began
from undersigned.public.withdraw import withdraw

log = logging.getLogger(__name__)

Door = Callable[[Request], Awaitable[Response]]


async def to_form(request: Request) -> Response:
    """GET /<slug>/sign: somebody reloaded or sent on the form's own address."""
    return answer.see(f"{request.path_params['petition']}#sign")


LANGUAGES = frozenset(language for language, _ in settings.LANGUAGES)

# By the address without slug, language and token, then by method.
DOORS: Mapping[str, Mapping[str, Door]] = {
    "sign": {"GET": to_form, "POST": sign},
    "began": {"POST": began},
    "count": {"GET": count},
    "mastodon": {"GET": mastodon},
    "feed.xml": {"GET": feed},
    "qr/": {"GET": code},
    "verify": {"GET": verify},
    "versions": {"GET": versions},
    "receipt/": {"GET": receipt},
    "check/": {"GET": check, "POST": check},
    "check//letter": {"POST": letter},
    "confirm/": {"GET": confirm, "POST": confirm},
    "signed/": {"GET": signed},
    "remark/": {"POST": remark},
    "withdraw/": {"GET": withdraw, "POST": withdraw},
    "unsubscribe/": {"GET": unsubscribe, "POST": unsubscribe},
    "never/": {"GET": never, "POST": never},
    "mine": {"GET": ask, "POST": ask},
    "mine/": {"GET": mine, "POST": mine},
    "mine//data.json": {"GET": data},
}


def behind(scope: Scope) -> Mapping[str, Door] | None:
    """The doors at this address, by method. Puts the address's parts into the scope, for `request.path_params`."""
    slug, _, rest = scope["path"][1:].partition("/")
    word, slash, token = rest.partition("/")
    petition = f"/{slug}/"
    if word in LANGUAGES:
        petition += f"{word}/"
        word, slash, token = token.partition("/")
    token, second_slash, last = token.partition("/")
    found = DOORS.get(f"{word}{slash}{second_slash}{last}")
    if found is None or (slash and not token):
        return None
    scope["path_params"] = {"petition": petition, "token": token}
    return found


async def enter(doors: Mapping[str, Door], scope: Scope, receive: Receive, send: Send) -> None:
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    door = doors.get(method)
    made = await _answered(door, Request(scope, receive)) if door else _not_this_way(doors)
    await made(scope, receive, send)


async def _answered(door: Door, request: Request) -> Response:
    try:
        return await door(request)
    except Exception:
        # The address may hold a token: the door's name is enough.
        log.exception("door.fault", extra={"door": getattr(door, "__name__", "")})
        return answer.trouble(front.shelved(request))


def _not_this_way(doors: Mapping[str, Door]) -> Response:
    """RFC 9110 §15.5.6."""
    return PlainTextResponse(
        "Method Not Allowed\n", 405, headers={**headers.personal(), "allow": ", ".join(sorted(doors))}
    )
