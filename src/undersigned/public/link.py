"""Who comes by a link: the petition that its address names and the signature that its token proves."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, front, origin
from undersigned.public.shelf import Shelved
from undersigned.signing import tokens


@dataclass(frozen=True, slots=True)
class Bearer:
    shelved: Shelved
    signature_id: UUID


def bearer(request: Request, kind: tokens.Kind, *, only_our_pages: bool = True) -> Bearer | Response:
    """Or the page that says what is wrong with the link. Asks no database, so that it tells nothing.

    `only_our_pages`: a POST must come from one of them.
    """
    shelved = front.of(request).shelf.find_for_letters(request.path_params["petition"])
    if shelved is None:
        return answer.not_found()
    read = tokens.read(
        request.path_params["token"],
        kind,
        petition=shelved.petition.uuid,
        key=front.of(request).key,
        at=front.now().timestamp(),
    )
    if isinstance(read, tokens.Expired):
        return answer.link_problem("old", shelved)
    is_foreign = only_our_pages and request.method == "POST" and not origin.is_own(request.scope["headers"])
    if isinstance(read, tokens.Broken) or is_foreign:
        return answer.link_problem("broken", shelved)
    return Bearer(shelved, read.signature_id)
