"""Unconfirmed signatures are not kept: after seven days they are removed, letters and all; those held, too."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from undersigned.mail.models import Letter
from undersigned.signing.models import Signature, SignatureQuerySet

KEPT = timedelta(days=7)
AT_ONCE = 500


def unconfirmed(*, at: datetime) -> int:
    """Removes up to `AT_ONCE` of those past their time; how many it removed. Call again while it returns any."""
    with transaction.atomic():
        stale = list(
            _stale(at).order_by("petition_id", "last_letter_at", "id").values_list("petition_id", "id")[:AT_ONCE]
        )
        removed = 0
        for petition_id, signature_id in stale:
            # Conditional: since it was read it may have been confirmed, or a letter may have gone out again.
            gone, _ = _stale(at).filter(petition_id=petition_id, id=signature_id).delete()
            if gone:
                Letter.objects.filter(petition_id=petition_id, about=signature_id).delete()
            removed += gone
    return removed


def _stale(at: datetime) -> SignatureQuerySet:
    """Pending since their last letter; held since they came, for nobody was written to."""
    pending, held = Signature.State.PENDING, Signature.State.HELD
    return Signature.objects.filter(
        Q(state=pending, last_letter_at__lt=at - KEPT) | Q(state=held, signed_at__lt=at - KEPT)
    )
