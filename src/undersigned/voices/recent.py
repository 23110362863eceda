"""The first names of those who signed last and allowed the page to say so. At most three, and a day, never an hour.

The page is baked with them: `public.names` says when that is due again.
"""

import logging
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypedDict

from django.utils import timezone

from undersigned.signing import keyring
from undersigned.signing.models import Signature, SignatureQuerySet
from undersigned.vault.sealing import CannotOpen

log = logging.getLogger(__name__)

MOST = 3
LONGEST = 20
FRESH = timedelta(hours=24)  # where nobody has signed for so long, nobody is shown
YESTERDAY = timedelta(days=1)


class Recent(TypedDict):
    """Plain values for the page's template."""

    name: str
    is_today: bool  # otherwise it was yesterday


def names(petition_id: int, *, at: datetime) -> list[Recent]:
    """One query; opens three records at most. The newest comes first."""
    rows = _newest(petition_id).values_list("id", "sealed", "confirmed_at")
    found = [(id_, sealed, confirmed_at) for id_, sealed, confirmed_at in rows if sealed and confirmed_at]
    if not found or at - found[0][2] > FRESH:
        return []
    today = timezone.localdate(at)
    days = [(id_, sealed, today - timezone.localdate(confirmed_at)) for id_, sealed, confirmed_at in found]
    return [
        Recent(name=name, is_today=ago < YESTERDAY)
        for id_, sealed, ago in days
        if ago <= YESTERDAY
        for name in _name(petition_id, id_, bytes(sealed))
    ]


def _newest(petition_id: int) -> SignatureQuerySet:
    """By an index that holds nobody else."""
    allowed = Signature.objects.confirmed().filter(petition_id=petition_id, shows_name=True, is_sample=False)
    allowed = allowed.filter(sealed__isnull=False)
    return allowed.order_by("-confirmed_at", "id")[:MOST]


def _name(petition_id: int, signature_id: object, sealed: bytes) -> Iterator[str]:
    """None where the record cannot be opened, or where its first word may be more than a name."""
    try:
        record = keyring.for_petition(petition_id).unseal("signature", signature_id, sealed)
    except CannotOpen:
        log.warning("recent.unreadable", extra={"signature": str(signature_id)})
        return
    first = next(iter(record["name"].split()), "")
    if first and len(first) <= LONGEST and all(unicodedata.category(sign)[0] in "LM" for sign in first):
        yield first
