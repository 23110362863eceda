"""Brings a campaign's page and `Content` together: the page as content, and content put onto the page."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.rich_text import expand_db_html

from undersigned.campaigns import disclosure
from undersigned.campaigns.folder import html, media, shape
from undersigned.campaigns.folder.content import SECTIONS, Content, Media, Picture, Section, converted, is_media, text
from undersigned.campaigns.folder.problems import Key
from undersigned.campaigns.models import CampaignPage, plain
from undersigned.campaigns.starts import gaps


def content(page: CampaignPage) -> Content:
    fields = {name: getattr(page, name) for name in _places(page)}
    fields = {name: text(value) if isinstance(value, str) else value for name, value in fields.items()}
    fields["petition_text"] = plain(page.petition_text)
    fields["hero_alt"] = text(page.hero_words)
    fields["privacy_notice"] = _normal(page.privacy_notice)
    hero, logo = (None, None) if page.is_translation else (page.hero_image, page.logo)
    if not page.is_translation:
        fields["hero_is_decorative"] = bool(hero) and page.hero_is_decorative
    return Content(
        fields=fields,
        hero=media.from_row(hero) if hero else None,
        logo=media.from_row(logo) if logo else None,
        sections=[Section(block.block_type, converted(block.block, block.value, _leaf, ())) for block in page.sections],
    )


def put(content: Content, page: CampaignPage, shelf: media.Shelf) -> None:
    """Sets the page's fields; stores the media. Sections that stay in their place keep their ids."""
    for name, value in content.fields.items():
        setattr(page, name, value)
    page.draft_title = page.title
    if not page.is_translation:
        page.hero_image = shelf.image(content.hero) if content.hero else None
        page.logo = shelf.image(content.logo) if content.logo else None
    earlier = list(page.sections.get_prep_value())
    sections = []
    for section in content.sections:
        old = next((block for block in earlier if block["type"] == section.kind), None)
        if old:
            earlier.remove(old)
        value = _raw(SECTIONS[section.kind], section.value, old and old["value"], shelf)
        sections.append({"type": section.kind, "value": value, "id": _id(old)})
    page.sections = sections


def problems(page: CampaignPage, *, is_draft: bool) -> list[tuple[Key, str]]:
    """What the blocks and the page itself find wrong, by the keys of `campaign.toml`."""
    found: list[tuple[Key, str]] = []
    try:
        page.sections.stream_block.clean(page.sections)
    except ValidationError as error:
        found += _spread(error, ("sections",))
    checked = set(_places(page)) - (set(disclosure.FIELDS) if is_draft else set())
    exclude = {field.name for field in CampaignPage._meta.get_fields()} - checked  # noqa: SLF001  (Django documents it)
    try:
        page.full_clean(exclude=exclude)
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            found += [(shape.PLACES.get(name, ()), sentence) for each in errors for sentence in each.messages]
    left = {} if is_draft else gaps.found(gaps.values(page))
    found += [(shape.PLACES.get(name, (name,)), gaps.refusal(each)) for name, each in left.items()]
    return found


def _places(page: CampaignPage) -> dict[str, tuple[str, ...]]:
    return shape.TRANSLATED if page.is_translation else shape.PLACES


def _leaf(block: Any, value: Any, _at: Key) -> Any:
    if isinstance(block, ImageBlock):
        alt = "" if value is None or value.decorative else value.contextual_alt_text or ""
        return Picture(media.from_row(value), alt) if value else None
    if is_media(block):
        return media.from_row(value) if value else None
    if isinstance(block, blocks.RichTextBlock):
        return _normal(value.source if value else "")
    return bool(value) if isinstance(block, blocks.BooleanBlock) else text(value)


def _normal(source: str) -> str:
    """Rich text in its normal form; links to pages of the site are addresses then."""
    return html.write(html.read(expand_db_html(source)))


def _raw(block: Any, value: Any, old: Any, shelf: media.Shelf) -> Any:
    """The value as the database has it; list entries keep the ids of `old`, the value that stood here before."""
    if isinstance(block, blocks.ListBlock):
        olds = [*(old or []), *([None] * len(value))]
        return [
            {
                "type": "item",
                "value": _raw(block.child_block, item, before and before["value"], shelf),
                "id": _id(before),
            }
            for item, before in zip(value, olds, strict=False)
        ]
    if isinstance(value, Picture):
        image = shelf.image(value.media)
        return {"image": image.pk, "alt_text": value.alt, "decorative": not value.alt}
    if isinstance(value, Media):
        return (shelf.image(value) if isinstance(block, ImageChooserBlock) else shelf.document(value)).pk
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        old = old or {}
        return {name: _raw(child, value[name], old.get(name), shelf) for name, child in block.child_blocks.items()}
    return value


def _id(old: Any) -> str:
    return (old and old.get("id")) or str(uuid.uuid4())


def _spread(error: Any, at: Key) -> Iterator[tuple[Key, str]]:
    """The sentences of nested block errors, each with its key."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from ((at, sentence) for sentence in error.messages)
        return
    for name, each in inner.items():
        yield from _spread(each, (*at, "alt" if name == "alt_text" else name))
    for each in error.non_block_errors.as_data():
        yield from ((at, sentence) for sentence in each.messages)
