"""The form's door: reads it, asks the gate, waits for the commit, answers. The answer is the same for everybody.

Whether an address has signed before shows in nothing here: not in the status, the words, the link, the work done.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.defence import gate
from undersigned.defence.work import PATIENCE_S, Task
from undersigned.design import assets
from undersigned.public import answer, body, front, headers, origin
from undersigned.public.front import Front
from undersigned.public.shelf import Shelved, style
from undersigned.signing import accept, submission, tokens
from undersigned.signing.batch import Full
from undersigned.signing.consent import FURTHER
from undersigned.signing.petition import Petition
from undersigned.signing.store import StoreUnavailable
from undersigned.signing.submission import Problem, Submission
from undersigned.vault import entropy

BLANK = "\ue000{}\ue001"  # where a typed value goes in a page that is rendered once
_BLANKS = re.compile("\ue000(\\w+)\ue001")
TYPED = ("name", "email", "postcode", "s", "via")
TICKED = ("show_name", "updates", *FURTHER)


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
    if not origin.is_own(request.scope["headers"]):
        return refused(shelved, FOREIGN, status=403)
    at = front.now()
    if not shelved.petition.is_open(at):
        return answer.closed(shelved, front.of(request).shelf.totals(shelved.petition.id))
    try:
        fields = await body.form(request)
    except tuple(UNREADABLE) as error:
        sentence, status = UNREADABLE[type(error)]
        return refused(shelved, sentence, status=status)
    if front.of(request).batch.is_full(beside=front.of(request).gate.judging):
        return _busy(shelved, fields, retry_after=answer.RETRY_S)
    return await _signed(request, shelved, fields, at=at)


async def _signed(request: Request, shelved: Shelved, fields: Mapping[str, str], *, at: datetime) -> Response:
    here, petition = front.of(request), shelved.petition
    read = read_form(petition, fields)
    if not isinstance(read, Submission):
        return _again(shelved, fields, read, status=422)
    peer = request.scope.get("client") or (None,)
    lines = here.gate.lines(peer[0], request.scope["headers"])
    verdict = await here.gate.judge(
        fields, email=read.email, peer=peer[0], headers=request.scope["headers"], petition_id=petition.id
    )
    if isinstance(verdict, gate.Ask):
        return _asked(shelved, fields, verdict.task)
    command = accept.signature(
        read,
        petition=petition,
        keys=shelved.keys,
        language=petition.language,
        hold_reason=verdict.reason if isinstance(verdict, gate.Hold) else "",
        at=at,
        entropy=entropy.take,
        network=here.networks.hashed(lines, at=at),
    )
    try:
        await here.batch.submit(command)
    except (Full, StoreUnavailable) as error:
        if isinstance(verdict, gate.Allow):
            await here.gate.wrote_nothing_to(read.email)
        wait_s = answer.RETRY_S if isinstance(error, Full) else answer.RETRY_STORE_S
        return _busy(shelved, fields, retry_after=wait_s)
    return to_check(here, petition, read, blind_index=command.signature.blind_index, at=at)


def read_form(petition: Petition, fields: Mapping[str, str]) -> Submission | list[Problem]:
    return submission.read(
        fields,
        postcode_style=petition.postcode_style,
        texts=petition.text_hashes,
        wordings=petition.wording_versions,
        further=petition.further,
    )


def to_check(here: Front, petition: Petition, read: Submission, *, blind_index: bytes, at: datetime) -> Response:
    """303 to the check-your-mail page, whose address holds who waits, sealed."""
    waiting = tokens.Waiting(read.email, read.first_name, blind_index)
    nonce = entropy.take(12)
    token = tokens.seal_waiting(waiting, petition=petition.uuid, key=here.key, at=at.timestamp(), nonce=nonce)
    return answer.see(f"{petition.path}check/{token}")


def refused(shelved: Shelved, sentence: str, *, status: int) -> Response:
    """The empty form with one problem above it that belongs to no field."""
    return _again(shelved, {}, [Problem("name", sentence)], status=status)


def _again(shelved: Shelved, fields: Mapping[str, str], problems: Sequence[Problem], *, status: int) -> Response:
    with translation.override(shelved.petition.language):
        told = [{"field": problem.field, "sentence": gettext(problem.sentence)} for problem in problems]
    form = form_values(shelved.petition.path, fields, told)
    return answer.page("form", shelved=shelved, context={"form": form}, status=status)


def _asked(shelved: Shelved, fields: Mapping[str, str], task: Task) -> Response:
    """429 and the form with a task: the browser's script does it, or the visitor waits and sends it again."""
    kept = {name: fields[name] for name in (*TYPED, *TICKED, "text", "wording") if fields.get(name)}
    context = {"action": f"{shelved.petition.path}sign", "kept": kept, "task": task, "patience": PATIENCE_S}
    made = answer.page("task", shelved=shelved, context=context, status=429)
    made.headers.update(headers.with_script(style(shelved.campaign), assets.TASK_SCRIPT))
    return made


def _busy(shelved: Shelved, fields: Mapping[str, str], *, retry_after: int) -> Response:
    """503 and the form as it was typed. Rendered once: a crowd that must wait may not cost more than one that signs."""
    ticked = {tick: "yes" for tick in TICKED if fields.get(tick) == "yes"}

    def blank_form() -> str:
        blanks = {typed: BLANK.format(typed) for typed in TYPED} | ticked
        context = {"form": form_values(shelved.petition.path, blanks, []), "retry_after": retry_after}
        return answer.rendered("busy", shelved, context)

    html = answer.once(shelved, f"busy {retry_after} {[*ticked]}", blank_form)
    html = _BLANKS.sub(lambda blank: escape(fields.get(blank[1], "")), html)
    return answer.finished(html, shelved=shelved, status=503, retry_after=retry_after)


def form_values(path: str, fields: Mapping[str, str], problems: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What the form's template shows: everything that was typed is still there."""
    return {
        "action": f"{path}sign",
        "values": {
            "name": fields.get("name", ""),
            "email": fields.get("email", ""),
            "postcode": fields.get("postcode", ""),
            "show_name": fields.get("show_name") == "yes",
            "updates": fields.get("updates") == "yes",
            "further": [box for box in FURTHER if fields.get(box) == "yes"],
        },
        "problems": problems,
        "by_field": {problem["field"]: problem["sentence"] for problem in problems},
        "source": fields.get("s", ""),
        "via": fields.get("via", ""),
    }
