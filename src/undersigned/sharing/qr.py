"""A QR code as values for a drawing: it prints sharply at any size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white on every side; ISO/IEC 18004 asks for four
# The standard lets the writer choose among eight; looking for the handsomest of them takes most of the time.
MASK = 2


@dataclass(frozen=True, slots=True)
class Drawing:
    side: int  # modules, with the white around
    dark: str  # an SVG path: a stroke, one module wide, along each run of dark modules


def drawing(address: str) -> Drawing:
    """With error correction M: readable with a seventh of it torn off."""
    rows = segno.make_qr(address, error="m", mask=MASK, boost_error=False).matrix
    return Drawing(len(rows) + 2 * QUIET, f"M{QUIET} {QUIET}.5{''.join(_strokes(rows))}")


def svg(code: Drawing) -> str:
    """The drawing as a picture. Black on white in the dark, too: that is what cameras read."""
    side = code.side
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{code.dark}"/></svg>'
    )


def _strokes(rows: Iterable[bytearray]) -> Iterator[str]:
    """Each from where the last one ended: the same small numbers come again and again, so the page stays small."""
    x = y = 0
    for down, row in enumerate(rows):
        for at, length in _runs(row):
            yield f"m{at - x} {down - y}h{length}"
            x, y = at + length, down


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    found, at = [], 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            found.append((at, length))
        at += length
    return found
