"""The ask to pass it on. The links themselves are the platform's."""

from django.utils.translation import gettext_lazy as _

from undersigned.campaigns.blocks.section import STORY, Section, heading, intro


class Share(Section):
    heading = heading()
    text = intro(label=_("Text"))

    class Meta:
        icon = "mail"
        group = STORY
        label = _("Spread the word")
        description = _(
            "Links for passing the petition on. They open the reader's own apps; nothing is loaded from elsewhere."
        )
        template = "campaigns/blocks/share.html"
        preview_value = {
            "heading": _("Spread the word"),
            "text": _("Most people sign because a friend asked them."),
        }
