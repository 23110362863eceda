"""Find signatures at the desk: pages of the newest first, one by its mailbox or number, many by a name.

Nothing here takes longer the more there are: a page begins behind the last one (never an offset), and where no index
leads to what is wanted, one look goes through `LOOKED` of them and says how far it got. Names are sealed, so they are
opened to be compared; only those of the rows that are returned leave this file.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from undersigned.signing import accept, keyring, rotate
from undersigned.signing.models import Signature, SignatureQuerySet, Tally
from undersigned.vault.sealing import CannotOpen

PER_PAGE = 25
LOOKED = 20_000  # rows, at one look
OPENED = 5_000  # names, at one look
MOST_NAMED = 50  # of those that bear a name, at one look

State = Signature.State
# By what the indexes of those who wait are ordered. The others are found by their ids, which begin with the time.
_ORDERED_BY: dict[str, str] = {State.PENDING: "last_letter_at", State.HELD: "signed_at"}
_INDEXED = frozenset({"", State.PENDING, State.HELD, State.STRUCK, State.WITHDRAWN})

_ACCENTS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows; empty, None: whatever it is. `since` is in, `until` is not."""

    state: str = ""
    source: str = ""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which row the next page begins. `at`: where rows are not in the order of their ids."""

    id: UUID
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One signature as it is listed. `name`: empty once it is withdrawn, None where it is not opened; see `sealed`."""

    id: UUID
    state: str
    number: int | None
    name: str | None
    language: str
    source: str
    hold_reason: str
    is_sample: bool
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """`next`: where to go on; None: that was all. `is_cut`: it ends where the look ended, not because it is full."""

    lines: list[Line]
    next: Place | None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """`looked`: how many were gone through this time. `total`: about how many there are, at the first look."""

    lines: list[Line]
    next: UUID | None
    looked: int
    total: int | None


def page(petition_id: int, wanted: Wanted, *, after: Place | None = None) -> Found:
    """The newest first. At most two queries."""
    key = _ORDERED_BY.get(wanted.state, "")
    rows = _within_days(_indexed(petition_id, wanted), wanted, key=key)
    rows = _behind(rows, after, key=key).order_by(*([f"-{key}"] if key else []), "-id")
    end = None
    if _is_sparse(wanted, key=key):
        end = rows.values("id", *filter(None, [key]))[LOOKED - 1 : LOOKED].first()  # read from the index alone
        if end is not None:
            rows = _up_to(rows, Place(end["id"], end[key] if key else None), key=key)
        rows = _sparse(rows, wanted, key=key)
    found = list(rows[: PER_PAGE + 1])
    lines = _lines(petition_id, found[:PER_PAGE])
    if len(found) > PER_PAGE:
        return Found(lines, _place(found[PER_PAGE - 1], key=key))
    if end is None:
        return Found(lines, None)
    return Found(lines, Place(end["id"], end[key] if key else None), is_cut=True)


def by_email(petition_id: int, email: str) -> UUID | None:
    """Exactly this mailbox, however it was written. Two queries."""
    try:
        index = keyring.for_petition(petition_id).index(email.strip())
    except UnicodeError:  # no domain can be called like this
        return None
    return rotate.find(petition_id, index).values_list("id", flat=True).first()


def by_number(petition_id: int, number: int) -> UUID | None:
    return Signature.objects.filter(petition_id=petition_id, number=number).values_list("id", flat=True).first()


def by_name(petition_id: int, name: str, *, after: UUID | None = None) -> Named:
    """Whose name has each of these words in it, whatever the capitals and accents. Two queries; at first three more."""
    words = _folded(name).split()
    there = Signature.objects.filter(petition_id=petition_id)
    rows = (there.filter(id__lt=after) if after else there).order_by("-id").values_list("id", "sealed")[:OPENED]
    keys = keyring.for_petition(petition_id)
    ids: list[UUID] = []
    looked, last = 0, None
    for last, sealed in rows:
        looked += 1
        if all(word in _folded(_name(keys, last, sealed) or "") for word in words):
            ids.append(last)
        if len(ids) == MOST_NAMED:
            break
    is_over = looked < OPENED and len(ids) < MOST_NAMED
    found = list(there.filter(id__in=ids).order_by("-id"))
    return Named(_lines(petition_id, found), None if is_over else last, looked, None if after else _about(petition_id))


def _indexed(petition_id: int, wanted: Wanted) -> SignatureQuerySet:
    rows = Signature.objects.filter(petition_id=petition_id)
    return rows.filter(state=wanted.state) if wanted.state and wanted.state in _INDEXED else rows


def _within_days(rows: SignatureQuerySet, wanted: Wanted, *, key: str) -> SignatureQuerySet:
    """Where the order is that of signing."""
    if key == _ORDERED_BY[State.PENDING]:
        return rows
    since, until = (at if key or at is None else accept.first_id(at) for at in (wanted.since, wanted.until))
    if since:
        rows = rows.filter(**{f"{key or 'id'}__gte": since})
    return rows.filter(**{f"{key or 'id'}__lt": until}) if until else rows


def _behind(rows: SignatureQuerySet, after: Place | None, *, key: str) -> SignatureQuerySet:
    if after is None:
        return rows
    if not key:
        return rows.filter(id__lt=after.id)
    # The first of the two is what an index can be entered by.
    return rows.filter(**{f"{key}__lte": after.at}).exclude(**{key: after.at, "id__gte": after.id})


def _up_to(rows: SignatureQuerySet, end: Place, *, key: str) -> SignatureQuerySet:
    if not key:
        return rows.filter(id__gte=end.id)
    return rows.filter(**{f"{key}__gte": end.at}).exclude(**{key: end.at, "id__lt": end.id})


def _is_sparse(wanted: Wanted, *, key: str) -> bool:
    """Whether something is wanted to which no index leads."""
    by_day = bool(wanted.since or wanted.until) and key == _ORDERED_BY[State.PENDING]
    return bool(wanted.source or wanted.language or wanted.state not in _INDEXED or by_day)


def _sparse(rows: SignatureQuerySet, wanted: Wanted, *, key: str) -> SignatureQuerySet:
    by: dict[str, Any] = {"state": wanted.state, "source": wanted.source, "language": wanted.language}
    if key == _ORDERED_BY[State.PENDING]:
        by |= {"signed_at__gte": wanted.since, "signed_at__lt": wanted.until}
    return rows.filter(**{name: value for name, value in by.items() if value})


def _place(row: Signature, *, key: str) -> Place:
    return Place(row.id, getattr(row, key) if key else None)


def _lines(petition_id: int, rows: Sequence[Signature]) -> list[Line]:
    keys = keyring.for_petition(petition_id)
    return [
        Line(
            id=row.id,
            state=row.state,
            number=row.number,
            name=_name(keys, row.id, row.sealed),
            language=row.language,
            source=row.source,
            hold_reason=row.hold_reason,
            is_sample=row.is_sample,
            signed_at=row.signed_at,
        )
        for row in rows
    ]


def _about(petition_id: int) -> int:
    """Whom the totals and the small indexes know: all but who left before they had confirmed."""
    rows = Signature.objects.filter(petition_id=petition_id)
    tally = Tally.objects.filter(petition_id=petition_id).first()
    return (tally.confirmed if tally else 0) + rows.pending().count() + rows.held().count()


def _name(keys: keyring.PetitionKeys, signature_id: UUID, sealed: bytes | memoryview | None) -> str | None:
    if keys.recipients:
        return None  # also while letters still need it
    if sealed is None:
        return ""
    try:
        name: str = keys.unseal("signature", signature_id, bytes(sealed))["name"]
    except CannotOpen:
        return None
    return name


def _folded(name: str) -> str:
    if name.isascii():
        return name.casefold()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", name)).casefold()
