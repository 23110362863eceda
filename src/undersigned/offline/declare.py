"""Declares a batch, strikes it, puts it back: each at once in the tables and in what waits for the public log.

Nothing of a declared batch is ever edited. A wrong one is struck, in the open, and recorded anew.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from undersigned.ledger import queue
from undersigned.offline import manifest
from undersigned.offline.models import Batch
from undersigned.transparency.entry import Reason

MOST = 1_000_000  # in one batch: a slip of the keyboard, and nobody carries more sheets at once

parts_changed = Signal()  # petition_id; sent inside the transaction of the change


@transaction.atomic
def sheets(batch: Batch, *, at: datetime) -> None:
    """A new batch of paper, whose scans are on disk already."""
    batch.kind, batch.state = Batch.Kind.PAPER, Batch.State.DECLARED
    declared(batch, manifest.written(batch), at=at)


def declared(batch: Batch, written: str, *, at: datetime) -> None:
    """Inside the caller's transaction. `written`: its manifest."""
    batch.manifest, batch.manifest_hash = written, manifest.digest(written)
    batch.state, batch.standing, batch.declared_at = Batch.State.DECLARED, batch.number, at
    batch.save()
    queue.declare(batch.petition_id, batch.pk, number=batch.number, manifest=batch.manifest_hash)
    parts_changed.send(sender=Batch, petition_id=batch.petition_id)


@transaction.atomic
def strike(batch: Batch, *, reason: str, by: Any, at: datetime) -> bool:
    """Out of its part. False: it does not stand. What is held of a list's people, the worker then destroys."""
    standing = Batch.objects.filter(pk=batch.pk, state=Batch.State.DECLARED)
    gone = at if batch.kind == Batch.Kind.EARLIER else None
    if not standing.update(state=Batch.State.STRUCK, struck_for=reason, struck_by=by, struck_at=at, leased_until=gone):
        return False
    queue.take_back(batch.petition_id, batch.pk, reason=Reason.INVALIDATED, **_declaration(batch))
    parts_changed.send(sender=Batch, petition_id=batch.petition_id)
    return True


@transaction.atomic
def put_back(batch: Batch) -> bool:
    """Sheets that were struck by mistake. A list's people are gone: it is brought again."""
    struck = Batch.objects.filter(pk=batch.pk, state=Batch.State.STRUCK, kind=Batch.Kind.PAPER)
    if not struck.update(state=Batch.State.DECLARED, struck_for="", struck_by=None, struck_at=None):
        return False
    queue.declare_again(batch.petition_id, batch.pk, **_declaration(batch))
    parts_changed.send(sender=Batch, petition_id=batch.petition_id)
    return True


def _declaration(batch: Batch) -> dict[str, Any]:
    return {"number": batch.number, "manifest": bytes(batch.manifest_hash or b"")}
