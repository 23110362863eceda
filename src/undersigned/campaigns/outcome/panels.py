"""How the editor lays an outcome out: one group a step, and what is said to each field."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


def outcome() -> list[Any]:
    return [
        MultiFieldPanel(_delivered(), heading=_("Delivered")),
        MultiFieldPanel(_answered(), heading=_("Answered")),
        MultiFieldPanel(_decided(), heading=_("Decided")),
    ]


def _delivered() -> list[Any]:
    return [
        FieldPanel(
            "delivered_on",
            help_text=_("The page then shows how far the petition has come. People may go on signing until it closes."),
        ),
        FieldPanel("delivered_to", help_text=_("Who took it, by name and office.")),
        FieldPanel("delivered_count", help_text=_("As you handed it over. The page says that the figure is yours.")),
        FieldPanel("delivered_words", help_text=_("How it was, what comes next. Optional.")),
    ]


def _answered() -> list[Any]:
    return [
        FieldPanel("answered_on", help_text=_("Any answer counts, whatever it says.")),
        FieldPanel("answered_by", help_text=_("Who answered, by name and office.")),
        FieldPanel("answered_words", help_text=_("What the answer says: theirs, in quotation marks, or yours.")),
        FieldPanel("answered_link", help_text=_("Where the whole answer can be read. Optional.")),
    ]


def _decided() -> list[Any]:
    return [
        FieldPanel("decided_on", help_text=_("The day on which what you asked for was decided.")),
        FieldPanel("decision", help_text=_("Signers hear of a refusal, too: they have a right to know.")),
        FieldPanel("decision_words", help_text=_("What it means, and your thanks. It stands first on the page.")),
    ]
