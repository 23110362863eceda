"""Files of a batch as they leave: scans as they came; as CSV the rows left out, why, and who asked for news."""

import json
import mimetypes
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, StreamingHttpResponse
from django.utils.translation import gettext as _

from undersigned.delivery.cells import BOM, lines
from undersigned.offline import folder, people
from undersigned.offline.models import Batch, Reading
from undersigned.organiser.delivery.handing import HEADERS, flowing
from undersigned.organiser.offline import words

LEFT = "left-out.csv"
NEWS = "asked-for-news.csv"


def answer(batch: Batch, name: str, *, reading: Reading | None) -> StreamingHttpResponse:
    """Raises `Http404`: the batch's own names are the only ones there are."""
    kept = folder.of(settings.OFFLINE, batch.pk)
    if name == LEFT and reading is not None and (kept.path / folder.LEFT).exists():
        pieces, kind = _left(kept, reading), "text/csv; charset=utf-8"
    elif name == NEWS and batch.kind == Batch.Kind.EARLIER and batch.state == Batch.State.DECLARED:
        pieces, kind = _news(batch), "text/csv; charset=utf-8"
    elif name in batch.files and (kept.path / name).exists():
        pieces, kind = kept.pieces(name), mimetypes.guess_type(name)[0] or "application/octet-stream"
    else:
        raise Http404
    shown = f"{batch.petition.slug}-{batch.recorded_at.date().isoformat()}-{name}"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{shown}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(flowing(pieces), content_type=kind, headers=headers)


def _news(batch: Batch) -> Iterator[bytes]:
    yield (BOM + lines([[_("Name"), _("Email address")]])).encode()
    for name, email in people.wanting_news(batch):
        yield lines([[name, email]]).encode()


def _left(kept: folder.Folder, reading: Reading) -> Iterator[bytes]:
    """What would be a formula in a spreadsheet is text."""
    yield (BOM + lines([[_("Line"), _("Why it is left out"), *reading.headings]])).encode()
    with (kept.path / folder.LEFT).open(encoding="utf-8") as file:
        for row in file:
            reason, line, cells = json.loads(row)
            yield lines([[str(line), words.reason(reason), *cells]]).encode()
