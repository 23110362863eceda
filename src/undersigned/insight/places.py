"""Where signers live, as an area of the post, and how far a petition was passed on: gathered as the other numbers are.

An area is in the sealed record, so each record is opened once, when its confirmation is gathered; what is kept of it is
a number a week and area. How far: who came by nobody's link is generation 0, whoever they bring is 1, and so on.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from undersigned.insight.models import Mark, Passing, Place
from undersigned.signing import brought, keyring
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.signing.postcode import area
from undersigned.vault import sealing

AT_ONCE = 1_000
STEPS = 10
FARTHEST = 99  # generations; who comes later is counted among these


def on(*, key: bytes, steps: int = STEPS) -> int:
    """Gathers what was confirmed since, as far as `steps` lead; how many steps it took. Fewer: it is done.

    `key`: the one that signers' links are made from.
    """
    petitions = Petition.objects.filter(text_version__gt=0).order_by("pk")
    marks = Mark.objects.in_bulk()
    tops = dict(Tally.objects.values_list("petition_id", "confirmed"))
    taken = 0
    for petition in petitions:
        mark = marks.get(petition.pk) or Mark.objects.get_or_create(petition_id=petition.pk)[0]
        while taken < steps and mark.placed < tops.get(petition.pk, 0):
            _step(petition, mark, up_to=min(mark.placed + AT_ONCE, tops[petition.pk]), key=key)
            taken += 1
    return taken


def week(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def _step(petition: Petition, mark: Mark, *, up_to: int, key: bytes) -> None:
    rows = list(_rows(petition, mark, up_to=up_to))
    places = Counter((_area(petition, row), week(timezone.localdate(row.confirmed_at))) for row in rows)
    passings = _passings(petition, [row for row in rows if row.via], key=key)
    with transaction.atomic():
        unmoved = Mark.objects.filter(petition=petition, placed=mark.placed)
        if unmoved.update(placed=up_to):  # or else another worker was first
            _add(petition, places)
            Passing.objects.bulk_create(passings, ignore_conflicts=True)
    mark.refresh_from_db(fields=["placed"])


def _rows(petition: Petition, mark: Mark, *, up_to: int) -> Any:
    confirmed = Signature.objects.filter(petition=petition, number__gt=mark.placed, number__lte=up_to)
    for row in confirmed.order_by("number").only("state", "is_sample", "confirmed_at", "via", "sealed"):
        if not row.is_sample or row.state == Signature.State.CONFIRMED:
            yield row


def _area(petition: Petition, row: Signature) -> str:
    """Empty where the record is gone, or only its owners can open it."""
    if row.sealed is None:
        return ""
    try:
        record = keyring.for_petition(petition.pk).unseal("signature", row.id, bytes(row.sealed))
    except sealing.CannotOpen:
        return ""
    return area(petition.postcode_style, record.get("postcode", ""))


def _passings(petition: Petition, rows: list[Signature], *, key: bytes) -> list[Passing]:
    """A link whose owner is not known here is one of generation 0, as the owner of most links is."""
    known = Passing.objects.filter(petition=petition, code__in={row.via for row in rows})
    generations: dict[str, int] = defaultdict(int, known.values_list("code", "generation"))
    made = []
    for row in rows:
        code = brought.share_code(row.id, petition=petition.uuid, key=key)
        generations[code] = min(generations[row.via] + 1, FARTHEST)
        made.append(Passing(petition=petition, code=code, generation=generations[code]))
    return made


def _add(petition: Petition, places: Counter[tuple[str, date]]) -> None:
    weeks = {monday for _name, monday in places}
    added = {(one.area, one.week): one for one in Place.objects.filter(petition=petition, week__in=weeks)}
    for (name, monday), number in places.items():
        if name:
            place = added.setdefault((name, monday), Place(petition=petition, area=name, week=monday))
            place.confirmed += number
    Place.objects.bulk_create(
        added.values(),
        update_conflicts=True,
        unique_fields=["petition", "area", "week"],
        update_fields=["confirmed"],
    )
