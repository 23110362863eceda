"""What all sections share: how they are tried out in the block picker, how they refuse, which rich text they take."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns import specimen

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol", "h3"]

HEADING_LENGTH = 120
INTRO_LENGTH = 600

STORY = _("Story")
FACTS = _("Facts")
MEDIA = _("Media")


class Section(blocks.StructBlock):
    """One section of the page. It opens with `heading`, which also names it in the page's own menu."""

    class Meta:
        label_format = "{heading}"
        preview_template = "campaigns/block_preview.html"

    def get_preview_context(self, _value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**(parent_context or {}), "campaign": specimen.campaign(), "voices": specimen.voices()}


class Refused(blocks.StructBlockValidationError):
    """The fields of one block that cannot stay as they are, each with a sentence for the organiser."""

    def __init__(self, sentences: dict[str, Any]) -> None:
        super().__init__(block_errors={field: ValidationError(sentence) for field, sentence in sentences.items()})


def heading(**options: Any) -> blocks.CharBlock:
    return blocks.CharBlock(
        **{"max_length": HEADING_LENGTH, "label": _("Heading"), **options},
    )


def intro(**options: Any) -> blocks.TextBlock:
    return blocks.TextBlock(
        **{"max_length": INTRO_LENGTH, "required": False, "rows": 3, "label": _("Introduction"), **options},
    )


def source_label(**options: Any) -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Source"),
        help_text=_("Where this can be read, as you would name it: a newspaper and its date, a law, a court record."),
        **options,
    )


def https_url(**options: Any) -> blocks.URLBlock:
    """An address of the web that is encrypted; everything a page links to."""
    sentence = _("Give a whole address that begins with https://.")
    return blocks.URLBlock(
        required=False,
        max_length=500,
        validators=[URLValidator(schemes=["https"], message=sentence, code="not-https")],
        **options,
    )


def source_url() -> blocks.URLBlock:
    return https_url(label=_("Link to the source"), help_text=_("Leave it empty if the source is not on the web."))


def unnamed_source(value: dict[str, Any]) -> dict[str, Any]:
    """The problem of a link without the words that are to carry it."""
    if value.get("source_url") and not value.get("source_label"):
        return {"source_label": _("Name the source that this link leads to.")}
    return {}
