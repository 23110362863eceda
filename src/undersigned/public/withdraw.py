"""The way out: the link in every letter. Opening it shows a page; the button counts off and destroys the data."""

import logging
from typing import Literal

from django.db import DatabaseError
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, reader, static
from undersigned.public.link import Bearer, bearer
from undersigned.signing import tokens
from undersigned.signing.batch import Full
from undersigned.signing.signature import Withdraw, Withdrawn
from undersigned.signing.store import StoreUnavailable
from undersigned.voices import offer

log = logging.getLogger(__name__)


async def withdraw(request: Request) -> Response:
    """GET /<slug>/withdraw/<token>: the baked page. POST: done at once; a second time it is simply done already."""
    who = bearer(request, tokens.Kind.WITHDRAW)
    if isinstance(who, Response):
        return who
    if request.method != "POST":
        return static.baked(request, who.shelved, "withdraw")
    return await _withdrawn(request, who)


async def _withdrawn(request: Request, who: Bearer) -> Response:
    fields = await body.form_or_nothing(request)  # the link alone is enough to leave
    reason: Literal["signer", "not-me"] = "not-me" if fields.get("not_me") == "yes" else "signer"
    here, petition = front.of(request), who.shelved.petition
    try:
        outcome = await here.batch.submit(Withdraw(petition.id, who.signature_id, reason, front.now()))
    except (Full, StoreUnavailable):
        return answer.busy(who.shelved)
    if isinstance(outcome, Withdrawn):
        here.heard(petition.id, outcome)
    # After the commit: were we to die here, the worker's sweep finds the remark without its signature.
    try:
        await reader.read(offer.take_back, petition.id, who.signature_id)
    except DatabaseError as error:  # the signature is gone all the same, and that is what was asked for
        log.warning("withdraw.remark_left", extra={"error": type(error).__name__})
    return answer.page("withdrawn", shelved=who.shelved, totals=here.shelf.totals(petition.id))
