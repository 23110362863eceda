"""The recipient's page has an address that nobody can guess, until a day, and that the desk can take back.

The row has a number; the address has it signed. So a copy of the tables alone opens no packet.
"""

import uuid
from datetime import datetime

from django.core.signing import BadSignature, Signer

from undersigned.delivery.models import Delivery

_signer = Signer(salt="delivery.link")


def make(row: Delivery, *, until: datetime) -> None:
    """Whatever link there was opens nothing from now on."""
    row.link, row.link_until = uuid.uuid4(), until
    row.save(update_fields=["link", "link_until"])


def revoke(row: Delivery) -> None:
    row.link = row.link_until = None
    row.save(update_fields=["link", "link_until"])


def token(row: Delivery, *, at: datetime) -> str:
    """Empty where there is none that opens."""
    if row.link is None or row.link_until is None or row.link_until <= at:
        return ""
    return _signer.sign(row.link.hex)


def packet(given: str, *, at: datetime) -> Delivery | None:
    """None: it is broken, old, or was taken back; which of them, nobody is told."""
    try:
        number = uuid.UUID(_signer.unsign(given))
    except (BadSignature, ValueError):
        return None
    ready = Delivery.objects.filter(state=Delivery.State.READY, link=number, link_until__gt=at)
    return ready.select_related("petition").first()
