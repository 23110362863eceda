"""Questions that readers ask before they sign, and their answers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns.blocks.section import FACTS, RICH_TEXT_FEATURES, Section, heading


class Question(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=RICH_TEXT_FEATURES, label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class Faq(Section):
    heading = heading()
    questions = blocks.ListBlock(Question(), min_num=1, max_num=20, label=_("Questions"))

    class Meta:
        icon = "help"
        group = FACTS
        label = _("Questions and answers")
        description = _("What people ask before they sign, answered in a few sentences each.")
        template = "campaigns/blocks/faq.html"
        preview_value = {
            "heading": _("Questions and answers"),
            "questions": [
                {"question": _("Who sees my name?"), "answer": "<p>The city council. Nobody else.</p>"},
            ],
        }
