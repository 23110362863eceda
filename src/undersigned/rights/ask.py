"""Asks for the link to one's own page. What is asked is noted; whether anybody gets a letter, the worker finds out.

So the door does the same for every address, and takes as long: it never looks whether the mailbox has signed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from undersigned.mail.models import Letter
from undersigned.mail.outbox import HEAD_START
from undersigned.rights.models import Asking
from undersigned.signing import rotate
from undersigned.signing.models import Signature

KIND = "own-page"  # of the letter
AT_ONCE = 200
MOST_LETTERS = 3  # in `WITHIN`, to one signer
WITHIN = timedelta(days=1)
STATES = (Signature.State.PENDING, Signature.State.CONFIRMED, Signature.State.STRUCK)

NewId = Callable[[], UUID]


def note(petition_id: int, mailbox: bytes, *, language: str, at: datetime) -> None:
    """One row. `mailbox`: the first version of its index."""
    Asking.objects.create(petition_id=petition_id, mailbox=mailbox, language=language, asked_at=at)


def turn(*, at: datetime, new_id: NewId) -> int:
    """Queues the letters of those who asked; how many askings were seen to."""
    asked = list(Asking.objects.order_by("pk")[:AT_ONCE])
    for one in asked:
        _see_to(one, at=at, letter_id=new_id())
    return len(asked)


@transaction.atomic
def _see_to(asked: Asking, *, at: datetime, letter_id: UUID) -> None:
    if not Asking.objects.filter(pk=asked.pk).delete()[0]:
        return  # another worker was faster
    theirs = rotate.find(asked.petition_id, bytes(asked.mailbox))
    found = theirs.filter(state__in=STATES, is_sample=False, sealed__isnull=False)  # else nobody here has the address
    signature_id = found.values_list("id", flat=True).first()
    if signature_id is not None and not _had_enough(asked.petition_id, signature_id, at=at):
        queue(asked.petition_id, signature_id, kind=KIND, language=asked.language, at=at, letter_id=letter_id)


def queue(petition_id: int, signature_id: UUID, *, kind: str, language: str, at: datetime, letter_id: UUID) -> None:
    """Inside the caller's transaction."""
    Letter.objects.create(
        id=letter_id,
        petition_id=petition_id,
        about=signature_id,
        kind=kind,
        language=language,
        due_at=at - HEAD_START,
        queued_at=at,
    )


def _had_enough(petition_id: int, signature_id: UUID, *, at: datetime) -> bool:
    lately = Letter.objects.filter(petition_id=petition_id, about=signature_id, kind=KIND, queued_at__gt=at - WITHIN)
    return lately.count() >= MOST_LETTERS
