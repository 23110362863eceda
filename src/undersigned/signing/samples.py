"""Demonstration signers: rows that are marked as samples, hold nobody's data, and are counted apart."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from undersigned.signing.models import Petition, Signature, Tally
from undersigned.vault import blind

SPREAD = timedelta(days=30)
CONFIRMED_AFTER = timedelta(minutes=3)
NO_COMMITMENT = bytes(32)  # a sample commits to nothing, and says so: no hash comes out like this
ROWS_AT_ONCE = 1_000


@transaction.atomic
def add(petition: Petition, *, number: int, at: datetime) -> int:
    """`number` confirmed sample signatures, signed over the 30 days before `at`; returns the last one's number.

    Locks the tally, as a confirmation does: their numbers follow the last one given.
    """
    tally, _ = Tally.objects.select_for_update().get_or_create(petition=petition)
    first = tally.confirmed + 1
    Signature.objects.bulk_create(
        (_sample(petition, place=place, of=number, number=first + place, at=at) for place in range(number)),
        batch_size=ROWS_AT_ONCE,
    )
    tally.confirmed += number
    tally.samples += number
    tally.save(update_fields=["confirmed", "samples"])
    return tally.confirmed


@transaction.atomic
def remove(petition: Petition | None = None) -> int:
    """Deletes the sample signatures of one petition, or of all; returns how many.

    Remarks that are bound to them go with `voices.samples.remove`; `offer.sweep` catches the rest.
    """
    petitions = Petition.objects.all() if petition is None else Petition.objects.filter(pk=petition.pk)
    with_samples = petitions.filter(signatures__is_sample=True).distinct().order_by("pk")
    return sum(_remove(pk) for pk in with_samples.values_list("pk", flat=True))


def _sample(petition: Petition, *, place: int, of: int, number: int, at: datetime) -> Signature:
    confirmed_at = at - SPREAD * (of - 1 - place) / of
    return Signature(
        petition=petition,
        id=uuid.uuid5(petition.uuid, f"sample {number}"),  # no number is given twice, so neither is an id
        state=Signature.State.CONFIRMED,
        number=number,
        index_version=blind.VERSION,
        commitment=NO_COMMITMENT,
        text_version=petition.text_version,
        wording_version=petition.wording_version,
        language=petition.language,
        is_sample=True,
        signed_at=confirmed_at - CONFIRMED_AFTER,
        confirmed_at=confirmed_at,
    )


def _remove(petition_id: int) -> int:
    tally = Tally.objects.select_for_update().get(petition_id=petition_id)
    samples = Signature.objects.filter(petition_id=petition_id, is_sample=True)
    standing = samples.confirmed().count()
    if tally.confirmed == standing and tally.withdrawn == 0:
        tally.confirmed = 0  # nobody but samples was ever counted: the first person shall be number 1
    else:
        tally.withdrawn += standing  # numbers that people have seen stay theirs
    tally.samples = 0
    tally.save(update_fields=["confirmed", "withdrawn", "samples"])
    return samples.delete()[0]
