"""Asks for the link to one's own page, by email address. The answer is the same for every address, and the work is."""

from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, body, front, origin, reader
from undersigned.public.shelf import Shelved
from undersigned.rights import ask as asking
from undersigned.signing import submission
from undersigned.signing.submission import Problem


async def ask(request: Request) -> Response:
    """GET /<slug>/mine: the form. POST: whoever has signed with that address gets the letter."""
    shelved = front.of(request).shelf.find_for_letters(request.path_params["petition"])
    if shelved is None:
        return answer.not_found()
    if request.method != "POST":
        return _form(shelved)
    if not origin.is_own(request.scope["headers"]):
        return answer.link_problem("broken", shelved)
    typed = (await body.form_or_nothing(request)).get("email", "")
    read = submission.address(typed)
    if isinstance(read, Problem):
        return _form(shelved, typed=typed, problem=read)
    return await _asked(request, shelved, read)


async def _asked(request: Request, shelved: Shelved, email: str) -> Response:
    here, petition = front.of(request), shelved.petition
    peer = request.scope.get("client") or (None,)
    if not await here.gate.may_ask(peer[0], request.scope["headers"]):
        return answer.busy(shelved)
    if await here.gate.may_ask_for(email):
        mailbox = shelved.keys.index(email)
        try:
            await reader.read(asking.note, petition.id, mailbox, language=petition.language, at=front.now())
        except DatabaseError:
            return answer.busy(shelved)
    return answer.page("mine_asked", shelved=shelved)


def _form(shelved: Shelved, *, typed: str = "", problem: Problem | None = None) -> Response:
    with translation.override(shelved.petition.language):
        told = gettext(problem.sentence) if problem else ""
    context = {"action": f"{shelved.petition.path}mine", "typed": typed, "problem": told}
    return answer.page("mine_ask", shelved=shelved, context=context, status=422 if problem else 200)
