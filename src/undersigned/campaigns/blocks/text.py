"""A passage of the organiser's own words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns.blocks.section import RICH_TEXT_FEATURES, STORY, Section, heading


class Text(Section):
    heading = heading()
    body = blocks.RichTextBlock(
        features=RICH_TEXT_FEATURES, label=_("Text"), help_text=_("Short paragraphs are read; long ones are not.")
    )

    class Meta:
        icon = "pilcrow"
        group = STORY
        label = _("Text")
        description = _("A heading and a few paragraphs: why this matters, who you are, what happens next.")
        template = "campaigns/blocks/text.html"
        preview_value = {
            "heading": _("Why this matters"),
            "body": "<p>Sunday is the one day when <b>most families</b> can come together.</p>",
        }
