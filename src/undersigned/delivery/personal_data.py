"""What this room holds of a person: nothing in its row, and in a packet's files whoever had signed when it was made.

A packet was made to be handed over: withdrawing takes nobody out of one that exists. So the desk says it where a packet
is made, lists those that there are, and removes one with all of its files.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from undersigned.delivery import make
from undersigned.delivery.models import Delivery
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="delivery_delivery",
        columns=("files",),
        purpose=N_("To hand the signatures to whom the petition is addressed to: names, postcodes, days, in files."),
        kept=N_("until an organiser removes the packet, or the signatures in it are deleted"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> list[dict[str, Any]]:  # noqa: ARG001  as all rooms have it
    """The packets of the petition that were made: the one asked about may be in them."""
    made = Delivery.objects.filter(petition_id=petition_id, state=Delivery.State.READY).order_by("asked_at", "id")
    return [{"packet": str(row.pk), "made_at": row.asked_at.isoformat(), "shows": row.chosen["names"]} for row in made]


def erase(petition_id: int, signature_id: UUID) -> int:  # noqa: ARG001  as all rooms have it
    """Nothing: see above."""
    return 0


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """The packets, where somebody of `whose` may be in them."""
    packets = Delivery.objects.filter(petition_id=petition_id).count() if whose.exists() else 0
    return {"delivery_delivery": packets}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Removes every packet of the petition, files first: nobody can be taken out of one. It can be made again.

    One that is being made is cancelled, and its maker takes it away; see `waits`.
    """
    packets = Delivery.objects.filter(petition_id=petition_id) if ids else Delivery.objects.none()
    cancelled = packets.filter(state=Delivery.State.MAKING).update(state=Delivery.State.CANCELLED)
    rows = list(packets.exclude(state=Delivery.State.CANCELLED).order_by("asked_at", "id"))
    for row in rows:
        make.remove(row, root=settings.DELIVERIES)
    return {"delivery_delivery": len(rows) + cancelled}


def waits(petition_id: int) -> bool:
    """Whether the maker still has a packet in hand."""
    at_work = (Delivery.State.MAKING, Delivery.State.CANCELLED)
    return Delivery.objects.filter(petition_id=petition_id, state__in=at_work).exists()
