"""Rules: look who fits, then do what was asked with those who were found, or undo it; the worker does a step at a time.

    looking ──all seen──> found ──apply──> applying ──all done──> applied ──undo──> undoing ──> undone
       └─────cancel─────────┴──> dropped     └──cancel──> stopped ──undo──┘

A rule does to no signature what its dry run has not shown: who signs or changes after it was begun is left alone. A
step is one transaction with the rule's own numbers, so that a kill loses nothing and does nothing twice, and what is
undone is what this rule has done.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from undersigned.fraud import conditions
from undersigned.fraud.conditions import Conditions
from undersigned.fraud.models import Match, Rule
from undersigned.signing import accept, decide, keyring
from undersigned.signing.decide import Reason
from undersigned.signing.models import Petition, Signature
from undersigned.vault import entropy
from undersigned.vault.sealing import CannotOpen
from undersigned.voices import moderate
from undersigned.voices.models import Remark

LOOKED = 5_000  # at one step
DONE = 500

State = Rule.State
TAKES = {Rule.Kind.STRIKE: Signature.State.CONFIRMED, Rule.Kind.HOLD: Signature.State.PENDING}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser has written."""

    kind: Rule.Kind
    conditions: Conditions
    reason: str  # of a strike
    note: str


def begin(petition: Petition, asked: Asked, *, by: Any, at: datetime) -> Rule:
    """The dry run. Nothing is done to anybody."""
    row = Rule(petition=petition, kind=asked.kind, reason=asked.reason, asked_by=by, asked_at=at)
    row.up_to = accept.new_id(at, lambda length: b"\xff" * length)
    record = {"conditions": asked.conditions.stored(), "note": asked.note}
    row.sealed = keyring.for_petition(petition.pk).seal("rule", row.pk, record)
    row.save(force_insert=True)
    return row


def opened(row: Rule) -> Asked:
    """Raises `CannotOpen`."""
    record = keyring.for_petition(row.petition_id).unseal("rule", row.pk, bytes(row.sealed))
    return Asked(Rule.Kind(row.kind), conditions.parse(record["conditions"]), row.reason, record["note"])


def apply(row: Rule, *, at: datetime) -> bool:
    """False: it does not wait for that, or not any more."""
    return _move(row, {State.FOUND: State.APPLYING}, applied_at=at)


def cancel(row: Rule) -> bool:
    """What it has done stays done, until it is undone."""
    to = {State.LOOKING: State.DROPPED, State.FOUND: State.DROPPED, State.APPLYING: State.STOPPED}
    with transaction.atomic():
        is_moved = _move(row, to)
        if is_moved and row.state != State.APPLYING:
            row.matches.all().delete()
    return is_moved


def undo(row: Rule) -> bool:
    return _move(row, dict.fromkeys((State.APPLIED, State.STOPPED), State.UNDOING))


def leave_alone(petition_id: int, signature_id: UUID) -> None:
    """An organiser has decided on this one since: no rule undoes that."""
    done = Match.objects.filter(rule__petition_id=petition_id, signature_id=signature_id, state=Match.State.DONE)
    done.update(state=Match.State.CHANGED)


def turn(*, at: datetime) -> bool:
    """One step of the rule that was begun first. False: there is nothing to do."""
    busy = Rule.objects.filter(state__in=(State.LOOKING, State.APPLYING, State.UNDOING))
    row = busy.order_by("asked_at", "pk").first()
    if row is None:
        return False
    if row.state == State.LOOKING:
        _look(row)
    else:
        _do(row, at=at)
    return True


def _move(row: Rule, to: dict[State, State], **values: Any) -> bool:
    """Bound to the state that was read: who was slower changes nothing."""
    following = to.get(State(row.state))
    if following is None:
        return False
    return bool(Rule.objects.filter(pk=row.pk, state=row.state).update(state=following, **values))


# The dry run --------------------------------------------------------------------------------------------------


def _look(row: Rule) -> None:
    """The next some thousands. Read before anything is locked, so that signing never waits for it."""
    try:
        wanted = opened(row).conditions
    except CannotOpen:
        # Its key is gone, or what was typed; and with it all that it could find.
        if _move(row, {State.LOOKING: State.DROPPED}):
            row.matches.all().delete()
        return
    there = wanted.rows(row.petition_id).filter(id__gt=row.place, id__lte=row.up_to)
    total = there.count() if row.total is None else row.total
    rows = list(there.order_by("id").values(*wanted.columns)[:LOOKED])
    found = _fitting(row, wanted, rows)
    following = {"place": rows[-1]["id"]} if rows else {"state": State.FOUND}
    with transaction.atomic():
        mine = Rule.objects.filter(pk=row.pk, state=State.LOOKING, place=row.place)
        if mine.update(total=total, seen=F("seen") + len(rows), found=F("found") + len(found), **following):
            Match.objects.bulk_create((Match(rule=row, signature_id=one) for one in found), batch_size=DONE)


def _fitting(row: Rule, wanted: Conditions, rows: Iterable[dict[str, Any]]) -> list[UUID]:
    keys, state = keyring.for_petition(row.petition_id), TAKES[Rule.Kind(row.kind)]
    return [
        one["id"]
        for one in rows
        if one["state"] == state
        and wanted.fits_outside(one)
        and (not wanted.opens or _fits_inside(keys, wanted, one["id"], one["sealed"]))
    ]


def _fits_inside(keys: keyring.PetitionKeys, wanted: Conditions, id_: UUID, sealed: Any) -> bool:
    """Not where it cannot be opened: nobody can tell."""
    if sealed is None:
        return False
    try:
        return wanted.fits_inside(keys.unseal("signature", id_, bytes(sealed or b"")))
    except CannotOpen:
        return False


# What is done -------------------------------------------------------------------------------------------------


@transaction.atomic
def _do(row: Rule, *, at: datetime) -> None:
    """One handful. The rule is locked first: two workers take one after the other, and so does who cancels."""
    row = Rule.objects.select_for_update().get(pk=row.pk)
    if row.state not in (State.APPLYING, State.UNDOING):
        return
    is_undone = row.state == State.UNDOING
    waiting = row.matches.filter(state=Match.State.DONE if is_undone else Match.State.FOUND)
    ids = list(waiting.order_by("id").values_list("signature_id", flat=True)[:DONE])
    if ids:
        _handful(row, ids, is_undone=is_undone, at=at)
    else:
        row.state = State.UNDONE if is_undone else State.APPLIED
    row.save(update_fields=["state", "done", "undone", "changed"])


def _handful(row: Rule, ids: list[UUID], *, is_undone: bool, at: datetime) -> None:
    do = _UNDO[Rule.Kind(row.kind)] if is_undone else _DO[Rule.Kind(row.kind)]
    done = do(row, ids, at)
    now = {"state": Match.State.UNDONE, "undone_at": at} if is_undone else {"state": Match.State.DONE, "done_at": at}
    these = row.matches.filter(signature_id__in=ids)
    these.filter(signature_id__in=done).update(**now)
    these.exclude(signature_id__in=done).update(state=Match.State.CHANGED)
    row.changed += len(ids) - len(done)
    if is_undone:
        row.undone += len(done)
    else:
        row.done += len(done)
    if row.kind == Rule.Kind.STRIKE and done:
        moderate.wall_changed.send(sender=Remark, petition_id=row.petition_id)


def _strike(row: Rule, ids: list[UUID], at: datetime) -> list[UUID]:
    return decide.strike_all(row.petition_id, ids, reason=Reason(row.reason), at=at)


def _reinstate(row: Rule, ids: list[UUID], at: datetime) -> list[UUID]:
    return decide.reinstate_all(row.petition_id, ids, at=at)


def _hold(row: Rule, ids: list[UUID], _at: datetime) -> list[UUID]:
    return decide.hold_all(row.petition_id, ids)


def _release(row: Rule, ids: list[UUID], at: datetime) -> list[UUID]:
    return decide.release_all(row.petition_id, ids, letter_id=lambda: accept.new_id(at, entropy.take), at=at)


_DO: dict[Rule.Kind, Callable[[Rule, list[UUID], datetime], list[UUID]]] = {
    Rule.Kind.STRIKE: _strike,
    Rule.Kind.HOLD: _hold,
}
_UNDO: dict[Rule.Kind, Callable[[Rule, list[UUID], datetime], list[UUID]]] = {
    Rule.Kind.STRIKE: _reinstate,
    Rule.Kind.HOLD: _release,
}
