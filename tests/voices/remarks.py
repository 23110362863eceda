"""Remarks for the tests, made through the room's own doors."""

import uuid
from datetime import datetime

from tests.factories import NOW
from undersigned.signing.models import Signature
from undersigned.voices import offer
from undersigned.voices.models import Remark

WORDS = "The library is where my children read."
SHOWN_AS = "Rosa, Riverton"


def offered(
    of: Signature,
    *,
    words: str = WORDS,
    shown_as: str = SHOWN_AS,
    may_publish: bool = True,
    at: datetime = NOW,
) -> Remark:
    outcome = offer.remark(
        petition_id=of.petition_id,
        signature_id=of.id,
        words=words,
        shown_as=shown_as,
        may_publish=may_publish,
        language="en",
        at=at,
    )
    assert isinstance(outcome, offer.Offered)
    return Remark.objects.get(id=outcome.remark_id)


def nobody() -> uuid.UUID:
    """The id of no signature."""
    return uuid.UUID("00000000-0000-4000-8000-000000000000")
