"""What this room holds of a person, why and how long; to hand it out, and to erase it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.signing import keyring
from undersigned.vault.holding import N_, Holding
from undersigned.voices import offer
from undersigned.voices.models import Remark

HOLDINGS = (
    Holding(
        table="voices_remark",
        columns=("sealed", "signature_id", "may_publish", "language"),
        purpose=N_("To show why a signer signed, where they allowed it, and to hand it to the addressee."),
        kept=N_("as long as the signature, or until the signer asks for it to be erased"),
        inside=N_("the remark, and the name it is shown with"),
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


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    return {"voices_remark": Remark.objects.filter(petition_id=petition_id, signature_id__in=whose).count()}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Rows removed, by table."""
    return {"voices_remark": offer.take_back_many(petition_id, ids)}
