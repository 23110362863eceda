"""All that is held of one signer, from every room that declares personal data: to be seen, and to be taken along."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from undersigned.retention import rooms
from undersigned.rights.models import Leaving
from undersigned.signing import consent, keyring
from undersigned.signing.models import Petition, Signature

STATES = (Signature.State.PENDING, Signature.State.CONFIRMED, Signature.State.STRUCK)


@dataclass(frozen=True, slots=True)
class Held:
    """`rooms`: what each hands out, by the room's name. `agreed`: box and sentence of each further consent.

    Of those that can be taken back: where records are sealed for others there are none.
    """

    petition: Petition
    state: str
    rooms: dict[str, Any]
    agreed: list[tuple[str, str]]

    @property
    def signature(self) -> dict[str, Any]:
        found: dict[str, Any] = self.rooms["signing"]
        return found


def of(petition_id: int, signature_id: UUID) -> Held | None:
    """None where no such signature stands or waits. Raises `sealing.CannotOpen` where this server has no key for it."""
    row = Signature.objects.filter(petition_id=petition_id, id=signature_id, state__in=STATES).first()
    if row is None or Leaving.objects.filter(petition_id=petition_id, signature_id=signature_id).exists():
        return None
    found = {
        rooms.name(room): room.export(petition_id, signature_id)
        for room in rooms.declaring()
        if hasattr(room, "export")
    }
    given = found["signing"]["consent"]
    may_disagree = not keyring.for_petition(petition_id).recipients
    agreed = [
        (box, given["shown"][box])
        for box in consent.FURTHER
        if may_disagree and box in given["further"] and box in given["shown"]
    ]
    return Held(
        Petition.objects.get(pk=petition_id), row.state, {room: out for room, out in found.items() if out}, agreed
    )
