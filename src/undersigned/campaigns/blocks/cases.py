"""Cases that carry the argument, each with its source or the words "the campaign's own account"."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns.blocks.section import (
    FACTS,
    Refused,
    Section,
    heading,
    intro,
    source_label,
    source_url,
    unnamed_source,
)


class Case(blocks.StructBlock):
    figure = blocks.CharBlock(
        required=False,
        max_length=24,
        label=_("Figure"),
        help_text=_("A number that stays in mind, for example: 6 months"),
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.TextBlock(
        max_length=800,
        rows=4,
        label=_("What happened"),
        help_text=_("Leave out names and traits that the argument does not need."),
    )
    source_label = source_label()
    source_url = source_url()
    own_account = blocks.BooleanBlock(
        required=False,
        label=_("This is the campaign's own account"),
        help_text=_("Tick it if there is no source to name; the page then says so."),
    )

    class Meta:
        icon = "form"
        label = _("Case")
        label_format = "{figure} {title}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = unnamed_source(cleaned)
        has_source = cleaned.get("source_label") or cleaned.get("source_url")
        if has_source and cleaned.get("own_account"):
            problems["own_account"] = _("Untick this: you have named a source.")
        if not self.is_deferred_validation and not has_source and not cleaned.get("own_account"):
            problems["source_label"] = _("Name the source, or tick that this is the campaign's own account.")
        if problems:
            raise Refused(problems)
        return cleaned


class Cases(Section):
    heading = heading()
    intro = intro()
    cases = blocks.ListBlock(Case(), min_num=1, max_num=9, label=_("Cases"))
    closing = blocks.TextBlock(
        required=False,
        max_length=300,
        rows=2,
        label=_("Closing"),
        help_text=_("A sentence or a question after the cases."),
    )

    class Meta:
        icon = "list-ul"
        group = FACTS
        label = _("Cases")
        description = _("Cards with a figure, what happened, and where it comes from. Every card needs a source.")
        template = "campaigns/blocks/cases.html"
        preview_value = {
            "heading": _("What closed doors cost"),
            "cases": [
                {
                    "figure": _("212 visits"),
                    "title": _("on the last open Sunday"),
                    "text": _("More than on any weekday of that month."),
                    "source_label": _("The library's visitor counter"),
                }
            ],
        }
