"""A signer's own page, behind a mailed link: shows what is held, does at once what they wish. GET changes nothing."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import DatabaseError
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, headers, names, reader, reminder
from undersigned.public.link import Bearer, bearer
from undersigned.rights import held, leave
from undersigned.rights.acts import Hand
from undersigned.rights.held import Held
from undersigned.signing import submission, tokens
from undersigned.signing.consent import FURTHER
from undersigned.signing.correct import Corrected, NameStands
from undersigned.signing.models import Signature
from undersigned.signing.submission import Problem

LEAVE = ("withdraw", "erase")
DONE = ("correct", "show-name", "hide-name", "remark-back", "stop-news", "disagree")


def N_(text: str) -> str:
    return text


NAME_STANDS = N_(
    "Your name is in the public log, which cannot be changed. To sign under another name, remove the signature below"
    " and sign again."
)


CANNOT_BE_CHANGED = N_(
    "Who signed this petition is sealed, so that this server cannot change it. Remove the signature and sign again."
)


async def mine(request: Request) -> Response:
    """GET /<slug>/mine/<token>. POST `act`: done → 303 back here; where the signature is gone, a page that says so."""
    who = bearer(request, tokens.Kind.MANAGE)
    if isinstance(who, Response):
        return who
    try:
        if request.method == "POST":
            return await _act(request, who)
        return await _page(request, who, {}, [])
    except DatabaseError:
        return answer.busy(who.shelved)


async def data(request: Request) -> Response:
    """GET /<slug>/mine/<token>/data.json: all of it, as a file."""
    who = bearer(request, tokens.Kind.MANAGE)
    if isinstance(who, Response):
        return who
    petition = who.shelved.petition
    found = await reader.read(held.of, petition.id, who.signature_id)
    if found is None:
        return answer.link_problem("used-up", who.shelved)
    record = {"petition": {"ask": petition.ask, "uuid": str(petition.uuid)}, **found.rooms}
    name = f'attachment; filename="{petition.slug}-my-data.json"'
    sent = {**headers.personal(), "content-disposition": name}
    return Response(json.dumps(record, ensure_ascii=False, indent=2), media_type="application/json", headers=sent)


async def _act(request: Request, who: Bearer) -> Response:
    fields = await body.form_or_nothing(request)
    act, petition = fields.get("act", ""), who.shelved.petition
    if act in LEAVE:
        return await _leave(who, erases=act == "erase")
    if act == "correct":
        return await _correct(request, who, fields)
    if act in DONE:
        await reader.read(_do, _hand(who), act, fields.get("box", ""))
        if act in ("show-name", "hide-name"):
            await reader.read(names.withdrawn, petition.id, at=front.now())
    return _back(request, who, done=act if act in DONE else "")


def _do(hand: Hand, act: str, box: str) -> None:
    match act:
        case "show-name":
            hand.show_name()
        case "hide-name":
            hand.hide_name()
        case "remark-back":
            hand.take_remark_back()
        case "stop-news":
            hand.stop_news()
        case _:
            hand.disagree(box if box in FURTHER else "")


async def _correct(request: Request, who: Bearer, fields: Mapping[str, str]) -> Response:
    to = submission.correction(fields, postcode_style=who.shelved.petition.postcode_style)
    if not isinstance(to, submission.Correction):
        return await _page(request, who, fields, to)
    outcome = await reader.read(_hand(who).correct, to)
    if isinstance(outcome, NameStands):
        return await _page(request, who, fields, [Problem("name", NAME_STANDS)])
    if not isinstance(outcome, Corrected):
        return await _page(request, who, {}, [Problem("", CANNOT_BE_CHANGED)])
    return _back(request, who, done="correct")


async def _leave(who: Bearer, *, erases: bool) -> Response:
    petition, at = who.shelved.petition, front.now()
    whose = (petition.id, who.signature_id)
    await reader.read(leave.now, *whose, erases=erases, language=petition.language, at=at, new_id=uuid4)
    await reader.read(names.withdrawn, petition.id, at=at)
    made = answer.page("mine_gone", shelved=who.shelved, context={"erases": erases})
    reminder.take_away(made, petition.slug)
    return made


def _hand(who: Bearer) -> Hand:
    petition = who.shelved.petition
    return Hand(petition.id, who.signature_id, language=petition.language, at=front.now(), new_id=uuid4)


def _back(request: Request, who: Bearer, *, done: str) -> Response:
    query = f"?done={done}" if done else ""
    return answer.see(f"{who.shelved.petition.path}mine/{request.path_params['token']}{query}")


async def _page(request: Request, who: Bearer, typed: Mapping[str, str], problems: list[Problem]) -> Response:
    petition = who.shelved.petition
    found = await reader.read(held.of, petition.id, who.signature_id)
    if found is None:
        return answer.link_problem("used-up", who.shelved)
    with translation.override(petition.language):
        told = [{"field": problem.field, "sentence": gettext(problem.sentence)} for problem in problems]
    action = f"{petition.path}mine/{request.path_params['token']}"
    done = request.query_params.get("done", "") if not problems else ""
    context = {
        **shown(found, typed),
        "action": action,
        "done": done if done in DONE else "",
        "problems": told,
        "by_field": {problem["field"]: problem["sentence"] for problem in told},
    }
    return answer.page("mine", shelved=who.shelved, context=context, status=422 if problems else 200)


def shown(found: Held, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the page's template gets of what is held."""
    signature = found.signature
    return {
        "state": found.state,
        "signature": {
            **{name: signature[name] for name in ("name", "email", "postcode", "number")},
            "signed_on": parse_datetime(signature["signed_at"]),
            "confirmed_on": parse_datetime(signature["confirmed_at"]) if signature["confirmed_at"] else None,
        },
        "may_correct": bool(signature["postcode"]),  # else this server cannot read it
        "may_rename": found.state == Signature.State.PENDING,
        "wants_news": signature["consent"]["updates"],
        "shows_name": signature["consent"]["name"],
        "agreed": [{"box": box, "sentence": sentence} for box, sentence in found.agreed],
        "remark": found.rooms.get("voices", {}).get("words", ""),
        "packets": len(found.rooms.get("delivery", [])),
        "letters": len(found.rooms.get("mail", [])),
        "acts": [{**act, "on": parse_datetime(act["at"])} for act in found.rooms.get("rights", [])],
        "values": {name: typed.get(name, signature[name]) for name in ("name", "postcode")},
    }
