"""The form's door: reads it, asks the gate, waits for the commit, answers. The answer is the same for everybody.

Whether an address has signed before shows in nothing here: not in the status, the words, the link, the work done.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.defence import gate
from undersigned.public import answer, body, front, origin
from undersigned.public.shelf import Shelved
from undersigned.signing import accept, submission, tokens
from undersigned.signing.batch import Full
from undersigned.signing.store import StoreUnavailable
from undersigned.signing.submission import Problem, Submission

RETRY_FULL_S = 5
RETRY_STORE_S = 30


def N_(text: str) -> str:
    return text


FOREIGN = N_("This form was sent from another website. Sign it here instead.")
UNREADABLE: dict[type[Exception], tuple[str, int]] = {
    body.TooLarge: (N_("The form held more than a signature can. Please fill it in again."), 413),
    body.TooSlow: (N_("The form did not arrive in time. Please send it again."), 408),
    body.NotAForm: (N_("The form could not be read. Please fill it in again."), 415),
}


async def sign(request: Request) -> Response:
    """POST /<slug>/sign → 303 to check-your-mail, or the form again with what is wrong."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    if not origin.is_own(request.headers):
        return refused(shelved, FOREIGN, status=403)
    at = front.now()
    if not shelved.petition.is_open(at):
        return answer.closed(shelved, front.of(request).shelf.totals(shelved.petition.id))
    try:
        fields = await body.form(request)
    except tuple(UNREADABLE) as error:
        sentence, status = UNREADABLE[type(error)]
        return refused(shelved, sentence, status=status)
    return await _signed(request, shelved, fields, at=at)


async def _signed(request: Request, shelved: Shelved, fields: Mapping[str, str], *, at: datetime) -> Response:
    petition = shelved.petition
    read = submission.read(
        fields,
        postcode_style=petition.postcode_style,
        text_version=petition.text_version,
        wording_version=petition.wording_version,
    )
    if not isinstance(read, Submission):
        return _again(shelved, fields, read, template="form", status=422)
    verdict = gate.judge(fields)
    command = accept.signature(
        read,
        petition=petition,
        keys=shelved.keys,
        language=petition.language,
        hold_reason=verdict.reason if isinstance(verdict, gate.Hold) else "",
        at=at,
        entropy=secrets.token_bytes,
    )
    try:
        await front.of(request).batch.submit(command)
    except Full:
        return _again(shelved, fields, [], template="busy", status=503, retry_after=RETRY_FULL_S)
    except StoreUnavailable:
        return _again(shelved, fields, [], template="busy", status=503, retry_after=RETRY_STORE_S)
    waiting = tokens.Waiting(read.email, read.first_name, command.signature.blind_index)
    token = tokens.seal_waiting(
        waiting,
        petition=petition.uuid,
        key=front.of(request).key,
        at=at.timestamp(),
        nonce=secrets.token_bytes(12),
    )
    return answer.see(f"/{petition.slug}/check/{token}")


def refused(shelved: Shelved, sentence: str, *, status: int) -> Response:
    """The empty form with one problem above it that belongs to no field."""
    return _again(shelved, {}, [Problem("name", sentence)], template="form", status=status)


def _again(
    shelved: Shelved,
    fields: Mapping[str, str],
    problems: Sequence[Problem],
    *,
    template: str,
    status: int,
    retry_after: int | None = None,
) -> Response:
    with translation.override(shelved.petition.language):
        told = [{"field": problem.field, "sentence": gettext(problem.sentence)} for problem in problems]
    context = {"form": form_values(shelved.petition.slug, fields, told), "retry_after": retry_after}
    return answer.page(template, shelved=shelved, context=context, status=status, retry_after=retry_after)


def form_values(slug: str, fields: Mapping[str, str], problems: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What the form's template shows: everything that was typed is still there."""
    return {
        "action": f"/{slug}/sign",
        "values": {
            "name": fields.get("name", ""),
            "email": fields.get("email", ""),
            "postcode": fields.get("postcode", ""),
            "updates": fields.get("updates") == "yes",
        },
        "problems": problems,
        "by_field": {problem["field"]: problem["sentence"] for problem in problems},
        "source": fields.get("s", ""),
        "via": fields.get("via", ""),
    }
