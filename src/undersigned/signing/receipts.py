"""A signer's receipt: that their signature is in the public log, for themselves to keep and to check."""

from collections.abc import Sequence
from uuid import UUID

from undersigned.ledger import reading
from undersigned.signing import keyring
from undersigned.signing.models import Signature, Text
from undersigned.transparency.receipt import Opening, Receipt
from undersigned.vault import blind
from undersigned.vault.sealing import CannotOpen


def of(petition_id: int, petition_uuid: UUID, signature_id: UUID) -> Receipt | None:
    """None where the signature does not count, or the log does not have it yet. Raises `CannotOpen`."""
    found = of_many(petition_id, petition_uuid, [signature_id]).get(signature_id)
    if isinstance(found, CannotOpen):
        raise found
    return found


def of_many(petition_id: int, petition_uuid: UUID, ids: Sequence[UUID]) -> dict[UUID, Receipt | CannotOpen | None]:
    """Of those that count; None where the log does not have them yet. A tile is read once for all of them."""
    found = Signature.objects.confirmed().filter(petition_id=petition_id, id__in=list(ids), sealed__isnull=False)
    texts = Text.objects.filter(petition_id=petition_id).order_by("version").values_list("version", "sha256")
    digests = {version: bytes(digest) for version, digest in texts}
    openings: dict[UUID, Opening] = {}
    made: dict[UUID, Receipt | CannotOpen | None] = {}
    for id_, sealed, version in found.order_by("id").values_list("id", "sealed", "text_version"):
        try:
            opening = _opening(petition_id, id_, bytes(sealed or b""), digests[version])
        except CannotOpen as trouble:
            made[id_] = trouble
            continue
        if opening is not None:
            openings[id_] = opening
    return made | dict.fromkeys(openings) | reading.receipts(petition_uuid, openings)


def _opening(petition_id: int, signature_id: UUID, sealed: bytes, text: bytes) -> Opening | None:
    """None: its time is over, and what opens the entry is destroyed; see `erase`."""
    record = keyring.for_petition(petition_id).unseal("signature", signature_id, sealed)
    if not record["salt"]:
        return None
    return Opening(bytes.fromhex(record["salt"]), text, blind.canonical_email(record["email"]), record["name"])
