"""The confirmation's door. Opening the link changes nothing, for mail scanners open links; a POST confirms."""

from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, front, static
from undersigned.public.link import Bearer, bearer
from undersigned.signing import tokens
from undersigned.signing.batch import Full
from undersigned.signing.signature import Confirm, Confirmed, Struck
from undersigned.signing.store import StoreUnavailable


async def confirm(request: Request) -> Response:
    """GET /<slug>/confirm/<token>: the baked page. POST: counts the signature, once → 303 to the signer's page."""
    who = bearer(request, tokens.Kind.CONFIRM)
    if isinstance(who, Response):
        return who
    petition = who.shelved.petition
    if not petition.takes_confirmations(front.now()):
        return answer.closed(who.shelved, front.of(request).shelf.totals(petition.id))
    if request.method != "POST":
        return static.baked(request, who.shelved, "confirm")
    return await _confirmed(request, who)


async def _confirmed(request: Request, who: Bearer) -> Response:
    here, petition = front.of(request), who.shelved.petition
    try:
        outcome = await here.batch.submit(Confirm(petition.id, who.signature_id, front.now()))
    except (Full, StoreUnavailable):
        return answer.busy(who.shelved)
    if not isinstance(outcome, Confirmed):
        return answer.link_problem("struck" if isinstance(outcome, Struck) else "used-up", who.shelved)
    return answer.see(f"{petition.path}signed/{here.mint(tokens.Kind.SIGNED, who.shelved, who.signature_id)}")
