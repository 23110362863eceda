"""Puts letters with receipts into the outbox: for whoever is confirmed, in that order, once the log has them.

They are due now, and letters that ask to confirm since a day ago (see `mail.outbox`): in a crowd those come first. How
far this has come is written in the transaction that queues: after a kill it goes on from there, and nobody gets two.
"""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from undersigned.ledger.models import Entry, Served, Waiting
from undersigned.mail.models import Letter
from undersigned.receipts.models import Mailed
from undersigned.signing.models import Signature, Tally

AT_ONCE = 500  # so that signatures do not wait for a long transaction


class Row(NamedTuple):
    number: int
    id: uuid.UUID
    state: str
    is_sample: bool
    language: str
    entered: int | None  # the index of its entry


def turn(*, at: datetime, is_wanted: bool) -> int:
    """How many letters were queued. `is_wanted`: else who is confirmed meanwhile gets none later either."""
    behind = _behind()
    return sum(_go_on(petition_id, at=at, is_wanted=is_wanted) for petition_id in behind)


def _behind() -> list[int]:
    """Petitions that have given other numbers than the last one that was written to. Two small queries."""
    mailed = dict(Mailed.objects.order_by("pk").values_list("petition_id", "up_to"))
    given = Tally.objects.order_by("pk").values_list("petition_id", "confirmed")
    return [petition_id for petition_id, confirmed in given if confirmed != mailed.get(petition_id, 0)]


@transaction.atomic
def _go_on(petition_id: int, *, at: datetime, is_wanted: bool) -> int:
    Mailed.objects.get_or_create(petition_id=petition_id)
    mailed = Mailed.objects.select_for_update(skip_locked=True).filter(petition_id=petition_id).first()
    if mailed is None:
        return 0  # another worker is at it
    confirmed = Tally.objects.values_list("confirmed", flat=True).get(petition_id=petition_id)
    if not is_wanted or mailed.up_to > confirmed:  # more: its samples were removed, and numbers begin again
        mailed.up_to = 0 if is_wanted else confirmed
        mailed.save(update_fields=["up_to"])
        return 0
    passed, letters = _passed(petition_id, after=mailed.up_to, up_to=confirmed)
    Letter.objects.bulk_create(
        Letter(
            id=uuid.uuid4(),
            petition_id=petition_id,
            about=row.id,
            kind=Letter.RECEIPT,
            language=row.language,
            due_at=at,
            queued_at=at,
        )
        for row in letters
    )
    if passed > mailed.up_to:
        mailed.up_to = passed
        mailed.save(update_fields=["up_to"])
    return len(letters)


def _passed(petition_id: int, *, after: int, up_to: int) -> tuple[int, list[Row]]:
    """Up to which number, and who of them gets a letter. Whom the log is still to be served with ends it.

    `up_to`: the last number that was given before this. Who is confirmed meanwhile waits unseen, and has the next turn.
    """
    waits = Waiting.objects.filter(petition_id=petition_id).exists()  # before the rows: they hold what is entered then
    size = Served.objects.filter(petition_id=petition_id).values_list("size", flat=True).first() or 0
    passed, letters = after, []
    for row in _rows(petition_id, after=after, up_to=up_to):
        if row.state == Signature.State.CONFIRMED and not row.is_sample:
            if waits if row.entered is None else row.entered >= size:
                break
            if row.entered is not None:  # else an older server has counted it, and the log never had it
                letters.append(row)
        passed = row.number
    return passed, letters


def _rows(petition_id: int, *, after: int, up_to: int) -> list[Row]:
    numbered = Signature.objects.filter(petition_id=petition_id, number__isnull=False, number__gt=after)
    found = numbered.filter(number__lte=up_to).order_by("number")
    rows = list(found.values_list("number", "id", "state", "is_sample", "language")[:AT_ONCE])
    entries = Entry.objects.filter(petition_id=petition_id, signature_id__in=[row[1] for row in rows])
    indexes = dict(entries.values_list("signature_id", "index"))
    return [Row._make([*row, indexes.get(row[1])]) for row in rows]
