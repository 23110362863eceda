"""The wall of remarks. The remarks themselves are the signers' and cannot be written here."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from undersigned.campaigns.blocks.section import STORY, Section, heading, intro


class Voices(Section):
    heading = heading()
    intro = intro()
    invitation = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Invitation"),
        help_text=_("One sentence below the remarks that invites the reader to sign and add their own."),
    )

    class Meta:
        icon = "openquote"
        group = STORY
        label = _("Voices")
        description = _(
            "What signers say. It shows only remarks of people who confirmed their signature and allowed"
            " publication, and that you approved: nobody can write one for somebody else."
        )
        template = "campaigns/blocks/voices.html"
        preview_value = {
            "heading": _("What residents say"),
            "intro": _("People who signed, in their own words."),
            "invitation": _("Sign, and tell us why you did."),
        }
