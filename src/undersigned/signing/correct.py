"""Corrects what a signer typed. The postcode at any time; the name until it counts.

The public log holds a commitment to name and mailbox from the moment a signature counts, and a receipt opens it. A name
that changed later would make that receipt prove something that is on no list; who needs another name withdraws, and
signs again. The mailbox is what was confirmed: another one is another signature.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from undersigned.signing import keyring
from undersigned.signing.models import Signature, Tally, Text
from undersigned.signing.submission import Correction
from undersigned.transparency import leaf
from undersigned.vault import blind

State = Signature.State


@dataclass(frozen=True, slots=True)
class Corrected:
    """`has_changed`: False where it was so already."""

    has_changed: bool


@dataclass(frozen=True, slots=True)
class NameStands:
    """It is in the public log, by a commitment. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Gone:
    """No such signature stands or waits."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """This server cannot read all of it, and so cannot change a part; see `sealed`."""


@transaction.atomic
def signature(petition_id: int, signature_id: UUID, to: Correction) -> Corrected | NameStands | Sealed | Gone:
    """Locks the tally first, so that nobody confirms it meanwhile. Raises `sealing.CannotOpen`."""
    Tally.objects.select_for_update().get(petition_id=petition_id)
    row = _rows(petition_id, signature_id).first()
    if row is None:
        return Gone()
    keys = keyring.for_petition(petition_id)
    if keys.recipients:
        return Sealed()
    record = keys.unseal("signature", signature_id, bytes(row.sealed or b""))
    if not record.get("name"):
        return Gone()  # nothing is left of it but the address that news goes to
    name = to.name or record["name"]
    if name != record["name"] and row.state != State.PENDING:
        return NameStands()
    if (name, to.postcode) == (record["name"], record["postcode"]):
        return Corrected(has_changed=False)
    changed = {**record, "name": name, "postcode": to.postcode}
    commitment = _commitment(row, changed) if name != record["name"] else bytes(row.commitment)
    _rows(petition_id, signature_id).update(sealed=keys.seal("signature", signature_id, changed), commitment=commitment)
    return Corrected(has_changed=True)


@transaction.atomic
def disagree(petition_id: int, signature_id: UUID, box: str) -> bool:
    """Takes back the consent to one further purpose. Raises `sealing.CannotOpen`.

    False: there was none, or the recipients alone could take it out of what they open; see `sealed`.
    """
    row = _rows(petition_id, signature_id).select_for_update().first()
    if row is None:
        return False
    keys = keyring.for_petition(petition_id)
    if keys.recipients:
        return False
    record = keys.unseal("signature", signature_id, bytes(row.sealed or b""))
    if box not in record.get("agreed", ()):
        return False
    record["agreed"] = [one for one in record["agreed"] if one != box]
    _rows(petition_id, signature_id).update(sealed=keys.seal("signature", signature_id, record))
    return True


def _rows(petition_id: int, signature_id: UUID) -> Any:
    states = (State.PENDING, State.CONFIRMED, State.STRUCK)
    return Signature.objects.filter(petition_id=petition_id, id=signature_id, state__in=states, sealed__isnull=False)


def _commitment(row: Signature, record: dict[str, Any]) -> bytes:
    text = Text.objects.get(petition_id=row.petition_id, version=row.text_version)
    return leaf.commitment(
        salt=bytes.fromhex(record["salt"]),
        text_hash=bytes(text.sha256),
        canonical_email=blind.canonical_email(record["email"]),
        name=record["name"],
    )
