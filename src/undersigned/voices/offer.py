"""Take the remark of a confirmed signer, replace it while it waits, take it back. Knows nothing of HTTP."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from undersigned.signing import keyring
from undersigned.signing.models import Signature
from undersigned.signing.submission import Problem
from undersigned.voices import moderate, screen
from undersigned.voices.models import Remark


@dataclass(frozen=True, slots=True)
class Offered:
    """The remark waits for an organiser. `replaced`: it took the place of the same signer's earlier words."""

    remark_id: uuid.UUID
    replaced: bool


@dataclass(frozen=True, slots=True)
class AlreadyOffered:
    """An organiser has decided on this signer's remark: its words stay as they were read."""


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """No confirmed signature stands under this id, so no voice can."""


@dataclass(frozen=True, slots=True)
class Problems:
    """The remark cannot be taken like this; at most one problem a field, in the order of the form."""

    found: tuple[Problem, ...]


Outcome = Offered | AlreadyOffered | NotConfirmed | Problems


def remark(
    *,
    petition_id: int,
    signature_id: uuid.UUID,
    words: str,
    shown_as: str,
    may_publish: bool,
    language: str,
    at: datetime,
) -> Outcome:
    """Two or three queries and one write, in one transaction. `at` also names this version of the words."""
    words, shown_as = screen.tidy_words(words), screen.tidy_name(shown_as)
    problems = screen.problems(words=words, shown_as=shown_as)
    if problems:
        return Problems(tuple(problems))
    with transaction.atomic():
        if not Signature.objects.confirmed().filter(petition_id=petition_id, id=signature_id).exists():
            return NotConfirmed()
        values = {"may_publish": may_publish, "language": language, "offered_at": at}
        record = {"words": words, "shown_as": shown_as}
        return _replace(petition_id, signature_id, record, values) or _insert(petition_id, signature_id, record, values)


def take_back(petition_id: int, signature_id: uuid.UUID) -> int:
    """Deletes the remark of one signer, who has withdrawn; returns how many there were (0 or 1)."""
    return _delete(Remark.objects.filter(petition_id=petition_id, signature_id=signature_id))


def take_back_many(petition_id: int, ids: Sequence[uuid.UUID]) -> int:
    """The remarks of several signers; returns how many there were."""
    return _delete(Remark.objects.filter(petition_id=petition_id, signature_id__in=list(ids)))


def sweep() -> int:
    """Deletes every remark whose signature no longer stands; returns how many. One that was struck may come back.

    `take_back` does this at once for a withdrawal; this catches what a crash between the two has left. Until then
    `wall` does not show them either.
    """
    states = (Signature.State.CONFIRMED, Signature.State.STRUCK)
    there = Signature.objects.filter(petition_id=OuterRef("petition_id"), id=OuterRef("signature_id"), state__in=states)
    return _delete(Remark.objects.exclude(Exists(there)))


def _replace(
    petition_id: int, signature_id: uuid.UUID, record: dict[str, str], values: dict[str, Any]
) -> Offered | AlreadyOffered | None:
    """None where this signer has no remark yet."""
    theirs = Remark.objects.filter(petition_id=petition_id, signature_id=signature_id)
    known = theirs.values_list("id", flat=True).first()
    if known is None:
        return None
    sealed = keyring.for_petition(petition_id).seal("remark", known, record)
    # One conditional update: a decision that falls between the reading and here wins, and keeps its words.
    replaced = theirs.filter(state=Remark.State.WAITING).update(sealed=sealed, **values)
    return Offered(known, replaced=True) if replaced else AlreadyOffered()


def _insert(
    petition_id: int, signature_id: uuid.UUID, record: dict[str, str], values: dict[str, Any]
) -> Offered | AlreadyOffered:
    fresh = uuid.uuid4()
    sealed = keyring.for_petition(petition_id).seal("remark", fresh, record)
    try:
        with transaction.atomic():
            Remark.objects.create(id=fresh, petition_id=petition_id, signature_id=signature_id, sealed=sealed, **values)
    except IntegrityError:  # the same form sent twice at once: the other one was first
        return AlreadyOffered()
    return Offered(fresh, replaced=False)


def _delete(remarks: QuerySet[Remark]) -> int:
    if not remarks.exists():
        return 0  # as nearly always: nothing is locked for it
    with transaction.atomic():
        shown = set(remarks.filter(state=Remark.State.APPROVED).values_list("petition_id", flat=True))
        deleted, _ = remarks.delete()
        for petition_id in sorted(shown):
            moderate.wall_changed.send(sender=Remark, petition_id=petition_id)
    return deleted
