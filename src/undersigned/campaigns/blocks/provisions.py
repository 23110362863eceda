"""What a bill or a plan would do, provision by provision, with the way to its full text."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns.blocks.section import FACTS, Refused, Section, heading, https_url, intro


class Provision(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160, label=_("In one line"))
    text = blocks.TextBlock(max_length=1200, rows=4, label=_("In plain words"))
    reference = blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Reference"),
        help_text=_("Where it stands in the text: Section 2, page 14."),
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Provision")
        label_format = "{title}"


class Provisions(Section):
    heading = heading()
    intro = intro()
    provisions = blocks.ListBlock(Provision(), min_num=1, max_num=12, label=_("Provisions"))
    bill_label = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Name of the full text"),
        help_text=_("For example: HB 7259, full text (PDF)"),
    )
    bill_url = https_url(label=_("Link to the full text"))

    class Meta:
        icon = "doc-full"
        group = FACTS
        label = _("What it does")
        description = _("What a bill or a plan would do, point by point, with a link to its full text.")
        template = "campaigns/blocks/provisions.html"
        preview_value = {
            "heading": _("What the budget does"),
            "provisions": [
                {
                    "title": _("The branch closes on Sundays"),
                    "text": _("From July on the doors stay shut."),
                    "reference": _("Page 14"),
                }
            ],
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("bill_url") and not cleaned.get("bill_label"):
            raise Refused({"bill_label": _("Name the text that this link leads to.")})
        return cleaned
