"""Ends what can be opened of a petition: its keys are destroyed first, and what they sealed is emptied after that.

The count, the numbers, the log and the page stay. A backup of the database holds the wrapped keys still: it opens until
it is deleted, or until the master key `seal` has been replaced and no copy of the old file is left.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from undersigned.custody import records
from undersigned.custody.models import Resealing
from undersigned.mail.models import Letter
from undersigned.signing import keyring
from undersigned.signing.models import DataKey, IndexLayer, Petition, Signature, Tally
from undersigned.signing.petition import GRACE

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Ends:
    """What is there to end."""

    records: dict[str, int]  # by kind
    unsent: int  # letters
    count: int  # which stays


def ends(petition: Petition) -> Ends:
    """A dry run."""
    there = {kind: _full(model, petition).count() for kind, model in records.models().items()}
    tally = Tally.objects.filter(petition=petition).first()
    unsent = Letter.objects.filter(Letter.UNSENT, petition_id=petition.pk).count()
    return Ends(there, unsent, tally.count if tally else 0)


def is_open(petition: Petition, *, at: datetime) -> bool:
    """Whether somebody may still sign or confirm: then there is nothing to be destroyed yet."""
    return petition.published and (petition.closes_at is None or at < petition.closes_at + GRACE)


@transaction.atomic
def keys(petition: Petition, *, at: datetime) -> int:
    """From here on nothing opens. How many keys; 0: they were destroyed before."""
    destroyed = DataKey.objects.filter(petition=petition, wrapped__isnull=False)
    number = destroyed.update(wrapped=None, destroyed_at=at)
    IndexLayer.objects.filter(petition=petition).delete()
    Resealing.objects.filter(petition=petition).delete()
    Letter.objects.filter(Letter.UNSENT, petition_id=petition.pk).delete()
    transaction.on_commit(keyring.forget)
    return number


def some(petition: Petition) -> int:
    """Empties up to `AT_ONCE` records; how many. Call again while it returns any."""
    for model in records.models().values():
        ids = list(_full(model, petition).order_by("id").values_list("id", flat=True)[:AT_ONCE])
        if ids:
            emptied: int = model.objects.filter(petition=petition, id__in=ids).update(**_empty(model))
            return emptied
    return 0


def _full(model: Any, petition: Petition) -> Any:
    there = model.objects.filter(petition=petition)
    if model is Signature:
        return there.filter(Q(sealed__isnull=False) | Q(locked__isnull=False))
    return there.filter(sealed__isnull=False).exclude(sealed=b"")


def _empty(model: Any) -> dict[str, Any]:
    if model is Signature:
        emptied: dict[str, Any] = {"sealed": None, "locked": None, "blind_index": None, "network": None}
        return {**emptied, "wants_updates": False, "shows_name": False}
    return {"sealed": b""}
