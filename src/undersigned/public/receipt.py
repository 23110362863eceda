"""A signer's receipt, by the link of their own page: a file to keep, that can be checked without asking anybody."""

from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, headers, reader
from undersigned.public.link import bearer
from undersigned.signing import receipts, signer, tokens

RETRY_S = 2


async def receipt(request: Request) -> Response:
    """GET /<slug>/receipt/<token of the signer's page> → the file, or a page that says to come back in a moment."""
    bears = bearer(request, tokens.Kind.SIGNED)
    if isinstance(bears, Response):
        return bears
    petition = bears.shelved.petition
    found = await reader.read(receipts.of, petition.id, petition.uuid, bears.signature_id)
    if found is None:
        stands = await reader.read(signer.confirmed, petition.id, bears.signature_id)
        if not stands:
            return answer.link_problem("used-up", bears.shelved)
        return answer.page("receipt_soon", shelved=bears.shelved, status=503, retry_after=RETRY_S)
    name = f"{petition.slug}-{found.index}.tlog-proof"
    sent = {**headers.personal(), "content-disposition": f'attachment; filename="{name}"'}
    return Response(found.encode(), media_type="text/plain; charset=utf-8", headers=sent)
