"""Looks at one hour of signatures after the other: how many, from where, how soon they were confirmed.

Signing writes nothing for it. An hour is gone through as a whole, and what is written of it replaces what was there: so
a kill costs one look and never a number. It is looked at anew while it runs and for a day, since letters take time.

A domain that one person alone has would tell who they are, so of domains and networks only those are kept that
`FEWEST` have signed from.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from undersigned.fraud import alerts
from undersigned.fraud.models import Crowd, Hour
from undersigned.signing import accept, keyring, network, networks
from undersigned.signing.keyring import PetitionKeys
from undersigned.signing.models import Petition, Signature
from undersigned.vault.sealing import CannotOpen

log = logging.getLogger(__name__)

AT_ONCE = 5_000
AN_HOUR = timedelta(hours=1)
A_WEEK = timedelta(days=7)
SETTLED = timedelta(minutes=2)  # signatures are committed in another order than their ids were made in
RUNNING = timedelta(minutes=10)  # between two looks at an hour that is not over
LATER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))  # after its end
MANY = 100_000  # in an hour: it is looked at when it is over
LEASE = timedelta(minutes=10)
FEWEST = 20
MOST_KEYS = 200_000  # in memory: beyond it those forget, who have come but once
WAITS = (10, 60, 600, 3_600, 86_400)  # seconds
QUICK = WAITS[0]

Kind = Crowd.Kind
COLUMNS = ("id", "state", "sealed", "network", "signed_at", "confirmed_at")


def turn(*, at: datetime) -> bool:
    """Looks at the hour that is due first. False: none is due, and old networks are forgotten."""
    _discover(at=at)
    hour = Hour.objects.filter(due_at__lte=at).order_by("due_at", "pk").select_related("petition").first()
    if hour is None:
        _forget(before=at - networks.KEPT)
        return False
    if Hour.objects.filter(pk=hour.pk, due_at=hour.due_at).update(due_at=at + LEASE):
        _look(hour, at=at)
    return True


@dataclass(slots=True)
class _Sums:
    signed: int = 0
    confirmed: int = 0
    quick: int = 0
    same_second: int = 0
    regular: int = 0
    last: int = 0  # second
    pause: int = 0

    def add(self, signed_at: datetime, confirmed_at: datetime | None) -> None:
        second = int(signed_at.timestamp())
        pause = second - self.last
        if self.signed:
            self.same_second += pause == 0
            self.regular += 0 < pause == self.pause
        self.signed += 1
        self.last, self.pause = second, pause
        if confirmed_at is not None:
            self.confirmed += 1
            self.quick += (confirmed_at - signed_at).total_seconds() < QUICK


@dataclass(slots=True)
class _Found:
    all: _Sums = field(default_factory=_Sums)
    held: int = 0
    waits: list[int] = field(default_factory=lambda: [0] * (len(WAITS) + 1))
    crowds: dict[tuple[str, str], _Sums] = field(default_factory=dict)

    def add(self, keys: PetitionKeys, row: tuple[Any, ...]) -> None:
        id_, state, sealed, network_, signed_at, confirmed_at = row
        if state == Signature.State.HELD and confirmed_at is None:
            self.held += 1
            return
        self.all.add(signed_at, confirmed_at)
        if confirmed_at is not None:
            wait = (confirmed_at - signed_at).total_seconds()
            self.waits[sum(wait >= limit for limit in WAITS)] += 1
        for key in _keys(keys, id_, sealed, network_):
            self.crowds.setdefault(key, _Sums()).add(signed_at, confirmed_at)

    def forget_lonely(self) -> None:
        if len(self.crowds) > MOST_KEYS:
            self.crowds = {key: sums for key, sums in self.crowds.items() if sums.signed > 1}


def _keys(keys: PetitionKeys, id_: UUID, sealed: Any, network_: Any) -> Iterator[tuple[str, str]]:
    domain = _domain(keys, id_, sealed)
    if domain:
        yield Kind.DOMAIN, domain
    if network_ is not None:
        both = bytes(network_).hex()
        yield Kind.LINE, both[: 2 * network.LENGTH]
        yield Kind.NETWORK, both[2 * network.LENGTH :]


def _domain(keys: PetitionKeys, id_: UUID, sealed: Any) -> str:
    """Empty where the signature cannot be opened: withdrawn, or sealed for nobody here."""
    if sealed is None:
        return ""
    try:
        email: str = keys.unseal("signature", id_, bytes(sealed)).get("email", "")
    except CannotOpen:
        return ""
    return email.rpartition("@")[2].lower()


def _discover(*, at: datetime) -> None:
    """The next hour of each petition in which somebody signed. Two queries a petition, by its key."""
    for petition_id in Petition.objects.filter(text_version__gt=0).order_by("pk").values_list("pk", flat=True):
        last = Hour.objects.filter(petition_id=petition_id).order_by("-begins_at").first()
        since = max(last.begins_at + AN_HOUR if last else at - networks.KEPT, at - networks.KEPT)
        there = Signature.objects.filter(petition_id=petition_id, is_sample=False, id__gte=accept.first_id(since))
        first = there.order_by("id").values_list("signed_at", flat=True).first()
        if first is None or first > at:
            continue
        begins_at = first.replace(minute=0, second=0, microsecond=0)
        Hour.objects.get_or_create(petition_id=petition_id, begins_at=begins_at, defaults={"due_at": at})


def _forget(*, before: datetime) -> None:
    """Networks' hashes tell nothing any more by then. Of all petitions: of one that has ended no hour is new."""
    Crowd.objects.filter(kind__in=(Kind.NETWORK, Kind.LINE), hour__begins_at__lt=before).delete()


def _look(hour: Hour, *, at: datetime) -> None:
    found = _Found()
    keys = keyring.for_petition(hour.petition_id)
    for row in _rows(hour):
        found.add(keys, row)
        found.forget_lonely()
    hour.signed, hour.confirmed, hour.held = found.all.signed, found.all.confirmed, found.held
    hour.waits, hour.due_at = found.waits, _next(hour, at=at)
    usual = _usual(hour)
    kept = {key: sums for key, sums in found.crowds.items() if sums.signed >= FEWEST}
    crowds = [_crowd(hour, key, sums) for key, sums in {(Kind.ALL.value, ""): found.all, **kept}.items()]
    for crowd in crowds:
        crowd.alerts = alerts.of(crowd, hour=hour, usual=usual, at=at)
    _tell_once(crowds)
    _write(hour, crowds)


def _tell_once(crowds: list[Crowd]) -> None:
    """Not of a connection that is all of its network; nor of all, where it is some of them that stand out."""
    wholes = [_numbers(one) for one in crowds if one.kind == Kind.NETWORK]
    explained = {name for one in crowds if one.kind != Kind.ALL for name in one.alerts}
    for one in crowds:
        if one.kind == Kind.LINE and _numbers(one) in wholes:
            one.alerts = []
        if one.kind == Kind.ALL:
            one.alerts = [name for name in one.alerts if name not in explained]
        one.is_alert = bool(one.alerts)


def _numbers(crowd: Crowd) -> tuple[int, ...]:
    return crowd.signed, crowd.confirmed, crowd.quick, crowd.same_second, crowd.regular


@transaction.atomic
def _write(hour: Hour, crowds: list[Crowd]) -> None:
    """What an organiser has settled stays settled."""
    hour.save()
    gone = set(hour.crowds.values_list("kind", "key")) - {(one.kind, one.key) for one in crowds}
    for kind, key in gone:
        hour.crowds.filter(kind=kind, key=key).delete()
    Crowd.objects.bulk_create(
        crowds,
        update_conflicts=True,
        unique_fields=["hour", "kind", "key"],
        update_fields=["signed", "confirmed", "quick", "same_second", "regular", "alerts", "is_alert"],
    )
    if any("large-crowd" in one.alerts for one in crowds):
        log.warning("fraud.large_crowd", extra={"petition": hour.petition_id, "hour": hour.begins_at.isoformat()})


def _rows(hour: Hour) -> Iterator[tuple[Any, ...]]:
    there = Signature.objects.filter(petition_id=hour.petition_id, is_sample=False)
    rows = there.filter(id__lt=accept.first_id(hour.begins_at + AN_HOUR)).order_by("id")
    after = UUID(int=accept.first_id(hour.begins_at).int - 1)
    while chosen := list(rows.filter(id__gt=after).values_list(*COLUMNS)[:AT_ONCE]):
        yield from chosen
        after = chosen[-1][0]


def _crowd(hour: Hour, key: tuple[str, str], sums: _Sums) -> Crowd:
    return Crowd(
        hour=hour,
        kind=key[0],
        key=key[1],
        signed=sums.signed,
        confirmed=sums.confirmed,
        quick=sums.quick,
        same_second=sums.same_second,
        regular=sums.regular,
    )


def _usual(hour: Hour) -> dict[str, float]:
    """Each domain's share of the week before. Empty where too few signed in it to tell."""
    week = Hour.objects.filter(
        petition_id=hour.petition_id, begins_at__gte=hour.begins_at - A_WEEK, begins_at__lt=hour.begins_at
    )
    signed = week.aggregate(n=Sum("signed"))["n"] or 0
    if signed < alerts.DOMAIN:
        return {}
    domains = Crowd.objects.filter(hour__in=week, kind=Kind.DOMAIN).order_by("key").values("key")
    return {"": 0.0} | {row["key"]: row["n"] / signed for row in domains.annotate(n=Sum("signed"))}


def _next(hour: Hour, *, at: datetime) -> datetime | None:
    end = hour.begins_at + AN_HOUR
    if at < end + SETTLED:
        return end + SETTLED if hour.signed >= MANY else min(at + RUNNING, end + SETTLED)
    return next((end + wait for wait in LATER if at < end + wait), None)
