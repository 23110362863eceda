"""Gaps in a campaign's words: "[✎ what the bill would do]" stands until somebody writes it.

The pencil tells them from other words in square brackets, which a text may well have.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db.models import TextField
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import RichTextField

from undersigned.campaigns.sections import Sections

RICH, LINES, LINE = "rich text", "several lines", "one line"
_GAP = re.compile(r"\[✎[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Gap:
    """`mark`: as it stands in the words; `asks`: what is to be written there."""

    mark: str
    asks: str


def gap(asks: str) -> str:
    return f"[✎ {asks}]"


def found(values: Mapping[str, Any]) -> dict[str, list[Gap]]:
    """By the name of the field, in the order of the words, each once."""
    by_field = {name: list(dict.fromkeys(_gaps(value))) for name, value in values.items()}
    return {name: gaps for name, gaps in by_field.items() if gaps}


def values(page: Any) -> dict[str, Any]:
    """All that stands on the page, for `found`."""
    fields = page._meta.concrete_fields  # noqa: SLF001  (Django documents it)
    own = [field.name for field in fields if field.model is type(page) and not field.is_relation]
    return {name: getattr(page, name) for name in ("title", *own)}


def refusal(gaps: Iterable[Gap]) -> str:
    """What the organiser reads who would publish them."""
    asked = " ".join(f"[{gap.asks}]" for gap in gaps)
    return _("This is still to be written: %(gaps)s. Write it, or take it out.") % {"gaps": asked}


def fill(page: Any, words: Mapping[str, str]) -> None:
    """Puts `words` in the place of each mark, in all fields and sections of the page. Not saved."""
    for name, value in values(page).items():
        if isinstance(value, str):
            field = page._meta.get_field(name)  # noqa: SLF001  (Django documents it)
            kind = RICH if isinstance(field, RichTextField) else LINES if isinstance(field, TextField) else LINE
            setattr(page, name, _filled(value, words, kind))
    kinds = Sections().child_blocks
    page.sections = [
        {**section, "value": _mapped(kinds[section["type"]], section["value"], words)}
        for section in page.sections.get_prep_value()
    ]


def _gaps(value: Any) -> Iterator[Gap]:
    for text in _texts(value):
        for mark in _GAP.findall(text):
            yield Gap(mark, strip_tags(mark)[2:-1].strip())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, blocks.StreamValue):
        yield from _texts([section["value"] for section in value.get_prep_value()])
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _mapped(block: Any, value: Any, words: Mapping[str, str]) -> Any:
    """A section's value as the database has it, filled."""
    if isinstance(block, blocks.ListBlock):
        return [{**item, "value": _mapped(block.child_block, item["value"], words)} for item in value]
    if isinstance(value, dict) and isinstance(block, blocks.StructBlock):
        children = block.child_blocks
        return {
            name: _mapped(children[name], inner, words) if name in children else inner for name, inner in value.items()
        }
    if not isinstance(value, str):
        return value
    is_rich, has_lines = isinstance(block, blocks.RichTextBlock), isinstance(block, blocks.TextBlock)
    return _filled(value, words, RICH if is_rich else LINES if has_lines else LINE)


def _filled(text: str, words: Mapping[str, str], kind: str) -> str:
    for mark, written in words.items():
        if kind == LINES:
            text = text.replace(mark, written)
        elif kind == LINE:
            text = text.replace(mark, " ".join(written.split()))
        else:
            text = _filled_rich(text, mark, escape(written, quote=False))
    return text


def _filled_rich(html: str, mark: str, written: str) -> str:
    """Where a gap is a whole paragraph, what is written there may be several."""
    paragraphs = "".join(f"<p>{' '.join(part.split())}</p>" for part in written.split("\n\n"))
    html = re.sub(rf"<p[^>]*>{re.escape(mark)}</p>", lambda _found: paragraphs, html)
    return html.replace(mark, " ".join(written.split()))
