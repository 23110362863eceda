"""Where visitors come in."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.checkup.finding import Finding, good, unsafe, wrong

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def address() -> Iterator[Finding]:
    url = settings.WAGTAILADMIN_BASE_URL
    parts = urlsplit(url)
    if settings.SHOWS_MAILBOX:
        yield unsafe(
            _("This is a demonstration: whoever reaches it can read every letter."),
            _("For a real campaign use `undersigned serve` with a data folder of its own."),
        )
    elif parts.hostname in LOOPBACK:
        yield wrong(
            _("The site's address is %(url)s: links in letters lead to the reader's own machine.") % {"url": url},
            _("Set UNDERSIGNED_SITE_URL to the address that visitors use, such as https://petition.example.org."),
        )
    elif parts.scheme != "https":
        yield unsafe(
            _("The site's address is %(url)s: names and passwords travel where others can read them.") % {"url": url},
            _("Put a proxy with a certificate in front, and set UNDERSIGNED_SITE_URL to the https address."),
        )
    else:
        yield good(_("Visitors come in at %(url)s.") % {"url": url})
