"""Whether letters can leave: without them no signature is ever confirmed."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPException
from typing import cast

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.checkup.finding import Finding, good, unsafe, wrong
from undersigned.mail.models import Letter, Stationery
from undersigned.mail.transport import LOOPBACK, SmtpBackend

# RFC 2606 and RFC 6761: nobody can own these.
NOBODYS = ("example", "example.com", "example.net", "example.org", "test", "invalid", "localhost")
LATE = timedelta(minutes=15)


def sender() -> Iterator[Finding]:
    if settings.SHOWS_MAILBOX:
        return  # its letters go nowhere
    written = Stationery.objects.order_by("sender_address").values_list("sender_address", flat=True).distinct()
    addresses = list(written) or [settings.DEFAULT_FROM_EMAIL]
    unreal = [address for address in addresses if is_nobodys(address)]
    if unreal:
        yield wrong(
            _("Letters would come from %(addresses)s: mail servers refuse it.") % {"addresses": ", ".join(unreal)},
            _("Set UNDERSIGNED_MAIL_FROM, or the campaign's sender's address, to one of your own domain."),
        )
    else:
        yield good(_("Letters come from %(addresses)s.") % {"addresses": ", ".join(addresses)})


def waiting() -> Iterator[Finding]:
    late = Letter.objects.filter(Letter.UNSENT, due_at__lt=timezone.now() - LATE).count()
    if late:
        sentence = ngettext(
            "%(count)d letter should have left a quarter of an hour ago.",
            "%(count)d letters should have left a quarter of an hour ago.",
            late,
        )
        yield wrong(
            sentence % {"count": late},
            _("Is a worker running (`undersigned work`)? If so, its log says what the mail server answers."),
        )


def setting() -> Iterator[Finding]:
    if not _uses_server() and not settings.SHOWS_MAILBOX:
        yield wrong(
            _("No mail server is set: letters are put into a folder, and nobody can confirm."),
            _("Set UNDERSIGNED_MAIL_URL, such as smtp://user:password@mail.example.org:587."),
        )


def server() -> Iterator[Finding]:
    """Connects as a letter would, and sends none."""
    if not _uses_server():
        return
    backend = cast(SmtpBackend, get_connection())
    where = {"server": f"{backend.host}:{backend.port}"}
    try:
        backend.open()
    except SMTPAuthenticationError:
        yield wrong(
            _("The mail server %(server)s refuses the name or the password.") % where,
            _("Correct them in UNDERSIGNED_MAIL_URL; %(sign)s stands for @ in either.") % {"sign": "%40"},
        )
    except (SMTPException, OSError) as error:
        yield wrong(
            _("The mail server %(server)s cannot be used: %(error)s.") % {**where, "error": error},
            _("Check UNDERSIGNED_MAIL_URL, and that this machine may connect to that port."),
        )
    else:
        yield _reached(backend, where)
        backend.close()


def _reached(backend: SmtpBackend, where: dict[str, str]) -> Finding:
    is_secure = isinstance(getattr(backend.connection, "sock", None), ssl.SSLSocket)
    if is_secure or backend.host in LOOPBACK:
        return good(_("The mail server %(server)s takes letters.") % where)
    return unsafe(
        _("The mail server %(server)s offers no TLS: letters with names and links travel open.") % where,
        _("Ask its operator for TLS, or use another server."),
    )


def _uses_server() -> bool:
    return bool(settings.EMAIL_BACKEND.endswith("SmtpBackend"))


def is_nobodys(address: str) -> bool:
    domain = address.rpartition("@")[2].lower()
    return domain in NOBODYS or domain.endswith(tuple(f".{name}" for name in NOBODYS))
