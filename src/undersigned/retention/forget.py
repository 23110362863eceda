"""Forgets one person, or a whole campaign's people, at once: for the command line.

The rooms above hand in what they do: this file knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from undersigned.mail import mailbox
from undersigned.retention import copies, erase, rooms
from undersigned.retention.copies import Copy
from undersigned.retention.models import Erasure
from undersigned.signing import erase as signatures
from undersigned.signing import search
from undersigned.signing.models import Petition, Signature


@dataclass(frozen=True, slots=True)
class Hands:
    """What others do: enter the log, set or take away packets, bake pages, clean the database's file."""

    enter: Callable[[], object]
    pack: Callable[[], object]
    bake: Callable[[], object]
    scrub: Callable[[], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of the person. `rows`: by table."""

    petition: Petition
    signature_id: UUID
    state: str
    rows: dict[str, int]
    copies: list[Copy]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """`removed`: rows by table. `waits`: rooms that could not finish; the worker does, or a second run."""

    removed: dict[str, int]
    letters: int
    waits: list[str]
    cleaned: dict[str, Any] | None


def find(email: str, *, slug: str = "") -> list[Found]:
    """In every campaign, or in one; exactly this mailbox, however it was written."""
    found = []
    for petition in _petitions(slug):
        signature_id = search.by_email(petition.pk, email)
        if signature_id:
            found.append(_found(petition, signature_id))
    return found


def elsewhere(email: str, *, slug: str = "") -> list[Petition]:
    """Campaigns that hold something of this mailbox without its having signed, such as an earlier list or a rule."""
    return [petition for petition in _petitions(slug) if rooms.of_address(petition.pk, email)]


def person(email: str, found: list[Found], *, at: datetime, hands: Hands, slug: str = "") -> Forgotten:
    """Counted off as who withdraws, then no row of theirs is left."""
    for one in found:
        signatures.withdraw(one.petition.pk, one.signature_id, at=at)
    hands.enter()
    removed: dict[str, int] = {}
    for one in found:
        # What the log still has to take out, it finds by the signature's id, which tells nothing any more.
        but = ("ledger",) if "ledger" in rooms.waiting(one.petition.pk) else ()
        with transaction.atomic():
            _add(removed, rooms.erase(one.petition.pk, [one.signature_id], but=but))
    for petition in elsewhere(email, slug=slug):
        _add(removed, rooms.erase_address(petition.pk, email))
    hands.pack()
    hands.bake()
    waits = sorted({room for one in found for room in rooms.waiting(one.petition.pk)})
    return Forgotten(removed, mailbox.forget([email]), waits, hands.scrub())


def campaign(petition: Petition, *, at: datetime, hands: Hands) -> Erasure | erase.NotOver | erase.UnderWay:
    """All of its people; the count and the log stay. It comes back done, or as far as could be done now."""
    hands.enter()
    begun = erase.begin(petition, by=None, at=at)
    if not isinstance(begun, Erasure):
        return begun
    while erase.turn(at=at, scrub=hands.scrub) or _helped(begun, hands):
        pass
    begun.refresh_from_db()
    return begun


def _helped(row: Erasure, hands: Hands) -> bool:
    """Whether what it waited for was done now."""
    row.refresh_from_db()
    before = rooms.waiting(row.petition_id)
    if row.state == Erasure.State.DONE or not before:
        return False
    for do in (hands.enter, hands.pack, hands.bake):
        do()
    return rooms.waiting(row.petition_id) != before


def _petitions(slug: str) -> list[Petition]:
    published = Petition.objects.filter(text_version__gt=0).order_by("pk")
    return list(published.filter(slug=slug) if slug else published)


def _found(petition: Petition, signature_id: UUID) -> Found:
    row = Signature.objects.get(petition=petition, id=signature_id)
    whose = Signature.objects.filter(petition=petition, id=signature_id).values("id")
    since = row.confirmed_at or row.signed_at
    taken = [*copies.of_lists(petition), *copies.since(petition, since)]
    return Found(petition, signature_id, row.state, rooms.held(petition.pk, whose), taken)


def _add(total: dict[str, int], more: dict[str, int]) -> None:
    for table, rows in more.items():
        total[table] = total.get(table, 0) + rows
