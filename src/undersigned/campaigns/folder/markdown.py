"""Rich text: the Markdown of a folder, to and from the tree of `prose`.

What is written here reads back as the same tree, whatever signs are in the words; the tests try it with any.
"""

import itertools
import re
import string
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.token import Token

from undersigned.campaigns.folder.prose import (
    BREAK,
    Block,
    Document,
    Item,
    Listing,
    Passage,
    Run,
    passage,
    tidy,
    tidy_blocks,
    tidy_items,
)

_PARSER = MarkdownIt("commonmark", {"html": False})

_STYLE_CHANGES: dict[str, dict[str, Any]] = {
    "strong_open": {"bold": True},
    "strong_close": {"bold": False},
    "em_open": {"italic": True},
    "em_close": {"italic": False},
    "link_close": {"href": ""},
}
_WORDS = {"text": "", "softbreak": " ", "hardbreak": BREAK}  # empty: the token's own
_REFUSED = {
    "blockquote_open": gettext_lazy("A quotation with > cannot stand here: write it as a paragraph."),
    "code_block": gettext_lazy("Four blanks before a line mean program code: take the blanks away."),
    "code_inline": gettext_lazy("Program code cannot stand here: take the signs ` away."),
    "fence": gettext_lazy("Program code cannot stand here: take the lines with ``` away."),
    "hr": gettext_lazy("A line across the page cannot stand here: take it away."),
    "image": gettext_lazy('A picture cannot stand in a text: give it a section of its own, type = "image".'),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that rich text cannot hold, and the line where it stands (the first is 1)."""

    line: int
    sentence: str


def read(markdown: str) -> tuple[Document, list[Problem]]:
    reader = _Reader(_PARSER.parse(markdown))
    blocks = reader.blocks(end="")
    return tidy_blocks(blocks), reader.problems


def write(document: Document) -> str:
    """Ends with a line feed unless empty."""
    parts = [_block(block) for block in document]
    return "\n\n".join(parts) + "\n" if parts else ""


class _Reader:
    """Walks the parser's flat tokens; `problems` gathers what has no place in rich text."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self.problems: list[Problem] = []

    def blocks(self, *, end: str) -> list[Block]:
        """The blocks up to the token `end`, which is taken too."""
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == end:
                break
            if token.type == "paragraph_open":
                found.append(Passage("p", self._inline("paragraph_close")))
            elif token.type == "heading_open":
                found.append(self._heading(token))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                found.append(self._list(token))
            else:
                self._refuse(token)
        return found

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _heading(self, token: Token) -> Passage:
        if token.tag != "h3":
            self._problem(token, _("Write headings with three signs: ### Heading. The larger ones are the page's own."))
        return passage("h3", self._inline("heading_close"))

    def _list(self, token: Token) -> Listing:
        kind = "ul" if token.type == "bullet_list_open" else "ol"
        items = []
        while self._next_is("list_item_open"):
            items.append(self._item(self._next()))
        self._next()
        return Listing(kind, tidy_items(items))

    def _next_is(self, kind: str) -> bool:
        return self._tokens[self._at].type == kind

    def _item(self, token: Token) -> Item:
        blocks = self.blocks(end="list_item_close")
        passages = [block for block in blocks if isinstance(block, Passage)]
        if len(passages) > 1 or any(passage.kind != "p" for passage in passages):
            self._problem(token, _("A point of a list can have one paragraph only."))
        words = passages[0].runs if passages else ()
        return Item(words, tuple(block for block in blocks if isinstance(block, Listing)))

    def _inline(self, end: str) -> tuple[Run, ...]:
        runs: list[Run] = []
        token = self._next()
        while token.type != end:
            runs.extend(self._runs(token))
            token = self._next()
        return tidy(runs)

    def _runs(self, inline: Token) -> list[Run]:
        runs: list[Run] = []
        style = Run("")
        for token in inline.children or []:
            change = _STYLE_CHANGES.get(token.type)
            if change:
                style = replace(style, **change)
            elif token.type == "link_open":
                style = replace(style, href=str(token.attrGet("href") or ""))
            elif token.type in _WORDS:
                runs.append(replace(style, text=_WORDS[token.type] or token.content))
            else:
                self._problem(inline, _sentence(token))
        return runs

    def _refuse(self, token: Token) -> None:
        if token.nesting >= 0:
            self._problem(token, _sentence(token))
        if token.nesting == 1:
            self.blocks(end=token.type.replace("_open", "_close"))

    def _problem(self, token: Token, sentence: str) -> None:
        self.problems.append(Problem((token.map or [0])[0] + 1, sentence))


def _sentence(token: Token) -> str:
    known = _REFUSED.get(token.type)
    return str(known) if known else _("This cannot stand in a text: %(what)s.") % {"what": token.type}


def _block(block: Block) -> str:
    if isinstance(block, Listing):
        return "\n".join(_item(item, number, block.kind) for number, item in enumerate(block.items, start=1))
    return ("### " if block.kind == "h3" else "") + _inline(block.runs)


def _item(item: Item, number: int, kind: str) -> str:
    marker = f"{number}. " if kind == "ol" else "- "
    lines = "\n".join([_inline(item.runs), *(_block(inner) for inner in item.inner)]).split("\n")
    return marker + f"\n{' ' * len(marker)}".join(lines)


def _inline(runs: tuple[Run, ...]) -> str:
    """The plainest spelling that reads back as it was: marks beside letters sometimes need the letters as numbers."""
    for spelled in (_spelled(runs, as_numbers=False), _spelled(runs, as_numbers=True)):
        document, _problems = read(spelled)
        if document == (Passage("p", runs),):
            return spelled
    return _spelled(tidy(replace(run, bold=False, italic=False) for run in runs), as_numbers=False)


def _spelled(runs: tuple[Run, ...], *, as_numbers: bool) -> str:
    """`as_numbers`: letters outside of a mark and next to it are written like `&#97;`, which counts as punctuation."""
    text = ""
    for href, linked in itertools.groupby(runs, key=lambda run: run.href):
        inner = _strong(list(linked), as_numbers=as_numbers)
        if href and text.endswith("!"):
            text = text[:-1] + "\\!"  # `![` would be a picture
        text += f"[{inner}]({_destination(href)})" if href else inner
    return "\n".join(_line(line) for line in text.split("\n"))


def _strong(runs: list[Run], *, as_numbers: bool) -> str:
    groups = [(is_bold, list(group)) for is_bold, group in itertools.groupby(runs, key=lambda run: run.bold)]
    parts = [(is_bold, _emphasised(group, as_numbers=as_numbers)) for is_bold, group in groups]
    return _marked(parts, mark="**", as_numbers=as_numbers)


def _emphasised(runs: list[Run], *, as_numbers: bool) -> str:
    groups = itertools.groupby(runs, key=lambda run: run.italic)
    parts = [(is_italic, "".join(_escaped(run) for run in group)) for is_italic, group in groups]
    return _marked(parts, mark="_", as_numbers=as_numbers)


def _marked(parts: list[tuple[bool, str]], *, mark: str, as_numbers: bool) -> str:
    text = ""
    for index, (is_marked, words) in enumerate(parts):
        if is_marked:
            text += f"{mark}{words}{mark}"
            continue
        has_before, has_after = index > 0, index < len(parts) - 1
        text += _numbered(words, first=has_before, last=has_after) if as_numbers else words
    return text


def _numbered(words: str, *, first: bool, last: bool) -> str:
    if first and _may_be_a_letter(words[0]):
        words = f"&#{ord(words[0])};{words[1:]}"
    if last and _may_be_a_letter(words[-1]):
        words = f"{words[:-1]}&#{ord(words[-1])};"
    return words


def _may_be_a_letter(sign: str) -> bool:
    return not sign.isspace() and sign not in string.punctuation


def _escaped(run: Run) -> str:
    if run.text == BREAK:
        return "\\\n"
    return _ENTITY.sub(r"\\&", _SPECIAL.sub(r"\\\1", run.text))


def _line(line: str) -> str:
    """Signs that would begin a list, a heading, a quotation, a rule."""
    return _NUMBER.sub(r"\1\\\2", _MARKER.sub(r"\\\1", line))


def _destination(href: str) -> str:
    if re.search(r"[\s()<>\\]", href):
        href = "<" + re.sub(r"([<>\\])", r"\\\1", href) + ">"
    return _ENTITY.sub(r"\\&", href)


_SPECIAL = re.compile(r"([\\`*_\[\]<])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKER = re.compile(r"^(#(?=#{0,5}(?:\s|$))|[-+](?=\s|$|-)|[>=~])")
_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
