"""What a signature knows of a person: sealed name, address, postcode; the blind index; what was consented to."""

from typing import Any
from uuid import UUID

from undersigned.signing import keyring
from undersigned.signing.models import Signature, Wording
from undersigned.vault.holding import Holding

HOLDINGS = (
    Holding(
        table="signing_signature",
        columns=("sealed", "blind_index", "commitment", "language", "source", "via", "wants_updates"),
        purpose="To count the signature once, hand it to the addressee, and answer the signer.",
        kept="until the signer withdraws; unconfirmed signatures seven days",
    ),
)


def export(petition_id: int, signature_id: UUID) -> dict[str, Any]:
    """Everything held on one signer, with the words they agreed to. Raises `Signature.DoesNotExist`."""
    row = Signature.objects.get(petition_id=petition_id, id=signature_id)
    wording = Wording.objects.get(petition_id=petition_id, version=row.wording_version)
    sealed = keyring.for_petition(petition_id).unseal("signature", row.id, bytes(row.sealed)) if row.sealed else {}
    return {
        "name": sealed.get("name", ""),
        "email": sealed.get("email", ""),
        "postcode": sealed.get("postcode", ""),
        "state": row.state,
        "number": row.number,
        "text_version": row.text_version,
        "consent": {"shown": wording.statements, "updates": row.wants_updates, "language": row.language},
        "signed_at": row.signed_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else "",
    }
