"""The shape of `campaign.toml` and `samples.toml`: which keys there are, and of what kind their values."""

from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from undersigned.campaigns.folder.content import SECTIONS
from undersigned.campaigns.folder.problems import Key


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Hero(Shape):
    image: str = ""
    alt: str = ""


class Petition(Shape):
    addressed_to: str = ""
    text: str = ""  # the name of a file
    recipient_gets: str = ""
    postcode_style: Literal["us", "uk", "es", "any"] = "us"
    updates_offer: bool = True
    target: int | None = None
    closes_at: datetime | None = None
    closed_words: str = ""


class Sponsor(Shape):
    name: str = ""
    paid_for_by: str = ""
    contact_email: str = ""
    postal_address: str = ""
    privacy_notice: str = ""  # the name of a file


class Letters(Shape):
    sender_name: str = ""
    sender_address: str = ""
    confirm_subject: str = ""
    confirm_words: str = ""
    already_subject: str = ""
    already_words: str = ""


class Share(Shape):
    words: str = ""


class Campaign(Shape):
    ask: str
    slug: str
    deck: str = ""
    language: Literal["en", "es"] = "en"
    hero: Hero = Hero()
    petition: Petition = Petition()
    sponsor: Sponsor = Sponsor()
    letters: Letters = Letters()
    share: Share = Share()
    sections: list[dict[str, Any]] = []


class Remark(Shape):
    shown_as: str = Field(min_length=1, max_length=60)
    words: str = Field(min_length=1, max_length=400)


class Samples(Shape):
    signatures: int = Field(default=0, ge=0, le=1_000_000)
    remarks: list[Remark] = []


# Where each field of the page stands in `campaign.toml`; files and the picture are apart.
PLACES: dict[str, tuple[str, ...]] = {
    "title": ("ask",),
    "slug": ("slug",),
    "deck": ("deck",),
    "language": ("language",),
    "addressed_to": ("petition", "addressed_to"),
    "petition_text": ("petition", "text"),
    "recipient_gets": ("petition", "recipient_gets"),
    "postcode_style": ("petition", "postcode_style"),
    "updates_offer": ("petition", "updates_offer"),
    "target": ("petition", "target"),
    "closes_at": ("petition", "closes_at"),
    "closed_words": ("petition", "closed_words"),
    "sponsor": ("sponsor", "name"),
    "paid_for_by": ("sponsor", "paid_for_by"),
    "contact_email": ("sponsor", "contact_email"),
    "postal_address": ("sponsor", "postal_address"),
    "privacy_notice": ("sponsor", "privacy_notice"),
    "sender_name": ("letters", "sender_name"),
    "sender_address": ("letters", "sender_address"),
    "confirm_subject": ("letters", "confirm_subject"),
    "confirm_words": ("letters", "confirm_words"),
    "already_subject": ("letters", "already_subject"),
    "already_words": ("letters", "already_words"),
    "share_words": ("share", "words"),
}


def section(kind: str) -> type[BaseModel]:
    """The shape of one kind of section, from its block: a new block needs nothing here."""
    return _struct(SECTIONS[kind], type=(str, ...))


def problems(model: type[BaseModel], data: Any, at: Key = ()) -> list[tuple[Key, str]]:
    """The key and a sentence for each value that does not fit `model`."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [((*at, *detail["loc"]), _sentence(detail)) for detail in error.errors()]
    return []


def _struct(block: Any, **more: Any) -> type[BaseModel]:
    fields = {name: _field(child) for name, child in block.child_blocks.items()}
    return create_model(type(block).__name__, __base__=Shape, **more, **fields)


def _field(block: Any) -> Any:
    """The type of one key, and its default. What is missing, the block itself will say."""
    if isinstance(block, ImageBlock):
        return (_Picture | None, None)
    if isinstance(block, blocks.ListBlock):
        entries: Any = list[_struct(block.child_block)]  # type: ignore[misc]  # a model that is made while running
        return (entries, [])
    if isinstance(block, blocks.StructBlock):
        return (_struct(block) | None, None)
    return (bool, False) if isinstance(block, blocks.BooleanBlock) else (str, "")


class _Picture(Shape):
    file: str
    alt: str = ""


def _sentence(detail: ErrorDetails) -> str:
    sentences = {
        "extra_forbidden": _("There is no such key here. Look for a slip of the pen, or take it away."),
        "missing": _("This key is missing."),
        "string_type": _("Put this between quotation marks: it is a text."),
        "bool_type": _("Write true or false, without quotation marks."),
        "int_type": _("Write a whole number, without quotation marks."),
        "datetime_type": _("Write a date and a time without quotation marks, like 2027-03-31 18:00:00."),
        "list_type": _("This is a list: begin each entry with a line in double square brackets."),
        "dict_type": _("This is a table: it has keys of its own below a line in square brackets."),
        "model_type": _("This is a table: it has keys of its own below a line in square brackets."),
        "literal_error": _("This can be %(choices)s.") % {"choices": (detail.get("ctx") or {}).get("expected", "")},
    }
    return sentences.get(detail["type"], detail["msg"])
