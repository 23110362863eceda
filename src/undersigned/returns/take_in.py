"""Take in what came back: note it at its letter, and stop the mailbox's letters where nothing will arrive there.

Taken in a second time, nothing happens: mail servers and webhooks repeat themselves.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from undersigned.mail import returned
from undersigned.mail.models import Letter
from undersigned.returns import refuse, report
from undersigned.returns.models import Refusal, Return
from undersigned.returns.report import What
from undersigned.signing import letters
from undersigned.signing.models import Signature
from undersigned.vault.sealing import CannotOpen

log = logging.getLogger(__name__)

STOPS = {What.BOUNCE: Refusal.Reason.BOUNCE, What.COMPLAINT: Refusal.Reason.COMPLAINT}


@dataclass(frozen=True, slots=True)
class Taken:
    """`held`: signatures that waited for a letter which will never be read."""

    what: What
    held: int = 0


@dataclass(frozen=True, slots=True)
class NotOurs:
    """It names no letter of ours: an advertisement, or a forgery. It changes nothing."""


def message(raw: bytes, *, key: bytes, at: datetime) -> Taken | NotOurs:
    """`raw`: a message as it came into the mailbox that letters return to."""
    letter_id = returned.find(raw, key=key)
    if letter_id is None:
        return NotOurs()
    return letter(letter_id, report.read(raw), at=at)


@transaction.atomic
def letter(letter_id: UUID, what: What, *, at: datetime) -> Taken:
    row = Letter.objects.filter(id=letter_id).first()
    if row is None or what is What.NOTHING:
        return Taken(What.NOTHING)
    noted = Return(letter_id=row.id, kind=what.value, petition_id=row.petition_id, update_id=row.update_id, at=at)
    Return.objects.bulk_create([noted], ignore_conflicts=True)
    to = _address(row) if what in STOPS else ""
    held = refuse.address(to, reason=STOPS[what], at=at) if to else 0
    log.info("returns.taken", extra={"letter": str(letter_id)[:8], "what": what.value, "held": held})
    return Taken(what, held)


def _address(row: Letter) -> str:
    """Empty where its signature is gone: nobody is written to about it any more."""
    sealed = Signature.objects.filter(petition_id=row.petition_id, id=row.about).values_list("sealed", flat=True)
    found = sealed.first()
    try:
        return letters.address(row, bytes(found)) if found else ""
    except (CannotOpen, ObjectDoesNotExist):
        return ""
