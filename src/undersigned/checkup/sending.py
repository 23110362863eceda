"""Whether other mail servers will believe that our letters are ours: SPF, DKIM, DMARC, the names of the machine.

It asks the domain name system, and takes seconds: on request only, never while a page is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.checkup import dkim, records, site, spf
from undersigned.checkup.finding import Finding, good, unsafe, wrong
from undersigned.checkup.lookup import Lookup, Unanswered
from undersigned.mail.models import Stationery

# Below these, names belong to different owners: a sign of one organisation they are not.
PUBLIC = ("ac.uk", "co.jp", "co.nz", "co.uk", "com.ar", "com.au", "com.br", "com.mx", "gov.uk", "org.au", "org.uk")


@dataclass(frozen=True, slots=True)
class Sender:
    """`path`: the domain that letters return to. `host`: the machine that hands our letters on to others."""

    address: str
    path: str
    host: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()


def look() -> Iterator[Finding]:
    """Of every address that letters come from; nothing where there is no mail server, or an address is nobody's."""
    if not settings.EMAIL_BACKEND.endswith("SmtpBackend"):
        return
    for address in senders():
        if records.trouble(address) is None:
            yield from of(sender(address), Lookup())


def senders() -> list[str]:
    written = Stationery.objects.order_by("sender_address").values_list("sender_address", flat=True).distinct()
    return list(written) or [settings.DEFAULT_FROM_EMAIL]


def sender(address: str) -> Sender:
    host = settings.EMAIL_HOST
    if host in site.LOOPBACK:  # a mail server on this machine
        host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
    return Sender(address, (settings.BOUNCE_ADDRESS or address).rpartition("@")[2].lower(), host.lower())


def of(sender: Sender, lookup: Lookup, *, selectors: Sequence[str] = dkim.USUAL) -> list[Finding]:
    """`selectors`: under which names the domain may keep its keys; one that is known saves asking for them all."""
    try:
        return list(_looked(sender, lookup, selectors))
    except Unanswered as error:
        told = _("The domain name system does not answer for %(domain)s.") % {"domain": error}
        return [
            unsafe(told, _("Try again later. If it stays so, ask whoever looks after this machine or that domain."))
        ]


def _looked(sender: Sender, lookup: Lookup, selectors: Sequence[str]) -> Iterator[Finding]:
    addresses = [] if sender.host in ("", *site.LOOPBACK) else lookup.addresses(sender.host)
    is_aligned = together(sender.path, sender.domain)
    yield from _spf(sender, addresses, lookup)
    keys = dkim.found(sender.domain, lookup, selectors=selectors)
    yield from dkim.findings(sender.domain, keys, selectors=selectors)
    yield from _dmarc(sender, lookup, is_aligned=is_aligned, is_signed=bool(keys))
    yield from _names(sender, addresses, lookup)
    for domain in dict.fromkeys([sender.domain, sender.path]):
        yield from _takes_mail(domain, lookup)


def together(one: str, other: str) -> bool:
    """Whether DMARC takes the two for one organisation's, in the relaxed way. RFC 7489 §3.1."""
    parent = one.partition(".")[2]
    return (
        one == other
        or one.endswith(f".{other}")
        or other.endswith(f".{one}")
        or ("." in parent and parent == other.partition(".")[2] and parent not in PUBLIC)
    )


# One record after the other ---------------------------------------------------------------------------------------


def _spf(sender: Sender, addresses: Sequence[str], lookup: Lookup) -> Iterator[Finding]:
    """Of the domain that letters return to, for that is whose record is asked for."""
    told = {"domain": sender.path, "server": sender.host, "most": spf.MOST_LOOKUPS}
    number = len(spf.records(sender.path, lookup))
    if number != 1:
        sentence = (
            _("%(domain)s has two SPF records or more: servers then read none.")
            if number
            else _("%(domain)s has no SPF record: nobody knows who may send for it.")
        )
        value = records.spf_value()
        remedy = _("Make one TXT record for it: %(value)s") % {"value": value or _("ask your mail provider for it")}
        yield wrong(sentence % told, remedy)
        return
    found = [spf.check(address, sender.path, lookup) for address in addresses] or [
        spf.check("192.0.2.1", sender.path, lookup)
    ]
    if any(one.result is spf.Result.PERMERROR for one in found):
        yield wrong(
            _("The SPF record of %(domain)s cannot be used: it is not valid, or asks for more than %(most)d others.")
            % told,
            _("Take out what you do not send with any more; each “include”, “a” and “mx” counts, also inside others."),
        )
    elif records.included() in found[0].included or (addresses and all(one.result is spf.Result.PASS for one in found)):
        yield good(_("SPF: %(domain)s lets %(server)s send.") % told)
    else:
        yield unsafe(
            _("The SPF record of %(domain)s does not name %(server)s.") % told,
            _("Add what your mail provider names; if it sends from other machines than that one, all may be well."),
        )


def _dmarc(sender: Sender, lookup: Lookup, *, is_aligned: bool, is_signed: bool) -> Iterator[Finding]:
    told = {"domain": sender.domain, "path": sender.path}
    found = _dmarc_records(sender.domain, lookup)
    policies = [dkim.tags(one).get("p", "").lower() for one in found]
    if len(found) != 1 or policies[0] not in ("none", "quarantine", "reject"):
        sentence = (
            _("The DMARC record of %(domain)s cannot be used: there are two, or it names no policy.")
            if found
            else _("%(domain)s has no DMARC record: large providers ask for one.")
        )
        remedy = _("Make one TXT record for _dmarc.%(domain)s: v=DMARC1; p=none; rua=mailto:%(sender)s")
        yield unsafe(sentence % told, remedy % {**told, "sender": sender.address})
        return
    yield good(_("DMARC: the policy of %(domain)s is “%(policy)s”.") % {**told, "policy": policies[0]})
    if not is_aligned and not is_signed:
        yield unsafe(
            _("Letters from %(domain)s return to %(path)s, which is another domain, and no signature was found.")
            % told,
            _("DMARC needs one of the two: a signature (DKIM) of %(domain)s, or UNDERSIGNED_BOUNCE_ADDRESS there.")
            % told,
        )


def _dmarc_records(domain: str, lookup: Lookup) -> list[str]:
    """The domain's own, or else that of the domains above it."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        found = [one for one in lookup.txt(f"_dmarc.{'.'.join(labels[start:])}") if one.lower().startswith("v=dmarc1")]
        if found:
            return found
    return []


def _names(sender: Sender, addresses: Sequence[str], lookup: Lookup) -> Iterator[Finding]:
    """Whether each address of the machine has a name, and that name the address."""
    if not addresses:
        yield unsafe(
            _("The name of the machine that sends, “%(server)s”, has no address.") % {"server": sender.host},
            _("Check UNDERSIGNED_MAIL_URL; with a mail server on this machine, UNDERSIGNED_SITE_URL."),
        )
    for address in addresses:
        told = {"address": address, "server": sender.host}
        names = lookup.names(address)
        if any(address in lookup.addresses(name) for name in names):
            yield good(_("%(address)s of %(server)s has a name that leads back to it.") % told)
        else:
            yield unsafe(
                _("%(address)s of %(server)s has no name that leads back to it (PTR): many servers refuse its letters.")
                % told,
                _("Whoever rents out the machine or runs the mail server sets it."),
            )


def _takes_mail(domain: str, lookup: Lookup) -> Iterator[Finding]:
    servers = lookup.mx(domain)
    if [one.host for one in servers] == [""] or not (servers or lookup.addresses(domain)):
        yield wrong(
            _("%(domain)s takes no mail: what cannot be delivered returns nowhere, and some refuse such senders.")
            % {"domain": domain},
            _("Give it a mailbox (an MX record), or use an address of a domain that has one."),
        )
