"""Sealed mode: a petition's records are sealed for age recipients, and this server cannot read them back.

What letters and the signer's own page need, the name and the address, stays under the server's key until a week after
the confirmation; then `drop` lets go of it. The blind index stays: it tells doubles apart, and opens nothing.
"""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from undersigned.signing import keyring
from undersigned.signing.keyring import PetitionKeys
from undersigned.signing.models import DataKey, SealedTo, Signature
from undersigned.vault import opening, recipients

KEPT = timedelta(days=7)
AT_ONCE = 500


class Reading(StrEnum):
    """Whether this server can read who signed a petition."""

    OPEN = "open"
    SEALED = "sealed"  # others can: the recipients
    DESTROYED = "destroyed"  # nobody can


def reading(petition_id: int) -> Reading:
    try:
        keys = keyring.for_petition(petition_id)
    except DataKey.DoesNotExist:  # never published
        return Reading.OPEN
    if keys.data is None:
        return Reading.DESTROYED
    return Reading.SEALED if keys.recipients else Reading.OPEN


def kept_for_letters(record: dict[str, Any]) -> dict[str, Any]:
    """What the server keeps for a while, in sealed mode."""
    return {**record, "postcode": ""}


def locked(record: dict[str, Any], *, row: UUID, petition: UUID, keys: PetitionKeys, at: datetime) -> bytes:
    """The whole record for its recipients, with the row that it belongs to; empty where the petition is not sealed."""
    if not keys.recipients:
        return b""
    bound = {"petition": str(petition), "signature": str(row), "signed_at": at.isoformat()}
    return recipients.seal({**record, **bound}, keys.recipients)


def drop(*, at: datetime) -> int:
    """Lets go of up to `AT_ONCE` names and addresses whose time is over; how many. Call again while it returns any."""
    for one in SealedTo.objects.order_by("petition_id"):
        after = Signature.objects.filter(petition_id=one.petition_id, number__gt=one.dropped)
        found = list(after.order_by("number").values_list("number", "confirmed_at")[:AT_ONCE])
        due = [number for number, confirmed_at in found if confirmed_at and confirmed_at <= at - KEPT]
        # In the order of their numbers they were confirmed one after the other.
        if due:
            after.filter(number__lte=due[-1], sealed__isnull=False).update(sealed=None)
            SealedTo.objects.filter(petition_id=one.petition_id).update(dropped=due[-1])
            return len(due)
    return 0


def archive(petition_id: int) -> Iterator[bytes]:
    """All who stand confirmed, in the order of their numbers: a line of JSON each, the first one says what it is."""
    sealed_to = SealedTo.objects.select_related("petition").get(petition_id=petition_id)
    head = {"format": opening.FORMAT, "petition": str(sealed_to.petition.uuid), "recipients": sealed_to.recipients}
    yield to_json(head) + b"\n"
    rows = Signature.objects.confirmed().filter(petition_id=petition_id, is_sample=False, locked__isnull=False)
    last = 0
    while some := list(rows.filter(number__gt=last).order_by("number")[:AT_ONCE]):
        last = some[-1].number or 0
        yield b"".join(_line(row) for row in some)


def _line(row: Signature) -> bytes:
    said = {
        "number": row.number,
        "signature": str(row.id),
        "signed_at": row.signed_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else "",
        "wants_updates": row.wants_updates,
        "language": row.language,
        "source": row.source,
        "text_version": row.text_version,
        "record": base64.b64encode(bytes(row.locked or b"")).decode(),
    }
    return to_json(said) + b"\n"
