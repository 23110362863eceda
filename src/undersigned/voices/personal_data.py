"""What this room holds of a person, why and how long; to hand it out, and to erase it."""

from typing import Any
from uuid import UUID

from undersigned.signing import keyring
from undersigned.vault.holding import Holding
from undersigned.voices import offer
from undersigned.voices.models import Remark

HOLDINGS = (
    Holding(
        table="voices_remark",
        columns=("sealed", "signature_id", "may_publish", "language"),
        purpose="To show why a signer signed, where they allowed it, and to hand it to the addressee.",
        kept="until the signer withdraws, or asks for it to be erased",
    ),
)


def export(petition_id: int, signature_id: UUID) -> dict[str, Any]:
    """Everything that is held of one signer's remark, as JSON-able values; empty where there is none."""
    remark = Remark.objects.filter(petition_id=petition_id, signature_id=signature_id).first()
    if remark is None:
        return {}
    opened = keyring.for_petition(petition_id).unseal("remark", remark.id, bytes(remark.sealed))
    return {
        "words": opened["words"],
        "shown_as": opened["shown_as"],
        "may_publish": remark.may_publish,
        "language": remark.language,
        "state": remark.state,
        "offered_at": remark.offered_at.isoformat(),
        "decided_at": remark.decided_at.isoformat() if remark.decided_at else None,
    }


def erase(petition_id: int, signature_id: UUID) -> int:
    """Deletes the remark; returns how many rows went."""
    return offer.take_back(petition_id, signature_id)
