"""What a letter about a signature needs at the moment it is sent: the address, the links, the code.

None of it lies in the outbox: the links are made here, from the master key, and live from when the letter was queued.
"""

from datetime import datetime
from uuid import UUID

from undersigned.signing import keyring, tokens
from undersigned.signing.models import Petition, Signature


def address(petition_id: int, signature_id: UUID) -> str:
    """Of the mailbox that signed, whoever has asked for the letter since.

    Raises `Signature.DoesNotExist`, `sealing.CannotOpen`.
    """
    sealed = Signature.objects.values_list("sealed", flat=True).get(petition_id=petition_id, id=signature_id)
    opened: str = keyring.for_petition(petition_id).unseal("signature", signature_id, bytes(sealed or b""))["email"]
    return opened


def links(
    *, petition_id: int, signature_id: UUID, serial: int, queued_at: datetime, site_url: str, key: bytes
) -> dict[str, str]:
    """Addresses and code by the names that the letters' templates use."""
    slug, uuid = Petition.objects.values_list("slug", "uuid").get(pk=petition_id)
    page = f"{site_url}/{slug}/"
    at = queued_at.timestamp()
    confirm = tokens.mint(tokens.Kind.CONFIRM, signature_id, petition=uuid, key=key, at=at)
    withdraw = tokens.mint(tokens.Kind.WITHDRAW, signature_id, petition=uuid, key=key, at=at)
    return {
        "page_url": page,
        "confirm_url": f"{page}confirm/{confirm}",
        "withdraw_url": f"{page}withdraw/{withdraw}",
        "code": tokens.code(signature_id, serial, key=key),
    }
