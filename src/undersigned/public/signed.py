"""The signer's page after confirming: the number, the link to share, the optional remark."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, reader
from undersigned.public.link import bearer
from undersigned.public.shelf import Shelved
from undersigned.sharing import links
from undersigned.signing import count, signer, tokens
from undersigned.signing.signer import Signer
from undersigned.signing.submission import Problem
from undersigned.voices import offer
from undersigned.voices.models import Remark


async def signed(request: Request) -> Response:
    """GET /<slug>/signed/<token>."""
    found = await _who(request)
    if isinstance(found, Response):
        return found
    shelved, who = found
    remarks = Remark.objects.filter(petition_id=shelved.petition.id, signature_id=who.signature_id)
    may_publish = await reader.read(remarks.values_list("may_publish", flat=True).first)
    state = {None: "open", True: "offered", False: "kept"}[may_publish]
    return _page(request, shelved, who, {}, [], state=state)


async def remark(request: Request) -> Response:
    """POST /<slug>/remark/<token> → 303 back to the signer's page; or that page with what is wrong."""
    found = await _who(request)
    if isinstance(found, Response):
        return found
    shelved, who = found
    fields = await body.form_or_nothing(request)
    outcome = await reader.read(
        offer.remark,
        petition_id=shelved.petition.id,
        signature_id=who.signature_id,
        words=fields.get("words", ""),
        shown_as=fields.get("shown_as", ""),
        may_publish=fields.get("may_publish") == "yes",
        language=shelved.petition.language,
        at=front.now(),
    )
    if isinstance(outcome, offer.Problems):
        return _page(request, shelved, who, fields, outcome.found, state="open")
    return answer.see(f"/{shelved.petition.slug}/signed/{request.path_params['token']}#remark")


async def _who(request: Request) -> tuple[Shelved, Signer] | Response:
    who = bearer(request, tokens.Kind.SIGNED)
    if isinstance(who, Response):
        return who
    found = await reader.read(signer.confirmed, who.shelved.petition.id, who.signature_id)
    return (who.shelved, found) if found else answer.link_problem("used-up", who.shelved)


def _page(
    request: Request,
    shelved: Shelved,
    who: Signer,
    fields: Mapping[str, str],
    problems: Sequence[Problem],
    *,
    state: str,
) -> Response:
    petition = shelved.petition
    with translation.override(petition.language):
        told = [{"field": problem.field, "sentence": gettext(problem.sentence)} for problem in problems]
        share = _share(shelved, who.signature_id)
    withdraw = front.of(request).mint(tokens.Kind.WITHDRAW, shelved, who.signature_id)
    context: dict[str, Any] = {
        "number": count.formatted(who.place, petition.language),
        "first_name": who.first_name,
        "name": who.name,
        "postcode": who.postcode,
        "withdraw_url": f"/{petition.slug}/withdraw/{withdraw}",
        "share": share,
        "remark": {
            "action": f"/{petition.slug}/remark/{request.path_params['token']}",
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
    totals = front.of(request).shelf.totals(petition.id)
    return answer.page("signed", shelved=shelved, context=context, totals=totals, status=422 if problems else 200)


def _share(shelved: Shelved, signature_id: UUID) -> dict[str, Any]:
    """The campaign's share words with this signer's own link."""
    share = shelved.campaign["share"]
    url = f"{share['url']}?via={tokens.share_code(signature_id)}"
    return {"url": url, "links": links.links(url=url, title=share["title"], words=share["words"])}
