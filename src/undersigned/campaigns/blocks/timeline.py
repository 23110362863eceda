"""What happened when: years in order, each with its event."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns.blocks.section import (
    FACTS,
    Refused,
    Section,
    heading,
    source_label,
    source_url,
    unnamed_source,
)

_A_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class Event(blocks.StructBlock):
    year = blocks.CharBlock(
        max_length=24, label=_("Year"), help_text=_("A year with four digits, or a date with one: 2013, June 2024.")
    )
    title = blocks.CharBlock(max_length=120, label=_("What happened"))
    text = blocks.TextBlock(required=False, max_length=600, rows=3, label=_("In a few sentences"))
    source_label = source_label()
    source_url = source_url()

    class Meta:
        icon = "date"
        label = _("Event")
        label_format = "{year}: {title}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = unnamed_source(cleaned)
        if cleaned.get("year") and not _A_YEAR.search(cleaned.get("year")):
            problems["year"] = _("Write the year with four digits, for example 2013 or June 2024.")
        if problems:
            raise Refused(problems)
        return cleaned


class Timeline(Section):
    heading = heading()
    events = blocks.ListBlock(Event(), min_num=1, max_num=20, label=_("Events"))

    class Meta:
        icon = "history"
        group = FACTS
        label = _("Timeline")
        description = _("How it came to this: years in order, each with what happened and where to read about it.")
        template = "campaigns/blocks/timeline.html"
        preview_value = {
            "heading": _("How it came to this"),
            "events": [
                {"year": "1998", "title": _("The library opens on Sundays"), "text": _("It is full from the start.")},
                {"year": "2025", "title": _("Sunday hours are cut"), "text": _("The city saves one salary.")},
            ],
        }
