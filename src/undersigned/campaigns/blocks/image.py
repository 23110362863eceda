"""One picture, described for those who cannot see it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from undersigned.campaigns.blocks.section import MEDIA, Section


class Picture(Section):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))
    credit = blocks.CharBlock(
        required=False, max_length=120, label=_("Credit"), help_text=_("Who made the picture, if they ask to be named.")
    )

    is_previewable = False  # there is no picture to show before one is chosen

    class Meta:
        icon = "image"
        group = MEDIA
        label = _("Picture")
        label_format = "{caption}"
        description = _("A picture with a caption. Say in “alt text” what it shows.")
        template = "campaigns/blocks/image.html"
