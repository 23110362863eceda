"""Rich text as a tree: what stands between the editor's html and a folder's Markdown. Both are made from it.

The tree knows what the editor offers and no more: paragraphs, small headings, lists; bold, italic, links, line breaks.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from markdown_it.common.normalize_url import normalizeLink

BREAK = "\n"

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one style. The text `BREAK` alone is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a heading."""

    kind: str  # p | h3
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Item:
    runs: tuple[Run, ...]
    inner: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    kind: str  # ul | ol
    items: tuple[Item, ...]


Block = Passage | Listing
Document = tuple[Block, ...]


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs in their one normal form: equal styles joined, blanks collapsed and never at the edge of a style."""
    pieces = [piece for run in runs for piece in _pieces(_checked(run))]
    words = [index for index, piece in enumerate(pieces) if not piece.text.isspace()]
    if not words:
        return ()
    pieces = pieces[words[0] : words[-1] + 1]
    groups = [list(group) for _, group in itertools.groupby(pieces, key=lambda piece: piece.text.isspace())]
    flat: list[Run] = []
    for index, group in enumerate(groups):
        flat.extend(_blank(group, groups[index - 1][-1], groups[index + 1][0]) if group[0].text.isspace() else group)
    return tuple(_joined(flat))


def passage(kind: str, runs: Iterable[Run]) -> Passage:
    """A heading is one line: breaks in it are blanks."""
    if kind == "h3":
        runs = [replace(run, text=" ") if run.text == BREAK else run for run in runs]
    return Passage(kind, tidy(runs))


def tidy_blocks(blocks: Iterable[Block]) -> Document:
    """Empty ones are gone; neighbouring lists of one kind are one list."""
    tidied: list[Block] = []
    for block in blocks:
        last = tidied[-1] if tidied else None
        if isinstance(block, Passage):
            if block.runs:
                tidied.append(block)
        elif isinstance(last, Listing) and last.kind == block.kind:
            tidied[-1] = Listing(last.kind, last.items + block.items)
        elif block.items:
            tidied.append(block)
    return tuple(tidied)


def tidy_items(items: Iterable[Item]) -> tuple[Item, ...]:
    """An item without words gives its place to the items below it."""
    tidied: list[Item] = []
    for item in items:
        inner = tuple(block for block in tidy_blocks(item.inner) if isinstance(block, Listing))
        if item.runs:
            tidied.append(Item(item.runs, inner))
        else:
            tidied.extend(lifted for listing in inner for lifted in listing.items)
    return tuple(tidied)


def _checked(run: Run) -> Run:
    return replace(run, href=normalizeLink(run.href)) if run.href else run


def _pieces(run: Run) -> list[Run]:
    """The run cut into blanks before, words, blanks after."""
    if run.text == BREAK:
        return [run]
    text = _CONTROLS.sub("", re.sub(r"[ \t\r\n\f\v]+", " ", run.text))
    words = text.strip()
    if not words:
        return [replace(run, text=text)] if text else []
    start = text.index(words)
    parts = [text[:start], words, text[start + len(words) :]]
    return [replace(run, text=part) for part in parts if part]


def _blank(group: list[Run], before: Run, after: Run) -> list[Run]:
    """Blanks have the style that the words on both sides share: links stand outside, bold within, italic innermost."""
    style = Run("")
    if before.href == after.href:
        style = replace(style, href=before.href)
        if before.bold == after.bold:
            style = replace(style, bold=before.bold, italic=before.italic and after.italic)
    # Beside a line break there are no other blanks.
    breaks = [piece for piece in group if piece.text == BREAK]
    if breaks:
        return [replace(style, text=BREAK) for _ in breaks]
    return [replace(style, text=re.sub(" +", " ", "".join(piece.text for piece in group)))]


def _joined(runs: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and BREAK not in (last.text, run.text) and replace(last, text="") == replace(run, text=""):
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    return joined
