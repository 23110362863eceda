"""The published versions of a petition's text, what changed from each to the next, and how many stand under it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, NamedTuple

from django.db.models import Count

from undersigned.signing.models import Signature, Text
from undersigned.transparency import text as canonical_text

FIELDS = ("ask", "addressed_to", "body")
_TOKENS = re.compile(r"\s+|\S+")

Kind = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """`changes`: by field, in paragraphs; of the first version none."""

    number: int  # among those in its language, from 1
    published_at: datetime
    sha256: str
    standing: int
    changes: dict[str, list[list[Piece]]]


def standing(petition_id: int) -> dict[int, int]:
    """How many stand under each version, of all languages. Goes over all signatures."""
    rows = Signature.objects.confirmed().filter(petition_id=petition_id).order_by().values("text_version")
    return dict(rows.annotate(n=Count("*")).values_list("text_version", "n"))


def of(petition_id: int, language: str, standing: Mapping[int, int]) -> list[Version]:
    """In one language, the newest first. One query."""
    rows = list(Text.objects.filter(petition_id=petition_id, language=language).order_by("version"))
    before = [None, *rows][: len(rows)]
    made = [
        Version(
            number,
            row.published_at,
            bytes(row.sha256).hex(),
            standing.get(row.version, 0),
            _changes(old.canonical, row.canonical) if old else {},
        )
        for number, (old, row) in enumerate(zip(before, rows, strict=True), 1)
    ]
    return made[::-1]


def compared(old: str, new: str) -> list[list[Piece]]:
    """Paragraph by paragraph; within one that was changed, word by word."""
    olds, news = old.split("\n\n"), new.split("\n\n")
    paragraphs: list[list[Piece]] = []
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "equal":
            paragraphs += [[Piece("same", one)] for one in olds[a:b]]
            continue
        pairs = min(b - a, d - c)
        paragraphs += [list(_words(olds[a + at], news[c + at])) for at in range(pairs)]
        paragraphs += [[Piece("gone", one)] for one in olds[a + pairs : b]]
        paragraphs += [[Piece("new", one)] for one in news[c + pairs : d]]
    return paragraphs


def _words(old: str, new: str) -> Iterator[Piece]:
    olds, news = _TOKENS.findall(old), _TOKENS.findall(new)
    for kind, a, b, c, d in _runs(olds, news):
        if kind == "equal":
            yield Piece("same", "".join(olds[a:b]))
            continue
        if b > a:
            yield Piece("gone", "".join(olds[a:b]))
        if d > c:
            yield Piece("new", "".join(news[c:d]))


def _runs(olds: Sequence[str], news: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Blanks alone between two changes are part of them: so that a sentence is read once as it was, once as it is."""
    runs: list[tuple[str, int, int, int, int]] = []
    codes = SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(codes):
        is_blank = kind == "equal" and 0 < place < len(codes) - 1 and not "".join(olds[a:b]).strip()
        now = "change" if is_blank or kind != "equal" else "equal"
        if runs and runs[-1][0] == now == "change":
            runs[-1] = (now, runs[-1][1], b, runs[-1][3], d)
        else:
            runs.append((now, a, b, c, d))
    return runs


@lru_cache(maxsize=64)
def _changes(old: str, new: str) -> dict[str, list[list[Piece]]]:
    """Of those fields that are not as they were."""
    before, after = canonical_text.fields(old), canonical_text.fields(new)
    return {name: compared(before[name], after[name]) for name in FIELDS if before[name] != after[name]}
