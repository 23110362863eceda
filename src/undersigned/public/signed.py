"""The signer's page after confirming: the number, the ask to share and whom it brought, the optional remark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, reader, reminder
from undersigned.public.link import bearer
from undersigned.public.shelf import Shelved
from undersigned.signing import brought, count, signer, tokens
from undersigned.signing.count import Totals
from undersigned.signing.signer import Signer
from undersigned.signing.submission import Problem
from undersigned.voices import offer
from undersigned.voices.models import Remark


@dataclass(frozen=True, slots=True)
class Visit:
    """One signer at their own page."""

    shelved: Shelved
    who: Signer
    brought_count: int
    code: str  # in the links they pass on


async def signed(request: Request) -> Response:
    """GET /<slug>/signed/<token>."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    remarks = Remark.objects.filter(petition_id=visit.shelved.petition.id, signature_id=visit.who.signature_id)
    may_publish = await reader.read(remarks.values_list("may_publish", flat=True).first)
    state = {None: "open", True: "offered", False: "kept"}[may_publish]
    return _page(request, visit, {}, [], state=state)


async def remark(request: Request) -> Response:
    """POST /<slug>/remark/<token> → 303 back to the signer's page; or that page with what is wrong."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    petition = visit.shelved.petition
    fields = await body.form_or_nothing(request)
    outcome = await reader.read(
        offer.remark,
        petition_id=petition.id,
        signature_id=visit.who.signature_id,
        words=fields.get("words", ""),
        shown_as=fields.get("shown_as", ""),
        may_publish=fields.get("may_publish") == "yes",
        language=petition.language,
        at=front.now(),
    )
    if isinstance(outcome, offer.Problems):
        return _page(request, visit, fields, outcome.found, state="open")
    return answer.see(f"{petition.path}signed/{request.path_params['token']}#remark")


async def _visit(request: Request) -> Visit | Response:
    bears = bearer(request, tokens.Kind.SIGNED)
    if isinstance(bears, Response):
        return bears
    petition = bears.shelved.petition
    code = brought.share_code(bears.signature_id, petition=petition.uuid, key=front.of(request).key)
    found = await reader.read(_known, petition.id, bears.signature_id, code)
    if found:
        return Visit(bears.shelved, *found, code)
    is_struck = await reader.read(signer.is_struck, petition.id, bears.signature_id)
    return answer.link_problem("struck" if is_struck else "used-up", bears.shelved)


def _known(petition_id: int, signature_id: UUID, code: str) -> tuple[Signer, int] | None:
    """Two queries in one go."""
    who = signer.confirmed(petition_id, signature_id)
    return (who, brought.people(petition_id, code)) if who else None


def _page(
    request: Request, visit: Visit, fields: Mapping[str, str], problems: Sequence[Problem], *, state: str
) -> Response:
    shelved, who, petition = visit.shelved, visit.who, visit.shelved.petition
    with translation.override(petition.language):
        told = [{"field": problem.field, "sentence": gettext(problem.sentence)} for problem in problems]
        share = _share(visit, with_code=not problems)
    withdraw = front.of(request).mint(tokens.Kind.WITHDRAW, shelved, who.signature_id)
    context: dict[str, Any] = {
        "number": count.formatted(who.place, petition.language),
        "first_name": who.first_name,
        "name": who.name,
        "postcode": who.postcode,
        "receipt_url": f"{petition.path}receipt/{request.path_params['token']}",
        "withdraw_url": f"{petition.path}withdraw/{withdraw}",
        "mine_url": f"{petition.path}mine/{front.of(request).mint(tokens.Kind.MANAGE, shelved, who.signature_id)}",
        "share": share,
        "brought": visit.brought_count,
        "brought_shown": count.formatted(visit.brought_count, petition.language),
        "remark": {
            "action": f"{petition.path}remark/{request.path_params['token']}",
            "values": {
                "words": fields.get("words", ""),
                "shown_as": fields.get("shown_as", who.first_name),
                "may_publish": fields.get("may_publish") == "yes",
            },
            "problems": told,
            "by_field": {problem["field"]: problem["sentence"] for problem in told},
            "state": state,
        },
    }
    made = answer.page(
        "signed", shelved=shelved, context=context, totals=_totals(request, visit), status=422 if problems else 200
    )
    reminder.put(made, petition.slug)
    return made


def _totals(request: Request, visit: Visit) -> Totals:
    """What everybody sees; never less than the place this signer is told before the log has them, within a second."""
    log, who = front.of(request).shelf.log(visit.shelved.petition.id), visit.who
    is_in = who.index is not None and who.index < log.size
    return log.totals if is_in or log.totals.count >= who.place else Totals(who.place, log.totals.samples)


def _share(visit: Visit, *, with_code: bool) -> dict[str, Any]:
    """This signer's own link, and where its QR code is."""
    return {
        "url": f"{visit.shelved.campaign['share']['url']}?via={visit.code}",
        "qr": f"{visit.shelved.petition.path}qr/{visit.code}" if with_code else "",
    }
