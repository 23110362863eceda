"""Sample remarks for a demonstration: marked as samples, bound to sample signatures, labelled on the page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef

from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature
from undersigned.voices import moderate
from undersigned.voices.models import Remark


class SampleRemark(TypedDict):
    words: str
    shown_as: str


class NotEnoughSamples(Exception):
    """Fewer sample signatures without a remark than sample remarks: add sample signers first."""


@transaction.atomic
def add(petition: Petition, remarks: Sequence[SampleRemark], at: datetime) -> int:
    """Approved remarks, the first of which the page shows first. Raises `NotEnoughSamples`; then adds none."""
    has_one = Remark.objects.filter(petition_id=OuterRef("petition_id"), signature_id=OuterRef("id"))
    silent = Signature.objects.confirmed().filter(petition=petition, is_sample=True).exclude(Exists(has_one))
    signatures = list(silent.order_by("-number").values_list("id", flat=True)[: len(remarks)])
    if len(signatures) < len(remarks):
        raise NotEnoughSamples(f"{petition.slug}: {len(remarks)} sample remarks for {len(signatures)} sample signers")
    keys = keyring.for_petition(petition.pk)
    rows = []
    for place, (signature_id, remark) in enumerate(zip(signatures, remarks, strict=True)):
        row = Remark(
            petition=petition,
            signature_id=signature_id,
            may_publish=True,
            language=petition.language,
            is_sample=True,
            state=Remark.State.APPROVED,
            offered_at=at,
            decided_at=at - timedelta(seconds=place),  # the wall shows the newest decision first
        )
        row.sealed = keys.seal("remark", row.id, {"words": remark["words"], "shown_as": remark["shown_as"]})
        rows.append(row)
    Remark.objects.bulk_create(rows)
    moderate.wall_changed.send(sender=Remark, petition_id=petition.pk)
    return len(rows)


@transaction.atomic
def remove(petition: Petition | None = None) -> int:
    """Deletes the sample remarks of one petition, or of all; returns how many."""
    samples = Remark.objects.filter(is_sample=True)
    if petition is not None:
        samples = samples.filter(petition=petition)
    touched = sorted(set(samples.values_list("petition_id", flat=True)))
    deleted, _ = samples.delete()
    for petition_id in touched:
        moderate.wall_changed.send(sender=Remark, petition_id=petition_id)
    return deleted
