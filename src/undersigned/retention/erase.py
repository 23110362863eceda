"""Deletes what is due, a few hundred signatures a step, so that a stop or a kill costs one step.

    erasing     all that the rooms hold of these signatures, each step one transaction
    settling    until the page is baked without them, and nothing of it waits anywhere
    scrubbing   so that the database's file holds nothing of it either; see `scrub`
    done        with the proof of what is left

A step may be done twice: it finds what is still there. Nothing is begun before the log has entered what was counted.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from undersigned.mail import mailbox
from undersigned.retention import policy, proof, rooms
from undersigned.retention.models import Census, Erasure, Policy
from undersigned.signing import erase as signatures
from undersigned.signing.models import Petition, Signature, SignatureQuerySet, Tally

AT_ONCE = 500
LEFT_WITH_ADDRESS = ("ledger", "mail", "signing")  # what news needs, and who withdraws still

log = logging.getLogger(__name__)

State = Erasure.State
Scrub = Callable[[], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class NotOver:
    """People can still sign or confirm: whoever is deleted could sign once more."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A deletion of this petition is being done."""


@dataclass(frozen=True, slots=True)
class Due:
    """`whole`: signatures that go; `to_addresses`: those of which the address for news stays.

    `beside`: whoever has not signed here, too; see `rooms.beside`.
    """

    whole: SignatureQuerySet
    to_addresses: SignatureQuerySet
    beside: bool

    def ids(self) -> Any:
        """Of both, as a subquery."""
        either = Q(id__in=self.whole.values("id")) | Q(id__in=self.to_addresses.values("id"))
        return Signature.objects.filter(either).values("id")


def due(petition: Petition, *, at: datetime, everything: bool = False) -> Due:
    """Demonstration signers are nobody: they stay, and are removed by their own command."""
    people = Signature.objects.filter(petition=petition, is_sample=False)
    if everything:
        return Due(people, people.none(), beside=True)
    days = policy.days(petition)
    all_of = [version for version, one in days.items() if one.all_at and one.all_at <= at]
    but_addresses = [version for version, one in days.items() if one.at and one.at <= at and version not in all_of]
    asked = Q(state=Signature.State.CONFIRMED, wants_updates=True)
    some = people.filter(wording_version__in=but_addresses)
    return Due(
        people.filter(Q(wording_version__in=all_of) | (Q(wording_version__in=but_addresses) & ~asked)),
        some.filter(asked).exclude(hold_reason=signatures.ADDRESS_ONLY),
        beside=policy.is_due(petition, at=at),
    )


def begin(petition: Petition, *, by: Any, at: datetime) -> Erasure | NotOver | UnderWay:
    """All of it, now. The worker does it."""
    if not policy.is_over(petition, at=at):
        return NotOver()
    return _begun(petition, at=at, is_everything=True, asked_by=by) or UnderWay()


def by_date(*, at: datetime) -> int:
    """Begins what has come due; how many petitions."""
    policy.note_taken_off(at=at)
    begun = 0
    for row in Policy.objects.select_related("petition").order_by("petition_id"):
        found = due(row.petition, at=at)
        is_due = found.whole.exists() or found.to_addresses.exists() or _is_beside(row.petition_id, found)
        if is_due and policy.is_over(row.petition, at=at):
            begun += _begun(row.petition, at=at) is not None
    return begun


def turn(*, at: datetime, scrub: Scrub) -> bool:
    """One step of one deletion. False: nothing can be done now."""
    steps = {State.ERASING: _erase, State.SETTLING: _settle, State.SCRUBBING: _scrub}
    for row in Erasure.objects.exclude(state=State.DONE).select_related("petition").order_by("begun_at", "pk"):
        try:
            if steps[State(row.state)](row, at, scrub):
                return True
        except OSError:  # a folder that cannot be removed, say; the others' time is over, too
            log.exception("retention.stands_still", extra={"petition": row.petition_id})
    return False


def _begun(petition: Petition, *, at: datetime, is_everything: bool = False, asked_by: Any = None) -> Erasure | None:
    """None where another is under way."""
    people = Signature.objects.filter(petition=petition, is_sample=False)
    before = rooms.held(petition.pk, people.values("id")) | rooms.beside(petition.pk)
    try:
        with transaction.atomic():
            return Erasure.objects.create(
                petition=petition, is_everything=is_everything, asked_by=asked_by, begun_at=at, up_to=at, before=before
            )
    except IntegrityError:
        return None


def _erase(row: Erasure, _at: datetime, _scrub: Scrub) -> bool:
    if "ledger" in rooms.waiting(row.petition_id):
        return False
    with transaction.atomic():
        mine = Erasure.objects.select_for_update(skip_locked=True).filter(pk=row.pk, state=State.ERASING).first()
        if mine is None:
            return False
        # Under the tally's lock nobody withdraws or is struck: the log would not find what it is to take out.
        Tally.objects.select_for_update().filter(petition_id=row.petition_id).first()
        if "ledger" in rooms.waiting(row.petition_id):
            return False
        gone = _chunk(mine)
        for table, rows in gone.items():
            mine.removed[table] = mine.removed.get(table, 0) + rows
        mine.state = State.ERASING if gone else State.SETTLING
        mine.save(update_fields=["removed", "state"])
    return True


def _chunk(row: Erasure) -> dict[str, int]:
    """What went; nothing: there is nothing left that is due."""
    found = due(row.petition, at=row.up_to, everything=row.is_everything)
    ids = list(found.whole.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    if ids:
        return rooms.erase(row.petition_id, ids)
    ids = list(found.to_addresses.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    if not ids:
        return _cleared(row.petition_id) if found.beside else {}
    gone = rooms.erase(row.petition_id, ids, but=LEFT_WITH_ADDRESS)
    _left, lost = signatures.to_addresses(row.petition_id, ids)
    return {"signing_signature": lost, **gone}


def _cleared(petition_id: int) -> dict[str, int]:
    """A step over those who have not signed here; none left: empty."""
    before = rooms.beside(petition_id)
    if not before or not rooms.clear(petition_id, most=AT_ONCE):
        return {}
    after = rooms.beside(petition_id)
    return {table: rows - after.get(table, 0) for table, rows in before.items()}


def _is_beside(petition_id: int, found: Due) -> bool:
    return found.beside and bool(rooms.beside(petition_id))


def _settle(row: Erasure, _at: datetime, _scrub: Scrub) -> bool:
    if rooms.waiting(row.petition_id):
        return False
    mailbox.forget([f"/{row.petition.slug}/"])
    return _move(row, State.SCRUBBING)


def _scrub(row: Erasure, at: datetime, scrub: Scrub) -> bool:
    cleaned = scrub()
    if cleaned is None:
        return False
    row.finished_at = at
    Census.objects.filter(petition_id=row.petition_id).delete()
    return _move(row, State.DONE, finished_at=at, proof=proof.of(row, cleaned=cleaned))


def _move(row: Erasure, state: State, **values: Any) -> bool:
    return Erasure.objects.filter(pk=row.pk, state=row.state).update(state=state, **values) > 0
