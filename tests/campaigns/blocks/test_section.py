"""What holds for all sections: their lengths, their rich text, their place in the block picker."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from wagtail import blocks

from tests.campaigns.blocks import refusals
from undersigned.campaigns.blocks.faq import Faq
from undersigned.campaigns.blocks.section import RICH_TEXT_FEATURES
from undersigned.campaigns.blocks.share import Share
from undersigned.campaigns.blocks.text import Text
from undersigned.campaigns.blocks.voices import Voices
from undersigned.campaigns.sections import Sections

SECTIONS: dict[str, Any] = Sections().child_blocks


def inner(block: Any) -> list[Any]:
    """The block and all blocks in it."""
    if isinstance(block, blocks.ListBlock):
        return [block, *inner(block.child_block)]
    children = getattr(block, "child_blocks", {}).values()
    return [block, *(each for child in children for each in inner(child))]


def depth(block: Any) -> int:
    """How many tables of fields stand in one another; the choice of a picture with its words is one field."""
    if isinstance(block, blocks.ListBlock):
        return depth(block.child_block)
    children = getattr(block, "child_blocks", {}).values()
    is_table = isinstance(block, blocks.StructBlock) and type(block).__name__ != "ImageBlock"
    return int(is_table) + max((depth(child) for child in children), default=0)


def test_the_sections_are_these_and_their_names_are_for_good() -> None:
    assert list(SECTIONS) == [
        "text",
        "image",
        "voices",
        "timeline",
        "videos",
        "cases",
        "provisions",
        "share",
        "faq",
    ]


def test_no_section_is_nested_deeper_than_two_levels() -> None:
    assert {name: depth(block) for name, block in SECTIONS.items() if depth(block) > 2} == {}


def test_rich_text_offers_the_same_few_things_everywhere_and_no_html() -> None:
    found = [block for section in SECTIONS.values() for block in inner(section)]
    rich = [block for block in found if isinstance(block, blocks.RichTextBlock)]

    assert RICH_TEXT_FEATURES == ["bold", "italic", "link", "ul", "ol", "h3"]
    assert [block.features for block in rich] == [RICH_TEXT_FEATURES] * 2
    assert [block for block in found if isinstance(block, blocks.RawHTMLBlock)] == []


def test_every_text_has_a_longest_length() -> None:
    endless = [
        f"{name}.{block.name}"
        for name, section in SECTIONS.items()
        for block in inner(section)
        if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock)
        and block.field.max_length is None
        and block.name != "alt_text"
    ]

    assert endless == []


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_says_what_it_is_for_and_has_a_template_of_its_name(name: str) -> None:
    block = SECTIONS[name]

    assert block.meta.template == f"campaigns/blocks/{name}.html"
    assert str(block.meta.group) in {"Story", "Facts", "Media"}
    assert block.get_description() != ""


@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "image"])
def test_the_block_picker_shows_each_section_with_words_of_its_own(name: str) -> None:
    block = SECTIONS[name]
    value = block.get_preview_value()
    context = block.get_preview_context(value, {"bound_block": block.bind(value), "block_def": block})

    html = render_to_string(block.get_preview_template(value, context), context)

    assert block.is_previewable
    assert f"<h2>{value['heading']}</h2>" in html


def test_a_picture_is_not_previewed_since_there_is_none_to_show() -> None:
    assert not SECTIONS["image"].is_previewable


@pytest.mark.parametrize(
    ("block", "value", "refusal"),
    [
        (Text(), {"heading": "", "body": "<p>x</p>"}, {"heading": "This field is required."}),
        (Text(), {"heading": "Why", "body": ""}, {"body": "This field is required."}),
        (
            Text(),
            {"heading": "x" * 121, "body": "<p>x</p>"},
            {"heading": "Ensure this value has at most 120 characters (it has 121)."},
        ),
        (
            Voices(),
            {"heading": "Voices", "intro": "x" * 601},
            {"intro": "Ensure this value has at most 600 characters (it has 601)."},
        ),
        (
            Share(),
            {"heading": "Share", "text": "x" * 601},
            {"text": "Ensure this value has at most 600 characters (it has 601)."},
        ),
        (Faq(), {"heading": "Questions", "questions": []}, {"questions": {"": "The minimum number of items is 1"}}),
        (
            Faq(),
            {"heading": "Questions", "questions": [{"question": "Why?", "answer": ""}]},
            {"questions": {0: {"answer": "This field is required."}}},
        ),
    ],
)
def test_what_is_missing_or_too_long_is_refused(
    block: blocks.Block, value: dict[str, Any], refusal: dict[str, Any]
) -> None:
    assert refusals.of(block, value) == refusal
