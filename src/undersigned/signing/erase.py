"""Takes signatures out of the tables. Whoever withdraws is counted off; whose time is over stays in the count.

A row that is gone leaves its number in the tally and its leaf in the log: 32 bytes that nothing opens any more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.ledger import queue
from undersigned.mail.models import Letter
from undersigned.signing import keyring
from undersigned.signing.models import DataKey, Signature, Tally
from undersigned.transparency import entry
from undersigned.vault.sealing import CannotOpen

State = Signature.State
ADDRESS_ONLY = "address-only"  # in place of a reason: of a signature of which only that is left


@transaction.atomic
def withdraw(petition_id: int, signature_id: UUID, *, at: datetime) -> bool:
    """As the signer's own withdrawal; see `store`. False: no such signature, or it was withdrawn before."""
    tally = Tally.objects.select_for_update().get(petition_id=petition_id)
    rows = Signature.objects.filter(petition_id=petition_id, id=signature_id)
    row = rows.exclude(state=State.WITHDRAWN).first()
    if row is None:
        return False
    emptied: dict[str, object] = {"sealed": None, "locked": None, "blind_index": None, "network": None}
    emptied |= {"wants_updates": False, "shows_name": False}
    rows.update(state=State.WITHDRAWN, withdraw_reason="signer", withdrawn_at=at, **emptied)
    Letter.objects.filter(petition_id=petition_id, about=signature_id).delete()
    _count_off(tally, row)
    return True


def many(petition_id: int, ids: Sequence[UUID]) -> int:
    """Rows that went. The count stays. Inside the caller's transaction, which keeps the tally until its end."""
    Tally.objects.select_for_update().filter(petition_id=petition_id).first()
    return Signature.objects.filter(petition_id=petition_id, id__in=list(ids)).delete()[0]


def to_addresses(petition_id: int, ids: Sequence[UUID]) -> tuple[int, int]:
    """Leaves nothing of these but the address that news goes to; how many are left so, and how many went.

    Whose record this server cannot open goes as a whole: it would be kept longer than was promised. Inside the
    caller's transaction.
    """
    Tally.objects.select_for_update().filter(petition_id=petition_id).first()
    rows = Signature.objects.filter(petition_id=petition_id, id__in=list(ids))
    left, lost = [], []
    for row in rows.order_by("id"):
        sealed = _address(petition_id, row)
        if sealed is None:
            lost.append(row.id)
            continue
        row.sealed, row.locked, row.network, row.hold_reason = sealed, None, None, ADDRESS_ONLY
        row.shows_name, row.source, row.via = False, "", ""
        left.append(row)
    changed = ["sealed", "locked", "network", "hold_reason", "shows_name", "source", "via"]
    for row in left:
        rows.filter(id=row.id).update(**{name: getattr(row, name) for name in changed})
    return len(left), many(petition_id, lost) if lost else 0


def _address(petition_id: int, row: Signature) -> bytes | None:
    try:
        keys = keyring.for_petition(petition_id)
        record = keys.unseal("signature", row.id, bytes(row.sealed or b""))
        return keys.seal("signature", row.id, {"name": "", "email": record["email"], "postcode": "", "salt": ""})
    except (CannotOpen, DataKey.DoesNotExist, KeyError):
        return None


def _count_off(tally: Tally, row: Signature) -> None:
    """Who never confirmed was not counted; who was struck is void in the log already."""
    if row.state == State.CONFIRMED:
        tally.samples -= row.is_sample
        queue.void(row.petition_id, {row.id: bytes(row.commitment)}, reason=entry.Reason.WITHDRAWN)
    elif row.state == State.STRUCK:
        tally.struck -= 1
    else:
        return
    tally.withdrawn += 1
    tally.save(update_fields=["withdrawn", "struck", "samples"])
