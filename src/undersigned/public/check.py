"""Check your e-mail: the page after signing. Takes the six digits, sends the letter again.

Its address holds the visitor's e-mail sealed, so that a typing mistake is seen; it says nothing about the signature.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, origin, typos
from undersigned.public.shelf import Shelved
from undersigned.signing import accept, tokens
from undersigned.signing.batch import Full
from undersigned.signing.signature import ConfirmByCode, Confirmed, Remind
from undersigned.signing.store import StoreUnavailable
from undersigned.signing.tokens import Waiting
from undersigned.vault import entropy


async def check(request: Request) -> Response:
    """GET /<slug>/check/<token>; POST of a code → 303 to the signer's page."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    waiting = _waiting(request, shelved)
    if not isinstance(waiting, Waiting):
        return answer.link_problem("old" if isinstance(waiting, tokens.Expired) else "broken", shelved)
    if request.method == "POST":
        return await _code(request, shelved, waiting)
    return _page(request, shelved, waiting, was_resent="again" in request.query_params)


async def letter(request: Request) -> Response:
    """POST /<slug>/check/<token>/letter: the letter again, where one is due. Always the same answer."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    waiting = _waiting(request, shelved)
    if not isinstance(waiting, Waiting) or not origin.is_own(request.scope["headers"]):
        return answer.link_problem("broken", shelved)
    at = front.now()
    letter_id = accept.new_id(at, entropy.take)
    petition = shelved.petition
    command = Remind(petition.id, waiting.blind_index, letter_id, at)
    try:
        if await front.of(request).gate.may_write_to(waiting.email):
            await front.of(request).batch.submit(command)
    except (Full, StoreUnavailable):
        await front.of(request).gate.wrote_nothing_to(waiting.email)
        return _busy(request, shelved, waiting)
    return answer.see(f"{petition.path}check/{request.path_params['token']}?again")


async def _code(request: Request, shelved: Shelved, waiting: Waiting) -> Response:
    fields = await body.form_or_nothing(request)
    if not origin.is_own(request.scope["headers"]):
        return answer.link_problem("broken", shelved)
    at = front.now()
    petition = shelved.petition
    if not petition.takes_confirmations(at):
        return answer.closed(shelved, front.of(request).shelf.totals(petition.id))
    digits = "".join(character for character in fields.get("code", "") if character.isdecimal())
    try:
        outcome = await front.of(request).batch.submit(ConfirmByCode(petition.id, waiting.blind_index, digits, at))
    except (Full, StoreUnavailable):
        return _busy(request, shelved, waiting)
    if not isinstance(outcome, Confirmed):
        return _page(request, shelved, waiting, is_wrong=True)
    token = front.of(request).mint(tokens.Kind.SIGNED, shelved, outcome.signature_id)
    return answer.see(f"{petition.path}signed/{token}")


def _waiting(request: Request, shelved: Shelved) -> Waiting | tokens.Expired | tokens.Broken:
    return tokens.open_waiting(
        request.path_params["token"],
        petition=shelved.petition.uuid,
        key=front.of(request).key,
        at=front.now().timestamp(),
    )


def _busy(request: Request, shelved: Shelved, waiting: Waiting) -> Response:
    shown = _page(request, shelved, waiting, is_busy=True)
    shown.headers["retry-after"] = str(answer.RETRY_S)
    return shown


def _page(
    request: Request,
    shelved: Shelved,
    waiting: Waiting,
    *,
    was_resent: bool = False,
    is_wrong: bool = False,
    is_busy: bool = False,
) -> Response:
    own = f"{shelved.petition.path}check/{request.path_params['token']}"
    campaign = shelved.campaign
    with translation.override(shelved.petition.language):
        problem = note = ""
        if is_wrong:
            problem = gettext(
                "That code is not right, or it is older than 15 minutes, or it was tried too often. "
                "The link in the email still works."
            )
        if is_busy:
            problem = gettext("Too many people are here at this moment. Please try again in a few seconds.")
        if was_resent:
            note = gettext("If this address is waiting to be confirmed, the email is on its way again.")
    context = {
        "first_name": waiting.first_name,
        "email": waiting.email,
        "meant": typos.meant(waiting.email),
        "sender_address": campaign["sender_address"],
        "subject": campaign["confirm_subject"],
        "action": own,
        "resend_action": f"{own}/letter",
        "problem": problem,
        "note": note,
        "mailbox_url": "/mailbox/" if settings.SHOWS_MAILBOX else "",
        "share": {"url": campaign["share"]["url"]},
    }
    status = 503 if is_busy else 422 if is_wrong else 200
    return answer.page("check", shelved=shelved, context=context, status=status)
