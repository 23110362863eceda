"""The fields of a campaign's own look. All of it may stay empty: then it is the house's."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image


class Look(models.Model):
    """Part of a campaign's page. What the colours may be is said by `theming`."""

    class Headings(models.TextChoices):
        SERIF = "serif", _("With serifs, as in a book")
        SANS = "sans", _("Without serifs, as on a sign")
        SLAB = "slab", _("With heavy serifs, as on a poster")

    action_colour = models.CharField(_("colour of buttons and links"), max_length=7, blank=True)
    accent_colour = models.CharField(_("accent colour"), max_length=7, blank=True)
    headings = models.CharField(_("headings"), max_length=8, choices=Headings, default=Headings.SERIF)
    logo = models.ForeignKey(
        Image, verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
