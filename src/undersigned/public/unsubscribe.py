"""The way out of the news: the link in each of its letters, and the mail programs' own button. The signature stays."""

from django.db import DatabaseError
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, reader
from undersigned.public.link import bearer
from undersigned.signing import tokens
from undersigned.updates import subscribe


async def unsubscribe(request: Request) -> Response:
    """GET /<slug>/unsubscribe/<token>: a page with a button. POST: done at once; with `again`: undone.

    RFC 8058: a mail program posts on its own, without our page, whatever its form looks like. The link is all the
    proof there is, so that it does not matter where the POST comes from.
    """
    who = bearer(request, tokens.Kind.UNSUBSCRIBE, only_our_pages=False)
    if isinstance(who, Response):
        return who
    if request.method != "POST":
        return answer.page("unsubscribe", shelved=who.shelved)
    is_back = (await body.form_or_nothing(request)).get("again") == "yes"
    try:
        await reader.read(subscribe.again if is_back else subscribe.stop, who.shelved.petition.id, who.signature_id)
    except DatabaseError:
        return answer.busy(who.shelved)
    return answer.page("resubscribed" if is_back else "unsubscribed", shelved=who.shelved)
