"""What an organiser decides on signatures: hold one, let it go on, strike it from the count, put it back.

Who may decide is the desk's business. Each decision is bound to the state that its maker saw, and locks the tally first
as the stores do, so that nothing is confirmed or withdrawn in between. Demonstration signers are not decided on.

`…_all` decide on many in one transaction, a thousand at most, and tell on which: those that stood as they had to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F

from undersigned.ledger import queue
from undersigned.mail.models import Letter
from undersigned.mail.outbox import HEAD_START
from undersigned.signing.models import Signature, SignatureQuerySet, StrikeDay, Tally
from undersigned.signing.signature import MOST_LETTERS, letter_due
from undersigned.transparency import entry

BY_ORGANISER = "organiser"  # why a signature is held, where no rule of `defence` held it


class Reason(StrEnum):
    """Why a signature is struck."""

    DOUBLE = "double"
    NOBODY = "nobody"
    FALSE_NAME = "false-name"
    NOT_ENTITLED = "not-entitled"
    LEGAL_ORDER = "legal-order"


@dataclass(frozen=True, slots=True)
class Decided:
    """It is in this state now. `is_mailed`: a letter is on its way."""

    state: Signature.State
    is_mailed: bool = False


@dataclass(frozen=True, slots=True)
class NotDue:
    """As many letters as may be have gone to this mailbox, or the last one only just now."""


@dataclass(frozen=True, slots=True)
class Changed:
    """It is not in the state that was read: a colleague was quicker, its signer, or its time was up."""


def hold(petition_id: int, signature_id: UUID) -> Decided | Changed:
    """Its letters that have not gone out are removed; the link in one that has confirms nothing while it is held."""
    return Decided(Signature.State.HELD) if hold_all(petition_id, [signature_id]) else Changed()


@transaction.atomic
def hold_all(petition_id: int, ids: Iterable[UUID], *, reason: str = BY_ORGANISER) -> list[UUID]:
    _locked(petition_id)
    found = _ids(_several(petition_id, ids).pending().select_for_update())
    _several(petition_id, found).update(state=Signature.State.HELD, hold_reason=reason)
    Letter.objects.filter(Letter.UNSENT, petition_id=petition_id, about__in=found).delete()
    return found


@transaction.atomic
def release(petition_id: int, signature_id: UUID, *, letter_id: UUID, at: datetime) -> Decided | Changed:
    """It waits for its confirmation from now on, with a letter, if it has not had as many as may be."""
    _locked(petition_id)
    row = _one(petition_id, signature_id).held().first()
    is_mailed = row is not None and row.letters_count < MOST_LETTERS
    if not release_all(petition_id, [signature_id], letter_id=lambda: letter_id, at=at):
        return Changed()
    return Decided(Signature.State.PENDING, is_mailed)


@transaction.atomic
def release_all(petition_id: int, ids: Iterable[UUID], *, letter_id: Callable[[], UUID], at: datetime) -> list[UUID]:
    _locked(petition_id)
    rows = list(_several(petition_id, ids).held().select_for_update().order_by("id"))
    found = [row.id for row in rows]
    _several(petition_id, found).update(state=Signature.State.PENDING, hold_reason="")
    _write([row for row in rows if row.letters_count < MOST_LETTERS], letter_id=letter_id, at=at)
    return found


@transaction.atomic
def write_again(petition_id: int, signature_id: UUID, *, letter_id: UUID, at: datetime) -> Decided | NotDue | Changed:
    """The letter that asks to confirm, once more, within the limits that hold for whoever asks for it."""
    row = _one(petition_id, signature_id).pending().select_for_update().first()
    if row is None:
        return Changed()
    if letter_due(row.state, letters_count=row.letters_count, last_at=row.last_letter_at, at=at) is None:
        return NotDue()
    _write([row], letter_id=lambda: letter_id, at=at)
    return Decided(Signature.State.PENDING, is_mailed=True)


def strike(petition_id: int, signature_id: UUID, *, reason: Reason, at: datetime) -> Decided | Changed:
    """Out of the count and of every list, and said so in the log. The mailbox stays taken; nothing is destroyed."""
    struck = strike_all(petition_id, [signature_id], reason=reason, at=at)
    return Decided(Signature.State.STRUCK) if struck else Changed()


@transaction.atomic
def strike_all(petition_id: int, ids: Iterable[UUID], *, reason: Reason, at: datetime) -> list[UUID]:
    tally = _locked(petition_id)
    found = _commitments(_several(petition_id, ids).confirmed())
    if found:
        _several(petition_id, found).update(state=Signature.State.STRUCK, hold_reason=reason)
        tally.struck += len(found)
        tally.save(update_fields=["struck"])
        public = entry.Reason.LEGAL_ORDER if reason is Reason.LEGAL_ORDER else entry.Reason.INVALIDATED
        queue.void(petition_id, found, reason=public)
        _tell(petition_id, {reason: len(found)}, column="struck", at=at)
    return list(found)


def reinstate(petition_id: int, signature_id: UUID, *, at: datetime) -> Decided | Changed:
    """Counted again, under the number it has had."""
    return Decided(Signature.State.CONFIRMED) if reinstate_all(petition_id, [signature_id], at=at) else Changed()


@transaction.atomic
def reinstate_all(petition_id: int, ids: Iterable[UUID], *, at: datetime) -> list[UUID]:
    tally = _locked(petition_id)
    struck = _several(petition_id, ids).filter(state=Signature.State.STRUCK)
    found, reasons = _commitments(struck), Counter(struck.values_list("hold_reason", flat=True))
    if found:
        _several(petition_id, found).update(state=Signature.State.CONFIRMED, hold_reason="")
        tally.struck -= len(found)
        tally.save(update_fields=["struck"])
        queue.reinstate(petition_id, found)
        _tell(petition_id, reasons, column="reinstated", at=at)
    return list(found)


def _locked(petition_id: int) -> Tally:
    """Until the end of the transaction. Raises `Tally.DoesNotExist`."""
    return Tally.objects.select_for_update().get(petition_id=petition_id)


def _one(petition_id: int, signature_id: UUID) -> SignatureQuerySet:
    return _several(petition_id, [signature_id])


def _several(petition_id: int, ids: Iterable[UUID]) -> SignatureQuerySet:
    return Signature.objects.filter(petition_id=petition_id, id__in=list(ids), is_sample=False)


def _ids(rows: SignatureQuerySet) -> list[UUID]:
    return list(rows.order_by("id").values_list("id", flat=True))


def _commitments(rows: SignatureQuerySet) -> dict[UUID, bytes]:
    return {id_: bytes(commitment) for id_, commitment in rows.order_by("id").values_list("id", "commitment")}


def _tell(petition_id: int, counts: Mapping[str, int], *, column: str, at: datetime) -> None:
    """In the day's numbers. The tally's lock keeps two from writing one row."""
    for reason, number in counts.items():
        day, _is_new = StrikeDay.objects.get_or_create(
            petition_id=petition_id, day=at.astimezone(UTC).date(), reason=reason
        )
        StrikeDay.objects.filter(pk=day.pk).update(**{column: F(column) + number})


def _write(rows: Iterable[Signature], *, letter_id: Callable[[], UUID], at: datetime) -> None:
    rows = list(rows)
    for of in {row.petition_id for row in rows}:
        _several(of, [row.id for row in rows]).update(
            letters_count=F("letters_count") + 1, last_letter_at=at, code_tries=0
        )
    Letter.objects.bulk_create(
        Letter(
            id=letter_id(),
            petition_id=row.petition_id,
            about=row.id,
            kind="confirm",
            serial=row.letters_count + 1,
            language=row.language,
            due_at=at - HEAD_START,
            queued_at=at,
        )
        for row in rows
    )
