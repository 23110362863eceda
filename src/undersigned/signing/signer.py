"""What the signer's own page may show to the bearer of a link. Read with one query."""

from dataclasses import dataclass
from uuid import UUID

from undersigned.signing import keyring
from undersigned.signing.models import Signature


@dataclass(frozen=True, slots=True)
class Signer:
    signature_id: UUID
    place: int  # the how-manieth signature they were told theirs is
    name: str
    postcode: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def confirmed(petition_id: int, signature_id: UUID) -> Signer | None:
    """None where the signature is not, or no longer, confirmed."""
    row = (
        Signature.objects.confirmed()
        .filter(petition_id=petition_id, id=signature_id)
        .values_list("place", "sealed")
        .first()
    )
    if row is None or row[0] is None or row[1] is None:
        return None
    record = keyring.for_petition(petition_id).unseal("signature", signature_id, bytes(row[1]))
    return Signer(signature_id, row[0], record["name"], record["postcode"])
