"""The DNS records by which letters from a sender's domain arrive: told, not looked up."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.checkup import mail, site
from undersigned.checkup.finding import Finding, wrong

# What operators of mail servers publish for SPF, by the end of their servers' names.
INCLUDED = {
    "amazonaws.com": "amazonses.com",
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "mailgun.org": "mailgun.org",
    "mailjet.com": "spf.mailjet.com",
    "office365.com": "spf.protection.outlook.com",
    "sendgrid.net": "sendgrid.net",
}
# Everybody's: who has an address there cannot make records for it.
SHARED = ("aol.com", "gmail.com", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "outlook.com", "yahoo.com")


@dataclass(frozen=True, slots=True)
class Record:
    """`value`: what to copy; empty where only the mail provider knows it."""

    kind: str
    name: str
    value: str
    note: str


def trouble(sender: str) -> Finding | None:
    """With a domain for which nobody here can make records."""
    domain = _domain(sender)
    if mail.is_nobodys(sender):
        return wrong(
            _("Nobody can have the address %(sender)s: mail servers refuse it.") % {"sender": sender},
            _("Enter one of your own domain."),
        )
    if domain in SHARED and not settings.EMAIL_HOST.endswith(domain):
        return wrong(
            _("Letters in the name of %(domain)s that come from another server are put aside as spam.")
            % {"domain": domain},
            _("Enter an address of your own domain."),
        )
    return None


def of(sender: str, *, contact: str) -> list[Record]:
    """For the domain of `sender`. `contact`: who reads the reports of DMARC, if it is of the same domain."""
    domain = _domain(sender)
    reader = contact if _domain(contact) == domain else sender  # another domain would have to allow it: RFC 7489 §7.1
    return [
        Record("SPF", domain, *_spf()),
        Record("DKIM", "", "", _("Ask your mail provider: it makes the key, and tells the name and the value.")),
        Record(
            "DMARC",
            f"_dmarc.{domain}",
            f"v=DMARC1; p=none; rua=mailto:{reader}",
            _("Asks for reports and refuses nothing. If there is one already, leave it as it is."),
        ),
    ]


def spf_value() -> str:
    """What the record should say; empty where only the mail provider knows it."""
    return _spf()[0]


def included() -> str:
    """What the mail provider publishes, if it is one of those; empty: it is not."""
    return next((name for end, name in INCLUDED.items() if settings.EMAIL_HOST.endswith(f".{end}")), "")


def _spf() -> tuple[str, str]:
    """The value, and a sentence."""
    host = settings.EMAIL_HOST
    if not settings.EMAIL_BACKEND.endswith("SmtpBackend"):
        return "", _("It names the mail server, and none is set yet: UNDERSIGNED_MAIL_URL.")
    if included():
        one = _("A domain has one such record: if there is one already, add the middle part to it.")
        return f"v=spf1 include:{included()} ~all", one
    if host in site.LOOPBACK:
        host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
    if host in site.LOOPBACK:
        return "", _("It names the machine that sends: ask whoever hosts this site.")
    return f"v=spf1 a:{host} ~all", _("If your mail provider names another value, take that one. A domain has one.")


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
