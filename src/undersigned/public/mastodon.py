"""Share on Mastodon: asks for the visitor's server, then shows the link that opens a new post there.

A link to press, not a redirect: nobody can be sent elsewhere by an address of ours, and who presses sees where it
leads. The text of the post is the campaign's; only the host is the visitor's.
"""

import re

from django.utils import translation
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, front
from undersigned.public.shelf import Shelved
from undersigned.sharing import links
from undersigned.sharing import mastodon as their_server

LONGEST = 300  # of what is shown again; no host name is as long
_CODE = re.compile(r"[a-z2-7]{8}")


def N_(text: str) -> str:
    return text


EMPTY = N_("Enter the name of your Mastodon server")
WRONG = N_("Enter only the server’s name, like mastodon.social, without https:// or a slash")


async def mastodon(request: Request) -> Response:
    """GET /<slug>/mastodon: the question. With ?server=…: the link, or what is wrong. Keeps the `via` of a signer."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    asked = request.query_params
    typed, code = asked.get("server", "")[:LONGEST], asked.get("via", "")
    code = code if _CODE.fullmatch(code) else ""
    if "server" not in asked:
        return _page(shelved, code=code)
    host = their_server.server(typed)
    if host is None:
        return _page(shelved, code=code, typed=typed, problem=WRONG if typed.strip() else EMPTY)
    return _page(shelved, code=code, typed=typed, host=host)


def _page(shelved: Shelved, *, code: str, typed: str = "", host: str = "", problem: str = "") -> Response:
    share = shelved.campaign["share"]
    url = f"{share['url']}?via={code}" if code else share["url"]
    words = links.said("mastodon", share["words"], share.get("own", {}))
    text = links.one_text(words, links.tagged(url, "mastodon"))
    with translation.override(shelved.petition.language):
        told = gettext(problem) if problem else ""
    context = {
        "action": f"{shelved.petition.path}mastodon",
        "typed": typed,
        "via": code,
        "problem": told,
        "host": host,
        "href": their_server.link(host, text) if host else "",
        "text": text,
    }
    return answer.page("mastodon", shelved=shelved, context=context, status=422 if problem else 200)
