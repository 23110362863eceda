"""Questions to the domain name system, as a mail server asks them. Nobody but this machine's own resolver is asked."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from dns import exception, name, rdatatype, resolver, reversename

WITHIN_S = 5.0


class Unanswered(Exception):
    """No resolver, or none that answers: nothing can be said of any record."""


@dataclass(frozen=True, slots=True)
class Mx:
    preference: int
    host: str  # empty: RFC 7505, the domain takes no mail


class Lookup:
    """`asked`: a resolver; left out: as this machine is set up. What is not there is empty. Raises `Unanswered`."""

    def __init__(self, asked: resolver.Resolver | None = None) -> None:
        self._asked = asked

    def txt(self, domain: str) -> list[str]:
        """Each record in one piece."""
        return [b"".join(one.strings).decode(errors="replace") for one in self._ask(domain, rdatatype.TXT)]

    def addresses(self, host: str) -> list[str]:
        found = [*self._ask(host, rdatatype.A), *self._ask(host, rdatatype.AAAA)]
        return [str(one.address) for one in found]

    def mx(self, domain: str) -> list[Mx]:
        found = [Mx(one.preference, _host(one.exchange)) for one in self._ask(domain, rdatatype.MX)]
        return sorted(found, key=lambda one: (one.preference, one.host))

    def names(self, address: str) -> list[str]:
        """Of the machine that has this address."""
        return [_host(one.target) for one in self._ask(str(reversename.from_address(address)), rdatatype.PTR)]

    def _ask(self, domain: str, kind: rdatatype.RdataType) -> list[Any]:
        try:
            asked = self._asked or _own()
            return list(asked.resolve(domain, kind, lifetime=WITHIN_S, search=False))
        except (resolver.NXDOMAIN, resolver.NoAnswer, name.LabelTooLong, name.EmptyLabel):
            return []
        except exception.DNSException as error:
            raise Unanswered(domain) from error


def _own() -> resolver.Resolver:
    address, _colon, port = settings.NAME_SERVER.rpartition(":")
    if not address:
        return resolver.get_default_resolver()
    asked = resolver.Resolver(configure=False)
    asked.nameservers, asked.port = [address.strip("[]")], int(port)
    return asked


def _host(found: name.Name) -> str:
    return str(found).rstrip(".").lower()
