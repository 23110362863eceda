"""Decide on a remark: approve, hold, decline, reopen. Who may decide is the desk's business, not this file's.

Every decision is bound to the words and the state that its maker saw: where the signer has rewritten the remark since,
or a colleague was quicker, nothing happens and the answer is `Changed`.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from undersigned.signing.models import Signature
from undersigned.voices.models import Remark

wall_changed = Signal()  # petition_id; sent inside the transaction of the change, by whoever makes it


@dataclass(frozen=True, slots=True)
class Decided:
    """The remark is in this state now."""

    state: Remark.State


@dataclass(frozen=True, slots=True)
class MayNotPublish:
    """Its signer has not allowed publication: it can only be kept for the packet."""


@dataclass(frozen=True, slots=True)
class NotStanding:
    """Its signature is not confirmed, or no longer."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The words or the state are not those that were read; read again."""


Outcome = Decided | MayNotPublish | NotStanding | Changed


def approve(remark: Remark, *, at: datetime) -> Outcome:
    """Puts the remark on the page: only with its signer's permission, and only while the signature stands."""
    if not remark.may_publish:
        return MayNotPublish()
    signature = Signature.objects.confirmed().filter(petition_id=remark.petition_id, id=remark.signature_id)
    if not signature.exists():
        return NotStanding()
    return _decide(remark, Remark.State.APPROVED, decided_at=at)


def hold(remark: Remark, *, at: datetime) -> Outcome:
    return _decide(remark, Remark.State.HELD, decided_at=at)


def decline(remark: Remark, *, at: datetime) -> Outcome:
    return _decide(remark, Remark.State.DECLINED, decided_at=at)


def reopen(remark: Remark, *, at: datetime) -> Outcome:  # noqa: ARG001 (the same call for every decision)
    """Undoes a decision: the remark waits again, and its signer may rewrite it again. `at` is not kept."""
    return _decide(remark, Remark.State.WAITING, decided_at=None)


@transaction.atomic
def _decide(remark: Remark, state: Remark.State, *, decided_at: datetime | None) -> Outcome:
    as_read = Remark.objects.filter(
        pk=remark.pk, state=remark.state, offered_at=remark.offered_at, may_publish=remark.may_publish
    )
    if not as_read.update(state=state, decided_at=decided_at):
        return Changed()
    remark.state, remark.decided_at = state, decided_at
    wall_changed.send(sender=Remark, petition_id=remark.petition_id)
    return Decided(state)
