"""What the signer's own page may show to the bearer of a link. Read with one query."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Subquery

from undersigned.ledger.models import Entry
from undersigned.signing import keyring
from undersigned.signing.models import Signature


@dataclass(frozen=True, slots=True)
class Signer:
    signature_id: UUID
    place: int  # the how-manieth signature they were told theirs is
    name: str
    postcode: str
    index: int | None  # of their entry in the log; None: not entered yet

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def confirmed(petition_id: int, signature_id: UUID) -> Signer | None:
    """None where the signature is not, or no longer, confirmed."""
    entered = Entry.objects.filter(petition_id=petition_id, signature_id=signature_id).values("index")
    found = Signature.objects.confirmed().filter(petition_id=petition_id, id=signature_id)
    row = found.values_list("place", "sealed", Subquery(entered[:1])).first()
    if row is None or row[0] is None or row[1] is None:
        return None
    record = keyring.for_petition(petition_id).unseal("signature", signature_id, bytes(row[1]))
    if not record["name"]:
        return None  # its time is over, and nothing but the address for news is left; see `erase.to_addresses`
    return Signer(signature_id, row[0], record["name"], record["postcode"], row[2])


def is_struck(petition_id: int, signature_id: UUID) -> bool:
    """Whether an organiser has taken it out of the count. One query."""
    return Signature.objects.filter(petition_id=petition_id, id=signature_id, state=Signature.State.STRUCK).exists()
