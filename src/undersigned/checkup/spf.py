"""Which machines may send for a domain, as another mail server finds it out: RFC 7208, without macros."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address, ip_network

from undersigned.checkup.lookup import Lookup

MOST_LOOKUPS = 10  # RFC 7208 §4.6.4: who needs more has no valid record
ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")


class Result(Enum):
    PASS = "pass"  # noqa: S105  a word of the RFC
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"  # there is no record
    PERMERROR = "permerror"  # two of them, or one that cannot be read, or that asks too much


_QUALIFIERS = {"+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}


class _Invalid(Exception):
    pass


@dataclass(slots=True)
class Found:
    """`included`: the domains that its record refers to, also indirectly."""

    result: Result
    lookups: int = 0
    included: list[str] = field(default_factory=list)


def records(domain: str, lookup: Lookup) -> list[str]:
    return [one for one in lookup.txt(domain) if one.lower() == "v=spf1" or one.lower().startswith("v=spf1 ")]


def check(address: str, domain: str, lookup: Lookup) -> Found:
    """Whether the machine at `address` may send for `domain`. Raises `lookup.Unanswered`."""
    found = Found(Result.NONE)
    try:
        found.result = _Check(address, lookup, found).domain(domain)
    except _Invalid:
        found.result = Result.PERMERROR
    return found


class _Check:
    def __init__(self, address: str, lookup: Lookup, found: Found) -> None:
        self._address = ip_address(address)
        self._lookup = lookup
        self._found = found

    def domain(self, domain: str) -> Result:
        match records(domain, self._lookup):
            case []:
                return Result.NONE
            case [record]:
                return self._record(record, domain)
            case _:
                raise _Invalid

    def _record(self, record: str, domain: str) -> Result:
        redirect = ""
        for qualifier, name, value in _terms(record):
            if name == "redirect":
                redirect = value
            elif self._matches(name, value, domain):
                return _QUALIFIERS[qualifier]
        if not redirect:
            return Result.NEUTRAL
        self._count(redirect)
        followed = self.domain(redirect)
        return Result.PERMERROR if followed is Result.NONE else followed

    def _matches(self, name: str, value: str, domain: str) -> bool:
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._is_in(value)
        if name not in ASKING:
            raise _Invalid
        target, _, prefix = value.partition("/")
        target = target or domain
        self._count(target if name == "include" else "")
        if name == "include":
            return self._includes(target)
        if name == "a":
            return self._is_one_of([target], prefix)
        if name == "mx":
            return self._is_one_of([one.host for one in self._lookup.mx(target) if one.host], prefix)
        return False  # `exists` and `ptr` depend on the letter; nobody's record should need them for us

    def _includes(self, target: str) -> bool:
        result = self.domain(target)
        if result in (Result.NONE, Result.PERMERROR):
            raise _Invalid
        return result is Result.PASS

    def _is_one_of(self, hosts: list[str], prefix: str) -> bool:
        lengths = prefix.split("//")
        length = lengths[0] if self._address.version == 4 else lengths[-1] if len(lengths) > 1 else ""
        return any(
            self._is_in(f"{one}/{length}" if length else one)
            for host in hosts
            for one in self._lookup.addresses(host)
            if ip_address(one).version == self._address.version
        )

    def _is_in(self, network: str) -> bool:
        try:
            return self._address in ip_network(network, strict=False)
        except ValueError as error:
            raise _Invalid from error

    def _count(self, included: str) -> None:
        self._found.lookups += 1
        if included:
            self._found.included.append(included.lower())
        if self._found.lookups > MOST_LOOKUPS:
            raise _Invalid


def _terms(record: str) -> Iterator[tuple[str, str, str]]:
    """Qualifier, name, value."""
    for term in record.split()[1:]:
        qualifier, rest = (term[0], term[1:]) if term[0] in _QUALIFIERS else ("+", term)
        name, mark, value = rest.partition("=") if "=" in rest.partition(":")[0] else rest.partition(":")
        if not mark and "/" in name:  # a/24
            name, slash, length = name.partition("/")
            value = slash + length
        name = name.lower()
        if mark == "=" and name != "redirect":
            continue  # `exp` and modifiers that nobody knows yet
        yield qualifier, name, value
