"""The way out of all letters: the link in those that nobody has subscribed to, and the mail programs' own button."""

from django.db import DatabaseError
from django.utils import timezone
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, reader
from undersigned.public.link import bearer
from undersigned.returns import refuse
from undersigned.signing import tokens


async def never(request: Request) -> Response:
    """GET /<slug>/never/<token>: a page with a button. POST: done at once; with `again`: undone. As `unsubscribe`.

    The link names the mailbox by its index, so it works when its signature is long gone. Who undoes it owns the
    mailbox: nobody else was sent the link. What a mail server or a complaint has stopped stays stopped.
    """
    who = bearer(request, tokens.Kind.NEVER, only_our_pages=False)
    if isinstance(who, Response):
        return who
    if request.method != "POST":
        return answer.page("never", shelved=who.shelved)
    is_back = (await body.form_or_nothing(request)).get("again") == "yes"
    try:
        await reader.read(_back if is_back else _stopped, who.signature_id.bytes)
    except DatabaseError:
        return answer.busy(who.shelved)
    return answer.page("never_undone" if is_back else "never_done", shelved=who.shelved)


def _stopped(mailbox: bytes) -> None:
    refuse.mailbox(mailbox, reason=refuse.Reason.NEVER, at=timezone.now())


def _back(mailbox: bytes) -> None:
    refuse.lift(mailbox, reasons=[refuse.Reason.NEVER])
