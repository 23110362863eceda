"""Unconfirmed signatures are not kept: after seven days they are removed, letters and all; those held, too."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from undersigned.mail.models import Letter
from undersigned.signing.models import Petition, Signature, SignatureQuerySet

KEPT = timedelta(days=7)
AT_ONCE = 500


def unconfirmed(*, at: datetime) -> int:
    """Removes up to `AT_ONCE` of those past their time; how many it removed. Call again while it returns any.

    They are found before anything is locked, so that signing never waits for the search.
    """
    found = _found(before=at - KEPT)
    removed = 0
    if found:
        with transaction.atomic():
            removed = sum(_remove(petition_id, id_, before=at - KEPT) for petition_id, id_ in found)
    return removed


def _found(*, before: datetime) -> list[tuple[int, UUID]]:
    """Petition by petition, so that an index leads to the oldest ones however many there are."""
    found: list[tuple[int, UUID]] = []
    for petition_id in Petition.objects.order_by("pk").values_list("pk", flat=True):
        for stale, since in ((_pending(before), "last_letter_at"), (_held(before), "signed_at")):
            ids = stale.filter(petition_id=petition_id).order_by(since, "id").values_list("id", flat=True)
            found += [(petition_id, one) for one in ids[: AT_ONCE - len(found)]]
    return found


def _remove(petition_id: int, signature_id: UUID, *, before: datetime) -> int:
    """Conditional: since it was read it may have been confirmed, or a letter may have gone out again."""
    removed = 0
    for stale in (_pending(before), _held(before)):
        gone, _ = stale.filter(petition_id=petition_id, id=signature_id).delete()
        removed += gone
    if removed:
        Letter.objects.filter(petition_id=petition_id, about=signature_id).delete()
    return removed


def _pending(before: datetime) -> SignatureQuerySet:
    """Pending since their last letter."""
    return Signature.objects.pending().filter(last_letter_at__lt=before)


def _held(before: datetime) -> SignatureQuerySet:
    """Held since they came, for nobody was written to."""
    return Signature.objects.held().filter(signed_at__lt=before)
