"""Who is in an earlier list and signs online is counted once: online. Their row here goes, and what it held with it.

So what becomes of that signature decides for both: who withdraws it is in no part any more, nor is who was struck, and
may be put back. Signatures are looked through in the order of their numbers, which are given one after the other, so
that none is passed by.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from undersigned.offline import mailboxes
from undersigned.offline.models import Batch, Compared, Earlier
from undersigned.signing.models import Signature, Tally

AT_ONCE = 500
COUNTED = (Signature.State.CONFIRMED, Signature.State.STRUCK)  # now, or by whoever puts them back


def provide(petition_id: int) -> None:
    """Of a petition's first list: who signed before is found when its rows are read."""
    tally = Tally.objects.filter(petition_id=petition_id).first()
    Compared.objects.get_or_create(petition_id=petition_id, defaults={"number": tally.confirmed if tally else 0})


def turn() -> int:
    """All that was confirmed since. How many went."""
    confirmed = dict(
        Tally.objects.filter(petition__in=Compared.objects.values("petition")).values_list("petition_id", "confirmed")
    )
    behind = Compared.objects.order_by("petition_id").values_list("petition_id", "number")
    return sum(_catch_up(petition_id) for petition_id, number in behind if number < confirmed.get(petition_id, 0))


def follow() -> int:
    """Moves rows on where the key of a petition's index was changed. How many; call again while any."""
    return sum(mailboxes.follow(one) for one in Compared.objects.order_by("petition_id").values_list("pk", flat=True))


def within(batch: Batch) -> int:
    """All of one list. Inside the caller's transaction."""
    gone = 0
    rows = Earlier.objects.filter(batch=batch).order_by("line")
    last = -1
    while some := list(rows.filter(line__gt=last).values_list("line", "blind_index")[:AT_ONCE]):
        last = some[-1][0]
        signed = Signature.objects.filter(
            petition_id=batch.petition_id, state__in=COUNTED, blind_index__in=[index for _, index in some]
        )
        gone += drop(batch.petition_id, signed.values_list("blind_index", flat=True))
    return gone


def signers(petition_id: int, rows: Iterable[tuple[int, bytes | memoryview | None]]) -> int:
    """Whoever has one of these versions and indexes of a signature, out of the list that they are in."""
    now = mailboxes.index_of(petition_id)
    return drop(petition_id, (now.lifted(bytes(index), version) for version, index in rows if index is not None))


@transaction.atomic
def drop(petition_id: int, indexes: Iterable[bytes | memoryview | None]) -> int:
    """Whoever has one of these blind indexes in a list, out of it."""
    wanted = [bytes(index) for index in indexes if index is not None]
    found = Earlier.objects.filter(petition_id=petition_id, blind_index__in=wanted)
    # The lists first, as `bring.take` holds its own. Locked, for nobody to be subtracted twice.
    list(Batch.objects.filter(pk__in=found.values("batch_id")).order_by("pk").select_for_update())
    people = list(found.order_by("id").select_for_update().values_list("id", "batch_id"))
    Earlier.objects.filter(petition_id=petition_id, id__in=[one for one, _ in people]).delete()
    for batch_id, number in sorted(Counter(batch for _, batch in people).items()):
        Batch.objects.filter(pk=batch_id).update(standing=F("standing") - number)
    return len(people)


@transaction.atomic
def _catch_up(petition_id: int) -> int:
    at = Compared.objects.select_for_update().get(petition_id=petition_id)
    signed = Signature.objects.filter(petition_id=petition_id, state__in=COUNTED, number__gt=at.number)
    some = list(signed.order_by("number").values_list("number", "index_version", "blind_index")[:AT_ONCE])
    if not some or mailboxes.follow(petition_id):
        return 0  # the next turn goes on: rows that have not followed yet cannot be found
    at.number = some[-1][0] or at.number
    at.save(update_fields=["number"])
    return signers(petition_id, ((version, index) for _, version, index in some))
