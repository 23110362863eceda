"""Files of a packet as they leave: streamed, kept nowhere on the way, found by no search engine."""

import mimetypes
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, StreamingHttpResponse

from undersigned.delivery import folder as folders
from undersigned.delivery import streamed
from undersigned.delivery.models import Delivery

ALL = "packet.zip"
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def names_nobody(name: str) -> bool:
    """What may be read by those who hand over and may not download signers."""
    return name.endswith((".txt", ".json", "letter.pdf", "SHA256SUMS", "checkpoint"))


def size(row: Delivery) -> int:
    return sum(facts["size"] for facts in row.files.values())


def answer(row: Delivery, name: str) -> StreamingHttpResponse:
    """One file, or all of them as one. Raises `Http404`: the manifest's names are the only ones there are."""
    folder = folders.of(settings.DELIVERIES, row.pk)
    stem = f"{row.petition.slug}-{row.asked_at.date().isoformat()}"
    if name == ALL:
        pieces: Iterator[bytes] = streamed.packet(folder, sorted(row.files), inside=stem, at=row.asked_at)
        kind, shown = "application/zip", f"{stem}.zip"
    elif name in row.files:
        pieces = folder.pieces(name)
        kind = mimetypes.guess_type(name)[0] or "text/plain; charset=utf-8"
        shown = f"{stem}-{name.rpartition('/')[2]}"
    else:
        raise Http404
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{shown}"'}
    return StreamingHttpResponse(flowing(pieces), content_type=kind, headers=headers)


async def flowing(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Off the event loop, a piece at a time: an iterator that is not async would be read as a whole before."""
    while (piece := await sync_to_async(lambda: next(pieces, None))()) is not None:
        if piece:
            yield piece
