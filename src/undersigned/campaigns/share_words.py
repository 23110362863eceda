"""An organiser's own words for each way to pass a petition on. What stays empty takes the general ones."""

from typing import Any

from django.db import models
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel

from undersigned.sharing import links

# By what `links` calls them: their fields, and a channel that takes them.
OWN = {
    "whatsapp": ("share_whatsapp", "whatsapp"),
    "sms": ("share_sms", "sms"),
    "email": ("share_email_words", "email"),
    "post": ("share_post", "x"),
    "subject": ("share_email_subject", ""),
}


class ShareWords(models.Model):
    """Part of a campaign's page. The lengths leave room for the link: it takes some 60 characters."""

    share_whatsapp = models.TextField(_("WhatsApp"), max_length=600, blank=True)
    share_sms = models.CharField(_("text message"), max_length=100, blank=True)
    share_email_subject = models.CharField(_("subject"), max_length=120, blank=True)
    share_email_words = models.TextField(_("words"), max_length=1500, blank=True)
    share_post = models.CharField(_("short post"), max_length=230, blank=True)

    class Meta:
        abstract = True


def own(page: Any) -> dict[str, str]:
    """Without what is empty."""
    return {name: words for name, (field, _channel) in OWN.items() if (words := getattr(page, field))}


class Panel(FieldPanel):
    """A field, and below it what would be sent now: the words with the link."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            sent = _preview(self.instance, self.field_name)
            self.help_text: SafeString = format_html("{}<br>{}", self.panel.help_text, sent)


def _preview(page: Any, field: str) -> SafeString:
    from undersigned.campaigns import render  # it imports the page's model

    if not page.slug:
        return SafeString()  # a new page, which says nothing yet
    with translation.override(page.language):
        share = render.share(page)
    channel = next(channel for name, channel in OWN.values() if name == field)
    sent = share["own"].get("subject") or share["title"]
    if channel:
        sent = links.one_text(links.said(channel, share["words"], share["own"]), links.tagged(share["url"], channel))
    counted = ngettext("Now (%(number)s character):", "Now (%(number)s characters):", len(sent)) % {"number": len(sent)}
    return format_html("{} <q>{}</q>", counted, sent)
