"""The shape of `campaign.toml`, of its translations and of `samples.toml`: which keys there are, and what kinds."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from undersigned.campaigns.folder.content import SECTIONS
from undersigned.campaigns.folder.problems import Key
from undersigned.campaigns.languages import names
from undersigned.campaigns.languages.fields import WORDS
from undersigned.retention.terms import LONGEST, PRESETS, Terms


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Hero(Shape):
    image: str = ""
    alt: str = ""
    decorative: bool = False


class Look(Shape):
    action: str = ""
    accent: str = ""
    headings: Literal["serif", "sans", "slab"] = "serif"
    logo: str = ""


class Petition(Shape):
    addressed_to: str = ""
    text: str = ""  # the name of a file
    recipient_gets: str = ""
    postcode_style: Literal["us", "uk", "es", "any"] = "us"
    updates_offer: bool = True
    names_offer: bool = True
    target: int | None = None
    closes_at: datetime | None = None
    closed_words: str = ""


class Sponsor(Shape):
    name: str = ""
    paid_for_by: str = ""
    contact_email: str = ""
    postal_address: str = ""
    privacy_notice: str = ""  # the name of a file


class Data(Shape):
    hands_over: Literal["", "count", "names", "postcodes"] = ""
    purpose: str = ""
    deleted_when: str = ""
    kept_in: str = ""
    officer: str = ""
    authority: str = ""
    further_purposes: str = ""
    sealed_to: str = ""


class Letters(Shape):
    sender_name: str = ""
    sender_address: str = ""
    confirm_subject: str = ""
    confirm_words: str = ""
    already_subject: str = ""
    already_words: str = ""


class Share(Shape):
    words: str = ""
    whatsapp: str = ""
    sms: str = ""
    post: str = ""
    email_subject: str = ""
    email_words: str = ""


class Outcome(Shape):
    delivered_on: date | None = None
    delivered_to: str = ""
    delivered_count: int | None = None
    delivered_words: str = ""
    answered_on: date | None = None
    answered_by: str = ""
    answered_words: str = ""
    answered_link: str = ""
    decided_on: date | None = None
    decision: Literal["", "granted", "partly", "not-granted", "other"] = ""
    decision_words: str = ""


def _language(value: str) -> str:
    known = [code for code, _ in names.choices()]
    if value not in known:
        raise PydanticCustomError("literal_error", "unknown language", {"expected": ", ".join(known)})
    return value


def _days(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= LONGEST:
        raise PydanticCustomError("days", "{told}", {"told": _("Write a number of days, from 1 to 3650.")})
    return value


_Days = Annotated[int | None, AfterValidator(_days)]


class Retention(Shape):
    preset: Literal["", "usual", "delivery", "eci", "uk", "count"] = ""  # `retention.terms.PRESETS`
    after_close: _Days = None
    after_delivery: _Days = None
    addresses: _Days = None

    @model_validator(mode="after")
    def _is_one_choice(self) -> Self:
        own = (self.after_close, self.after_delivery, self.addresses)
        told = ""
        if self.preset and any(own):
            told = _("Name a preset, or days of your own: not both.")
        elif any(own) and not self.after_close:
            told = _("Say in after_close after how many days at the latest.")
        elif self.addresses and self.addresses <= (self.after_close or 0):
            told = _("The addresses cannot go before the signature that they are in: give them more days.")
        if told:
            raise PydanticCustomError("retention", "{told}", {"told": told})
        return self


def terms(table: dict[str, Any] | None) -> Terms | None:
    """What `Retention` says, as the rules know it. None: nothing."""
    given = {name: value for name, value in (table or {}).items() if value}
    if not given:
        return None
    return PRESETS[given["preset"]] if "preset" in given else Terms(**given)


class Campaign(Shape):
    ask: str
    slug: str
    deck: str = ""
    language: Annotated[str, AfterValidator(_language)] = "en"
    hero: Hero = Hero()
    petition: Petition = Petition()
    sponsor: Sponsor = Sponsor()
    data: Data = Data()
    letters: Letters = Letters()
    share: Share = Share()
    look: Look = Look()
    outcome: Outcome = Outcome()
    retention: Retention = Retention()
    sections: list[dict[str, Any]] = []


class Remark(Shape):
    shown_as: str = Field(min_length=1, max_length=60)
    words: str = Field(min_length=1, max_length=400)


class Samples(Shape):
    signatures: int = Field(default=0, ge=0, le=1_000_000)
    remarks: list[Remark] = []


# Where each field of the page stands in `campaign.toml`; pictures are apart.
PLACES: dict[str, tuple[str, ...]] = {
    "title": ("ask",),
    "slug": ("slug",),
    "deck": ("deck",),
    "hero_alt": ("hero", "alt"),
    "hero_is_decorative": ("hero", "decorative"),
    "language": ("language",),
    "addressed_to": ("petition", "addressed_to"),
    "petition_text": ("petition", "text"),
    "recipient_gets": ("petition", "recipient_gets"),
    "postcode_style": ("petition", "postcode_style"),
    "updates_offer": ("petition", "updates_offer"),
    "names_offer": ("petition", "names_offer"),
    "target": ("petition", "target"),
    "closes_at": ("petition", "closes_at"),
    "closed_words": ("petition", "closed_words"),
    "sponsor": ("sponsor", "name"),
    "paid_for_by": ("sponsor", "paid_for_by"),
    "contact_email": ("sponsor", "contact_email"),
    "postal_address": ("sponsor", "postal_address"),
    "privacy_notice": ("sponsor", "privacy_notice"),
    "hands_over": ("data", "hands_over"),
    "purpose": ("data", "purpose"),
    "deleted_when": ("data", "deleted_when"),
    "kept_in": ("data", "kept_in"),
    "data_officer": ("data", "officer"),
    "authority": ("data", "authority"),
    "further_purposes": ("data", "further_purposes"),
    "sealed_to": ("data", "sealed_to"),
    "sender_name": ("letters", "sender_name"),
    "sender_address": ("letters", "sender_address"),
    "confirm_subject": ("letters", "confirm_subject"),
    "confirm_words": ("letters", "confirm_words"),
    "already_subject": ("letters", "already_subject"),
    "already_words": ("letters", "already_words"),
    **{f"share_{name}": ("share", name) for name in Share.model_fields},
    "action_colour": ("look", "action"),
    "accent_colour": ("look", "accent"),
    "headings": ("look", "headings"),
    **{name: ("outcome", name) for name in Outcome.model_fields},
}


# Those that a translation has of its own, in `campaign.es.toml`.
TRANSLATED = {name: place for name, place in PLACES.items() if name in WORDS}


def _part(model: type[BaseModel], keys: Iterable[str]) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (model.model_fields[name].annotation, model.model_fields[name]) for name in keys}
    return create_model(model.__name__, __base__=Shape, **fields)


def _translation() -> type[BaseModel]:
    tables: dict[str, list[str]] = {}
    for place in TRANSLATED.values():
        tables.setdefault(place[0], []).extend(place[1:])
    parts = {name: _part(type(Campaign.model_fields[name].default), keys) for name, keys in tables.items() if keys}
    top = _part(Campaign, [*(name for name in tables if name not in parts), "sections"])
    fields: dict[str, Any] = {name: (part, part()) for name, part in parts.items()}
    return create_model("Translation", __base__=top, **fields)


Translation = _translation()


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
        "date_type": _("Write a date without quotation marks, like 2027-03-31."),
        "list_type": _("This is a list: begin each entry with a line in double square brackets."),
        "dict_type": _("This is a table: it has keys of its own below a line in square brackets."),
        "model_type": _("This is a table: it has keys of its own below a line in square brackets."),
        "literal_error": _("This can be %(choices)s.") % {"choices": (detail.get("ctx") or {}).get("expected", "")},
    }
    return sentences.get(detail["type"], detail["msg"])
