"""Rich text: html as the editor keeps it, to and from the tree of `prose`."""

import itertools
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

from undersigned.campaigns.folder.prose import (
    BREAK,
    Block,
    Document,
    Item,
    Listing,
    Run,
    passage,
    tidy_blocks,
    tidy_items,
)

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BOLD, _ITALIC = {"b", "strong"}, {"i", "em"}


def write(document: Document) -> str:
    return "".join(_block(block) for block in document)


def read(html: str) -> Document:
    """Tags that the editor does not offer are read as the words in them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_passage()
    return tidy_blocks(reader.blocks)


def _block(block: Block) -> str:
    if isinstance(block, Listing):
        items = "".join(f"<li>{_inline(item.runs)}{write(item.inner)}</li>" for item in block.items)
        return f"<{block.kind}>{items}</{block.kind}>"
    return f"<{block.kind}>{_inline(block.runs)}</{block.kind}>"


def _inline(runs: tuple[Run, ...]) -> str:
    """Links outside, bold within, italic innermost."""
    html = ""
    for href, linked in itertools.groupby(runs, key=lambda run: run.href):
        inner = ""
        for is_bold, strong in itertools.groupby(linked, key=lambda run: run.bold):
            words = "".join(_words(run) for run in strong)
            inner += f"<b>{words}</b>" if is_bold else words
        html += f'<a href="{escape(href)}">{inner}</a>' if href else inner
    return html


def _words(run: Run) -> str:
    words = "<br/>" if run.text == BREAK else escape(run.text, quote=False)
    return f"<i>{words}</i>" if run.italic else words


def _switched(style: Run, tag: str, *, is_on: bool) -> Run:
    return replace(style, bold=is_on) if tag in _BOLD else replace(style, italic=is_on)


class _Reader(HTMLParser):
    """Gathers `blocks`. `_lists` are the lists that are open, the innermost last, each with its items so far."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._kind = "p"
        self._style = Run("")
        self._lists: list[tuple[str, list[Item]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BOLD | _ITALIC:
            self._style = _switched(self._style, tag, is_on=True)
        elif tag == "a":
            self._style = replace(self._style, href=dict(attrs).get("href") or "")
        elif tag == "br":
            self._runs.append(replace(self._style, text=BREAK))
        elif tag in ("ul", "ol"):
            self.end_passage()
            self._lists.append((tag, []))
        elif tag in ("p", "li") or tag in _HEADINGS:
            self.end_passage()
            self._kind = "h3" if tag in _HEADINGS else "p"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BOLD | _ITALIC:
            self._style = _switched(self._style, tag, is_on=False)
        elif tag == "a":
            self._style = replace(self._style, href="")
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag in ("p", "li") or tag in _HEADINGS:
            self.end_passage()

    def handle_data(self, data: str) -> None:
        self._runs.append(replace(self._style, text=data))

    def end_passage(self) -> None:
        words = passage(self._kind, self._runs)
        self._runs, self._kind = [], "p"
        if not words.runs:
            return
        if self._lists:
            self._lists[-1][1].append(Item(words.runs))
        else:
            self.blocks.append(words)

    def _end_list(self) -> None:
        self.end_passage()
        if not self._lists:
            return
        kind, items = self._lists.pop()
        listing = Listing(kind, tidy_items(items))
        if not self._lists:
            self.blocks.append(listing)
        elif self._lists[-1][1]:
            owner = self._lists[-1][1][-1]
            self._lists[-1][1][-1] = Item(owner.runs, (*owner.inner, listing))
        else:
            self._lists[-1][1].append(Item((), (listing,)))
