"""The days' secrets, by which networks are hashed: made a day ahead, destroyed after thirty, with the hashes."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from undersigned.signing import accept
from undersigned.signing.models import NetworkDay, Petition, Signature

KEPT = timedelta(days=30)
AT_ONCE = 5_000
STEPS = 8
SECRET_LENGTH = 32


def provide(*, at: datetime) -> dict[date, bytes]:
    """The secrets of today and tomorrow, made where nobody has made them yet. Two queries where they are there."""
    today = at.astimezone(UTC).date()
    found: dict[date, bytes] = {}
    for day in (today, today + timedelta(days=1)):
        made = {"secret": secrets.token_bytes(SECRET_LENGTH)}
        row, _is_new = NetworkDay.objects.get_or_create(day=day, defaults=made)
        if row.secret is not None:
            found[day] = bytes(row.secret)
    return found


def forget(*, at: datetime) -> bool:
    """Destroys what is past its time, then empties the hashes, up to `STEPS` handfuls; False: nothing is left to empty.

    The secret goes first: from then on the hashes tell nothing, however long the emptying takes.
    """
    past = NetworkDay.objects.filter(day__lt=at.astimezone(UTC).date() - KEPT)
    past.filter(secret__isnull=False).update(secret=None)
    for _ in range(STEPS):
        row = past.order_by("day").first()
        if row is None:
            return False
        _empty(row)
    return True


@transaction.atomic
def _empty(row: NetworkDay) -> None:
    """One petition's signatures of that day, from where it stood; then the next petition; then the row goes."""
    midnight = datetime.combine(row.day, time.min, UTC)
    first, last = accept.first_id(midnight), accept.first_id(midnight + timedelta(days=1))
    there = Signature.objects.filter(petition_id=row.petition_id, id__gte=row.reached or first, id__lt=last)
    ids = list(there.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    if ids:
        there.filter(id__lte=ids[-1], network__isnull=False).update(network=None)
        row.reached = UUID(int=ids[-1].int + 1)
    else:
        following = Petition.objects.filter(pk__gt=row.petition_id).order_by("pk").values_list("pk", flat=True).first()
        if following is None:
            row.delete()
            return
        row.petition_id, row.reached = following, None
    row.save(update_fields=["petition_id", "reached"])
