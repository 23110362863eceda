"""What signatures have in common: the conditions of a rule, all of which must hold."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from fnmatch import translate
from functools import lru_cache
from typing import Any

from undersigned.signing.accept import first_id
from undersigned.signing.models import Signature, SignatureQuerySet
from undersigned.signing.network import LENGTH

_HASH = re.compile(rf"[0-9a-f]{{{2 * LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Empty, None, 0: whatever it is. Patterns know `*` and `?`, and no capitals. `since` is in, `until` is not."""

    domain: str = ""
    email: str = ""
    name: str = ""
    network: str = ""  # a hash, in hexadecimal
    line: str = ""
    since: datetime | None = None
    until: datetime | None = None
    within_s: int = 0  # confirmed so soon

    @property
    def is_empty(self) -> bool:
        return self == Conditions()

    @property
    def opens(self) -> bool:
        """Whether the record has to be opened to tell."""
        return bool(self.domain or self.email or self.name)

    @property
    def columns(self) -> tuple[str, ...]:
        """What `fits` wants to know of a row."""
        return ("id", "state", "network", "signed_at", "confirmed_at", *(["sealed"] if self.opens else []))

    def stored(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self).items() if value}

    def rows(self, of: int) -> SignatureQuerySet:
        """Those of the petition that came within the days."""
        rows = Signature.objects.filter(petition_id=of, is_sample=False)
        if self.since:
            rows = rows.filter(id__gte=first_id(self.since))
        return rows.filter(id__lt=first_id(self.until)) if self.until else rows

    def fits_outside(self, row: Mapping[str, Any]) -> bool:
        """What can be told without opening it."""
        both = bytes(row["network"] or b"").hex()
        if (self.line and both[: 2 * LENGTH] != self.line) or (self.network and both[2 * LENGTH :] != self.network):
            return False
        return not self.within_s or _is_within(row, self.within_s)

    def fits_inside(self, record: Mapping[str, str]) -> bool:
        """`record`: what was sealed of the person."""
        email, name = record.get("email", "").lower(), record.get("name", "").casefold()
        wanted = ((self.domain, email.rpartition("@")[2]), (self.email, email), (self.name, name))
        return all(_pattern(pattern)(value) for pattern, value in wanted if pattern)


def parse(stored: Mapping[str, Any]) -> Conditions:
    known = {one.name for one in fields(Conditions)}
    given = {name: value for name, value in stored.items() if name in known}
    for name in ("since", "until"):
        if given.get(name):
            given[name] = datetime.fromisoformat(given[name])
    return Conditions(**given)


def is_hash(value: str) -> bool:
    """Whether it can be a network's."""
    return bool(_HASH.fullmatch(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _is_within(row: Mapping[str, Any], seconds: int) -> bool:
    confirmed_at: datetime | None = row["confirmed_at"]
    return confirmed_at is not None and (confirmed_at - row["signed_at"]).total_seconds() < seconds


@lru_cache(maxsize=64)
def _pattern(written: str) -> Any:
    """A square bracket stands for itself."""
    return re.compile(translate(written.casefold().replace("[", "[[]"))).match
