"""The alarm: where hardly anybody confirms, somebody is filling strangers' inboxes through us.

Each signature is looked at once, when its letter has been gone for an hour. It counts in three slices: its petition,
the domain of its mailbox, the neighbourhood of the network it came from. `LEAST` letters of a day, of which fewer than
one in `ONE_IN` was answered within the hour, stop all further ones to that slice.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from undersigned.mail.models import Letter
from undersigned.signing import accept, keyring
from undersigned.signing.models import Petition, Signature
from undersigned.signing.network import LENGTH
from undersigned.vault.sealing import CannotOpen
from undersigned.watch.models import Alarm, Kind, Mark, Slice

LEAST = 50
ONE_IN = 10
ANSWERED_WITHIN = timedelta(hours=1)
LEFT_WITHIN = timedelta(minutes=10)  # of being signed; a letter that waited longer tells nothing about its reader
WINDOW = timedelta(days=1)
KEPT = timedelta(days=2)
AT_ONCE = 1_000

Place = tuple[str, bytes]  # kind and key of a slice


@dataclass(frozen=True, slots=True)
class Seen:
    """One signature whose time is over. `domain`, `network`: empty where nothing is known any more."""

    petition_id: int
    domain: str
    network: bytes
    is_confirmed: bool

    def places(self) -> list[Place]:
        found: list[Place] = [(Kind.PETITION, of_petition(self.petition_id))]
        if self.domain:
            found.append((Kind.DOMAIN, of_domain(self.domain)))
        if self.network:
            found.append((Kind.NETWORK, self.network))
        return found


def look(*, at: datetime) -> int:
    """Up to `AT_ONCE` signatures of each petition; how many alarms it raised. Also removes old slices."""
    Slice.objects.filter(hour__lt=at - KEPT).delete()
    return sum(_look(petition, at=at) for petition in Petition.objects.order_by("pk"))


def of_petition(petition_id: int) -> bytes:
    return petition_id.to_bytes(16, "big")


def of_domain(domain: str) -> bytes:
    """A keyed hash: many domains are one family's own."""
    return keyring.mailbox(f"*@{domain}")


def of_network(network: bytes | memoryview | None) -> bytes:
    """The neighbourhood's part of what is kept with a signature; it is another one each day."""
    return bytes(network or b"")[LENGTH:]


@transaction.atomic
def _look(petition: Petition, *, at: datetime) -> int:
    last = accept.first_id(at - ANSWERED_WITHIN - LEFT_WITHIN)
    mark, _ = Mark.objects.select_for_update().get_or_create(
        petition=petition, defaults={"up_to": accept.first_id(at - WINDOW)}
    )
    rows = list(
        Signature.objects.filter(petition_id=petition.pk, id__gt=mark.up_to, id__lt=last, is_sample=False)
        .order_by("id")
        .only("petition_id", "id", "sealed", "network", "signed_at", "confirmed_at")[:AT_ONCE]
    )
    if not rows:
        return 0
    Mark.objects.filter(pk=mark.pk).update(up_to=rows[-1].id)
    seen = list(_seen(rows))
    _add(seen, hour=at.replace(minute=0, second=0, microsecond=0))
    names = {of_domain(one.domain): one.domain for one in seen if one.domain} | {of_petition(petition.pk): petition.ask}
    return sum(_judge(place, name=names.get(place[1], ""), at=at) for place in _places(seen))


def _seen(rows: list[Signature]) -> Iterable[Seen]:
    """Those whose first letter left in time: it has the signature's own id."""
    sent = dict(
        Letter.objects.filter(id__in=[row.id for row in rows], state=Letter.State.SENT)
        .order_by("id")
        .values_list("id", "sent_at")
    )
    for row in rows:
        left = sent.get(row.id)
        if left is not None and left <= row.signed_at + LEFT_WITHIN:
            is_confirmed = row.confirmed_at is not None and row.confirmed_at <= left + ANSWERED_WITHIN
            yield Seen(row.petition_id, _domain(row), of_network(row.network), is_confirmed)


def _domain(row: Signature) -> str:
    if not row.sealed:
        return ""
    try:
        email = keyring.for_petition(row.petition_id).unseal("signature", row.id, bytes(row.sealed)).get("email", "")
    except CannotOpen:
        return ""
    return str(email).rpartition("@")[2].lower()


def _places(seen: Iterable[Seen]) -> list[Place]:
    return sorted({place for one in seen for place in one.places()})


def _add(seen: Iterable[Seen], *, hour: datetime) -> None:
    letters, confirmed = Counter[Place](), Counter[Place]()
    for one in seen:
        letters.update(one.places())
        confirmed.update(one.places() if one.is_confirmed else [])
    # In one order everywhere, so that two workers wait for each other and never in a ring.
    rows = [Slice(kind=kind, key=key, hour=hour) for kind, key in sorted(letters)]
    Slice.objects.bulk_create(rows, ignore_conflicts=True)
    for kind, key in sorted(letters):
        Slice.objects.filter(kind=kind, key=key, hour=hour).update(
            letters=F("letters") + letters[kind, key], confirmed=F("confirmed") + confirmed[kind, key]
        )


def _judge(place: Place, *, name: str, at: datetime) -> bool:
    """True: the alarm is raised."""
    kind, key = place
    released = Alarm.objects.filter(kind=kind, key=key).order_by("-since").first()
    if released is not None and released.released_at is None:
        return False
    since = max(at - WINDOW, released.released_at) if released and released.released_at else at - WINDOW
    sums = Slice.objects.filter(kind=kind, key=key, hour__gt=since).aggregate(Sum("letters"), Sum("confirmed"))
    letters, confirmed = sums["letters__sum"] or 0, sums["confirmed__sum"] or 0
    if letters < LEAST or confirmed * ONE_IN >= letters:
        return False
    Alarm.objects.bulk_create(
        [Alarm(kind=kind, key=key, name=name, since=at, letters=letters, confirmed=confirmed)], ignore_conflicts=True
    )
    return True
