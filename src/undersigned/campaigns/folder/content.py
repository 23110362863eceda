"""A campaign as plain values, apart from page and folder alike: what both are compared by and made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from undersigned.campaigns.folder.problems import Key
from undersigned.campaigns.sections import Sections
from undersigned.retention.terms import Terms

SECTIONS: Mapping[str, blocks.StructBlock] = Sections().child_blocks


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a film or captions. Two are the same if their bytes are, whatever they are called."""

    digest: str  # SHA-1 in hexadecimal, as Wagtail keeps it
    name: str = field(compare=False)  # with its extension: hero.png
    open: Callable[[], BinaryIO] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    media: Media
    alt: str  # empty: the picture only decorates


@dataclass(frozen=True, slots=True)
class Section:
    kind: str
    value: dict[str, Any]  # by the block's own names: texts, truth values, `Media`, `Picture`, lists of such dicts


@dataclass(frozen=True, slots=True)
class Content:
    """`fields`: the page's own, rich text as html in its normal form. A translation has its words alone.

    `keeps`: for how long, which is no part of the page. None: not said.
    """

    fields: dict[str, Any]
    hero: Media | None
    logo: Media | None
    sections: list[Section]
    keeps: Terms | None = field(default=None, compare=False)


def converted(block: Any, value: Any, leaf: Callable[[Any, Any, Key], Any], at: Key) -> Any:
    """`value` of `block` with each leaf changed by `leaf(block, value, at)`; what is missing is asked for as None."""
    if isinstance(block, blocks.ListBlock):
        return [converted(block.child_block, item, leaf, (*at, index)) for index, item in enumerate(value or [])]
    if isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
        value = value or {}
        return {
            name: converted(child, value.get(name), leaf, (*at, name)) for name, child in block.child_blocks.items()
        }
    return leaf(block, value, at)


def is_media(block: Any) -> bool:
    return isinstance(block, (ImageChooserBlock, DocumentChooserBlock))


def text(value: Any) -> str:
    """Words as they are compared: lines end in LF."""
    return str(value or "").replace("\r\n", "\n").replace("\r", "\n")
