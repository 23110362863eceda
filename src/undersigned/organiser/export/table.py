"""A file of signatures as CSV (RFC 4180) or workbook, made piece by piece: memory stays the same, however many."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

from asgiref.sync import sync_to_async

from undersigned.delivery import streamed
from undersigned.delivery.cells import BOM, lines
from undersigned.organiser.export.layouts import Layout
from undersigned.signing import roll


async def pieces(petition_id: int, layout: Layout) -> AsyncIterator[bytes]:
    """CSV: the heading, then `roll.AT_ONCE` rows at a time. Read as they stand in that moment."""
    yield (BOM + lines([_heading(layout)])).encode()
    after = 0
    while found := await sync_to_async(roll.entries)(petition_id, after=after, only_updates=layout.only_updates):
        yield lines([cell(entry) for _, cell in layout.columns] for entry in found if layout.takes(entry)).encode()
        after = found[-1].number


def workbook(petition_id: int, layout: Layout, *, at: datetime) -> Iterator[bytes]:
    """The same rows as XLSX. Asks the database: to be read off the event loop."""
    return streamed.workbook(_heading(layout), _rows(petition_id, layout), at=at)


def _rows(petition_id: int, layout: Layout) -> Iterator[list[str]]:
    after = 0
    while found := roll.entries(petition_id, after=after, only_updates=layout.only_updates):
        yield from ([cell(entry) for _, cell in layout.columns] for entry in found if layout.takes(entry))
        after = found[-1].number


def _heading(layout: Layout) -> list[str]:
    return [heading for heading, _ in layout.columns]
