"""What a signature knows of a person: sealed name, address, postcode; the blind index; what was consented to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.signing import erase as erasing
from undersigned.signing import keyring
from undersigned.signing.models import Signature, Wording
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="signing_signature",
        columns=(
            *("sealed", "locked", "blind_index", "commitment"),
            *("language", "source", "via", "wants_updates", "shows_name"),
        ),
        purpose=N_("To count the signature once, hand it to the addressee, and answer the signer."),
        kept=N_("until the day that the petition’s retention names, or the signer withdraws; unconfirmed, seven days"),
        inside=N_("name, email address, postcode"),
    ),
    Holding(
        table="signing_signature",
        columns=("network",),
        purpose=N_("To see a crowd from one place: two hashes of the network address, by a key that is the day’s own."),
        kept=N_("30 days, or until the signer withdraws; the address itself is never stored"),
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
        "consent": {
            "shown": wording.statements,
            "updates": row.wants_updates,
            "name": row.shows_name,
            "further": list(sealed.get("agreed", [])),
            "wording_version": row.wording_version,
            "language": row.language,
        },
        "signed_at": row.signed_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else "",
    }


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    return {"signing_signature": Signature.objects.filter(petition_id=petition_id, id__in=whose).count()}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Rows removed, by table. The count stays; see `erase`."""
    return {"signing_signature": erasing.many(petition_id, ids)}
