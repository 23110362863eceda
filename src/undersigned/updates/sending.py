"""Approve an update, send it, stop it, go on. The worker calls `turn`; letters go into the outbox some at a time.

Promise: who stood confirmed, and wanted news, when the update was approved gets it once, if both are still so when
their turn comes. How far the letters are queued is written in the transaction that queues them: after a kill the next
turn goes on where that stands. Any number of workers may take turns.

The outbox never fills up with news: letters are queued at the pace that was set, and none while a minute's worth of
them waits there. Confirmation letters come first: they are due since a day ago, see `mail.outbox`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from undersigned.mail.models import Letter
from undersigned.signing.models import Tally
from undersigned.updates import draft, recipients
from undersigned.updates.draft import Changed
from undersigned.updates.models import Update

AT_ONCE = 500  # so that signatures do not wait for a long transaction
MINUTE = timedelta(minutes=1)

page_changed = Signal()  # petition_id; sent inside the transaction of the change


@dataclass(frozen=True, slots=True)
class Approved:
    reach: int


@dataclass(frozen=True, slots=True)
class Incomplete:
    """It lacks words in the petition's own language."""


@transaction.atomic
def approve(update: Update, *, rate: int, by: Any, at: datetime) -> Approved | Incomplete | Changed:
    """`by`: a user of the desk. From here on its words are frozen. Nothing happens if it was changed since read."""
    if not draft.is_complete(update):
        return Incomplete()
    newest = Tally.objects.filter(petition_id=update.petition_id).values_list("confirmed", flat=True).first() or 0
    reach = recipients.of(update.petition_id, up_to=newest).count()
    as_read = Update.objects.filter(pk=update.pk, state=Update.State.DRAFT, changed_at=update.changed_at)
    if not as_read.update(
        state=Update.State.SENDING,
        rate=rate,
        approved_at=at,
        approved_by=by,
        reach=reach,
        up_to=newest,
        paced_at=at,
    ):
        return Changed()
    if update.on_page:
        page_changed.send(sender=Update, petition_id=update.petition_id)
    return Approved(reach)


@transaction.atomic
def stop(update: Update) -> bool:
    """No letter is begun any more, save those that a postman has in hand. False where it is not being sent."""
    if not Update.objects.filter(pk=update.pk, state=Update.State.SENDING).update(state=Update.State.STOPPED):
        return False
    _park(update.pk)
    return True


@transaction.atomic
def resume(update: Update, *, at: datetime) -> bool:
    """False where it was not stopped."""
    if not Update.objects.filter(pk=update.pk, state=Update.State.STOPPED).update(
        state=Update.State.SENDING, paced_at=at
    ):
        return False
    letters(update.pk).filter(state=Letter.State.STOPPED).update(state=Letter.State.WAITING, due_at=at)
    return True


def turn(*, at: datetime) -> int:
    """Queues what is due of every update that is being sent; how many letters."""
    under_way = Update.objects.filter(state__in=(Update.State.SENDING, Update.State.STOPPED)).order_by("pk")
    queued = 0
    for pk, state in list(under_way.values_list("pk", "state")):
        if state == Update.State.STOPPED:
            _park(pk)  # what a postman had in hand then, and failed to send
        else:
            queued += _go_on(pk, at)
    return queued


def letters(update_id: int) -> "QuerySet[Letter]":
    return Letter.objects.filter(update_id=update_id)


@transaction.atomic
def _go_on(update_id: int, at: datetime) -> int:
    update = Update.objects.select_for_update(skip_locked=True).filter(pk=update_id, state=Update.State.SENDING).first()
    if update is None:
        return 0  # stopped, or another worker is at it
    if update.queued_to >= update.up_to:
        _finish(update, at)
        return 0
    allowed = _allowed(update, at)
    if allowed <= 0:
        return 0
    columns = ("number", "id", "language")
    found = list(
        recipients.of(update.petition_id, after=update.queued_to, up_to=update.up_to).values_list(*columns)[:allowed]
    )
    _queue(update, [(id_, language) for _, id_, language in found], at)
    update.queued_to = found[-1][0] if len(found) == allowed else update.up_to
    update.queued_count += len(found)
    update.paced_at = _paced(update, at, len(found))
    update.save(update_fields=["queued_to", "queued_count", "paced_at"])
    return len(found)


def _queue(update: Update, signatures: list[tuple[uuid.UUID, str]], at: datetime) -> None:
    """In the signer's language, else the petition's own, else one that it is written in."""
    written = set(update.texts.values_list("language", flat=True))
    own = update.petition.language if update.petition.language in written else min(written)
    Letter.objects.bulk_create(
        Letter(
            id=uuid.uuid4(),
            petition_id=update.petition_id,
            about=signature_id,
            kind=Letter.UPDATE,
            update_id=update.pk,
            language=language if language in written else own,
            due_at=at,
            queued_at=at,
        )
        for signature_id, language in signatures
    )


def _allowed(update: Update, at: datetime) -> int:
    """By its pace, and as many as there is room for: untried letters in the outbox are a minute's worth at most."""
    passed = at - (update.paced_at or at)
    untried = letters(update.pk).filter(Letter.UNSENT, attempts=0).count()
    return min(int(min(passed, MINUTE) * update.rate / MINUTE), update.rate - untried, AT_ONCE)


def _paced(update: Update, at: datetime, queued: int) -> datetime:
    """Time in which nothing could be queued is not made up for."""
    return max(update.paced_at or at, at - MINUTE) + queued * MINUTE / update.rate


def _finish(update: Update, at: datetime) -> None:
    if letters(update.pk).filter(Letter.UNSENT).exists():
        return
    update.state, update.finished_at = Update.State.SENT, at
    update.sent_count = letters(update.pk).filter(state=Letter.State.SENT).count()
    update.save(update_fields=["state", "finished_at", "sent_count"])


@transaction.atomic
def _park(update_id: int) -> None:
    """Nothing where it was resumed meanwhile. Locks the update first, as `resume` does."""
    stopped = Update.objects.select_for_update().filter(pk=update_id, state=Update.State.STOPPED)
    waiting = letters(update_id).filter(state=Letter.State.WAITING, update_id__in=stopped.values("pk"))
    waiting.update(state=Letter.State.STOPPED)
