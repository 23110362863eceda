"""Demonstration signers: rows that are marked as samples, hold nobody's data, and are counted apart."""

from datetime import datetime, timedelta

from django.db import transaction

from undersigned.ledger import queue
from undersigned.ledger.waiting import NO_COMMITMENT
from undersigned.signing import accept
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.vault import blind, entropy

SPREAD = timedelta(days=30)
CONFIRMED_AFTER = timedelta(minutes=3)
ROWS_AT_ONCE = 1_000


@transaction.atomic
def add(petition: Petition, *, number: int, at: datetime) -> int:
    """`number` confirmed sample signatures, signed over the 30 days before `at`; returns the last one's number.

    Locks the tally, as a confirmation does: their numbers follow the last one given.
    """
    tally, _ = Tally.objects.select_for_update().get_or_create(petition=petition)
    first = tally.confirmed + 1
    rows = [_sample(petition, place=place, of=number, number=first + place, at=at) for place in range(number)]
    Signature.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    queue.samples(petition.pk, [row.id for row in rows], text_version=petition.text_version)
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
        id=accept.new_id(confirmed_at - CONFIRMED_AFTER, entropy.take),
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
    ids = list(samples.confirmed().order_by("number").values_list("id", flat=True))
    queue.void_samples(petition_id, ids)
    standing = len(ids)
    if tally.confirmed == standing and tally.withdrawn == 0:
        tally.confirmed = 0  # nobody but samples was ever counted: the first person shall be number 1
    else:
        tally.withdrawn += standing  # numbers that people have seen stay theirs
    tally.samples = 0
    tally.save(update_fields=["confirmed", "withdrawn", "samples"])
    return samples.delete()[0]
