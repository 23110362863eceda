"""The calendar: what of a petition is deleted when, and how much of it. Queries, no change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from undersigned.mail import forget
from undersigned.retention import census, erase, policy, rooms
from undersigned.signing import expire
from undersigned.signing.models import Petition, Signature

KINDS: dict[str, Any] = {
    "unconfirmed": _("Unconfirmed signatures and what was held back: 7 days after the last letter"),
    "letters": _("Records of letters that were sent: 30 days after sending"),
    "signatures": _("Signatures with all that belongs to them: names, addresses, remarks, packets"),
    "addresses": _("E-mail addresses of those who asked for news"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """`at`: the first day on which something goes; None: no day can be named yet. `count`: all of it, by and by."""

    kind: str
    at: datetime | None
    count: int


def plan(petition: Petition, *, now: datetime) -> list[Item]:
    """In the order of the days; what has none comes last, what there is nothing of is left out."""
    found = [_unconfirmed(petition), _letters(petition), *_people(petition)]
    items = [one for one in found if one.count]
    return sorted((_not_before(one, now) for one in items), key=lambda one: (one.at is None, one.at or now, one.kind))


def dry_run(petition: Petition, *, at: datetime, everything: bool) -> dict[str, int]:
    """Rows by table that would go, exactly; nothing is changed."""
    found = erase.due(petition, at=at, everything=everything)
    others = [rooms.name(room) for room in rooms.erasing() if rooms.name(room) not in erase.LEFT_WITH_ADDRESS]
    gone = rooms.held(petition.pk, found.ids(), but=erase.LEFT_WITH_ADDRESS)
    beside = rooms.beside(petition.pk) if found.beside else {}
    whole = rooms.held(petition.pk, found.whole.values("id"), but=others)
    return dict(sorted({**gone, **whole, **beside}.items()))  # of one table, those beside are all of them


def _unconfirmed(petition: Petition) -> Item:
    rows = Signature.objects.filter(petition=petition)
    pending, held = rows.pending(), rows.held()
    firsts = [
        pending.aggregate(first=Min("last_letter_at"))["first"],
        held.aggregate(first=Min("signed_at"))["first"],
    ]
    first = min((one for one in firsts if one), default=None)
    return Item("unconfirmed", first + expire.KEPT if first else None, pending.count() + held.count())


def _letters(petition: Petition) -> Item:
    count, first = census.sent(petition)
    return Item("letters", first + forget.KEPT if first else None, count)


def _people(petition: Petition) -> list[Item]:
    """One item a day: who signed under an earlier promise may go earlier."""
    days = policy.days(petition)
    whole: dict[datetime | None, int] = {}
    later: dict[datetime | None, int] = {}
    for version, (people, asked) in census.people(petition).items():
        one = days.get(version)
        if one is None or one.at == one.all_at:
            at = one.at if one else None
            whole[at] = whole.get(at, 0) + people
            continue
        whole[one.at] = whole.get(one.at, 0) + people
        later[one.all_at] = later.get(one.all_at, 0) + asked
    return [Item("signatures", at, count) for at, count in whole.items()] + [
        Item("addresses", at, count) for at, count in later.items()
    ]


def _not_before(item: Item, now: datetime) -> Item:
    """What is due already goes with the worker's next turn."""
    return Item(item.kind, max(item.at, now), item.count) if item.at else item
