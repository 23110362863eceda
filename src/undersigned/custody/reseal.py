"""A new data key for one petition: it seals from now on, and the worker seals anew by it what older keys have sealed.

Some records at a time, and how far it got is written in the same transaction: what a kill leaves is taken up at the
next turn. The older keys stay, and open what a process seals in the moment before it hears of the new one.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from undersigned.custody import records
from undersigned.custody.models import Resealing
from undersigned.signing import keyring
from undersigned.signing.models import Petition
from undersigned.vault import sealing

log = logging.getLogger(__name__)

AT_ONCE = 500


@transaction.atomic
def begin(petition: Petition, *, at: datetime) -> int:
    """The id of the new key. One that is under way begins anew with it."""
    kid = keyring.add_data_key(petition, at=at).kid
    fresh = {"kid": kid, "kind": records.after(""), "reached": None, "begun_at": at, "done_at": None}
    Resealing.objects.update_or_create(petition=petition, defaults={**fresh, "resealed": 0, "lost": 0})
    return kid


@transaction.atomic
def turn(*, at: datetime) -> int:
    """Up to `AT_ONCE` records of one petition; how many were looked at. Call again while it returns any."""
    job = Resealing.objects.select_for_update().filter(done_at__isnull=True).order_by("begun_at", "pk").first()
    if job is None:
        return 0
    looked = 0
    while job.kind and not (looked := _chunk(job)):
        job.kind, job.reached = records.after(job.kind), None
    job.done_at = None if job.kind else at
    job.save()
    return looked


def _chunk(job: Resealing) -> int:
    """Of the kind that it is at; 0: that is through."""
    rows = records.models()[job.kind].objects.filter(petition_id=job.petition_id, sealed__isnull=False)
    if job.reached:
        rows = rows.filter(id__gt=job.reached)
    found = list(rows.order_by("id").values_list("id", "sealed")[:AT_ONCE])
    keys = keyring.all_for([job.petition_id])[job.petition_id]
    for id_, sealed in found:
        job.reached = id_
        if sealing.kid_of(bytes(sealed)) < job.kid and sealed:
            _one(job, keys, id_, sealed)
    return len(found)


def _one(job: Resealing, keys: keyring.PetitionKeys, id_: Any, sealed: Any) -> None:
    """Unless somebody has written it since it was read: then it is sealed by the new key, or gone."""
    try:
        fresh = keys.seal(job.kind, id_, keys.unseal(job.kind, id_, bytes(sealed)))
    except sealing.CannotOpen:
        log.warning("reseal.unreadable", extra={"kind": job.kind, "row": str(id_)})
        job.lost += 1
        return
    rows = records.models()[job.kind].objects.filter(petition_id=job.petition_id, id=id_, sealed=sealed)
    job.resealed += rows.update(sealed=fresh)
