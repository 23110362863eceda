"""The way out: the link in every letter. Opening it shows a page; the button counts off and destroys the data."""

import logging
from typing import Literal
from uuid import UUID

from django.db import DatabaseError
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, names, reader, reminder, static
from undersigned.public.link import Bearer, bearer
from undersigned.signing import tokens
from undersigned.signing.batch import Full
from undersigned.signing.count import Totals
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
    # After the commit: were we to die here, the worker finds the remark without its signature, and the page.
    try:
        await reader.read(_unshown, petition.id, who.signature_id)
    except DatabaseError as error:  # the signature is gone all the same, and that is what was asked for
        log.warning("withdraw.remark_left", extra={"error": type(error).__name__})
    shown = here.shelf.totals(petition.id)
    if isinstance(outcome, Withdrawn) and outcome.count < shown.count:
        shown = Totals(outcome.count, outcome.samples)  # the log follows within a second; who leaves sees it at once
    made = answer.page("withdrawn", shelved=who.shelved, totals=shown)
    reminder.take_away(made, petition.slug)
    return made


def _unshown(petition_id: int, signature_id: UUID) -> None:
    """What the page shows of them goes: their remark, their first name."""
    offer.take_back(petition_id, signature_id)
    names.withdrawn(petition_id, at=front.now())
