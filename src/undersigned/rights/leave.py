"""Leaves a petition: counted off and emptied at once, and confirmed by a last letter.

That letter needs the address: it is kept, sealed, until it has left, and a day at most. Who has everything erased is
taken out of every table after that, as soon as the log has entered that the signature does not count any more.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from undersigned.ledger.models import Waiting
from undersigned.mail.models import Letter
from undersigned.retention import rooms
from undersigned.rights import ask
from undersigned.rights.ask import NewId
from undersigned.rights.models import Act, Leaving
from undersigned.signing import erase, keyring
from undersigned.signing.models import DataKey, Signature
from undersigned.vault.sealing import CannotOpen
from undersigned.voices import offer

SEAL = "leaving"  # the kind of record
AT_ONCE = 100
LONGEST = timedelta(days=1)
WITHDRAWN, ERASED = "did-leave", "did-erase"  # the letters


@transaction.atomic
def now(petition_id: int, signature_id: UUID, *, erases: bool, language: str, at: datetime, new_id: NewId) -> bool:
    """False: it was gone already. Locks the tally."""
    address = _address(petition_id, signature_id)
    if not erase.withdraw(petition_id, signature_id, at=at):
        return False
    offer.take_back(petition_id, signature_id)
    if erases and address:  # now: by the signature nobody finds an earlier list's row any more
        rooms.erase_address(petition_id, address)
    sealed = keyring.for_petition(petition_id).seal(SEAL, signature_id, {"email": address}) if address else None
    whose = {"petition_id": petition_id, "signature_id": signature_id}
    Leaving.objects.create(**whose, sealed=sealed, erases=erases, at=at)
    Act.objects.create(**whose, kind=Act.Kind.ERASED if erases else Act.Kind.WITHDRAWN, at=at)
    if address:
        kind = ERASED if erases else WITHDRAWN
        ask.queue(petition_id, signature_id, kind=kind, language=language, at=at, letter_id=new_id())
    return True


def turn(*, at: datetime) -> int:
    """Forgets the addresses of those whose letter has left, and erases whoever asked for it; how many went."""
    Leaving.objects.filter(at__lte=at - LONGEST, sealed__isnull=False).update(sealed=None)
    return sum(_finish(one) for one in _ready(at).order_by("pk")[:AT_ONCE])


def _ready(at: datetime) -> "QuerySet[Leaving]":
    """Nobody waits behind those whose letter cannot leave, or whose log stands still."""
    unsent = Letter.objects.filter(Letter.UNSENT, petition_id=OuterRef("petition_id"), about=OuterRef("signature_id"))
    # The log finds by the signature's id what is to be taken out.
    awaited = Waiting.objects.filter(signature_id__isnull=False).values("signature_id")
    over = Leaving.objects.filter(Q(at__lte=at - LONGEST) | ~Exists(unsent))
    return over.exclude(erases=True, signature_id__in=awaited)


@transaction.atomic
def _finish(one: Leaving) -> bool:
    if not Leaving.objects.filter(pk=one.pk).delete()[0]:
        return False  # another worker was faster
    if one.erases:
        _erase(one)
    else:
        Letter.objects.filter(Letter.UNSENT, petition_id=one.petition_id, about=one.signature_id).delete()
    return True


def _erase(one: Leaving) -> None:
    # Not the packets: else anybody could sign, leave, and end what is being handed over. The desk is told.
    rooms.erase(one.petition_id, [one.signature_id], but={"delivery"})
    # That it was done is kept, and not for whom.
    Act.objects.create(petition_id=one.petition_id, signature_id=None, kind=Act.Kind.ERASED, at=one.at)


def opened(one: Leaving) -> str:
    """The address; empty where it is not there any more, or cannot be opened."""
    try:
        keys = keyring.for_petition(one.petition_id)
        return str(keys.unseal(SEAL, one.signature_id, bytes(one.sealed))["email"]) if one.sealed else ""
    except (CannotOpen, DataKey.DoesNotExist):
        return ""


def _address(petition_id: int, signature_id: UUID) -> str:
    row = Signature.objects.filter(petition_id=petition_id, id=signature_id).first()
    if row is None or row.sealed is None or row.state == Signature.State.WITHDRAWN:
        return ""
    try:
        keys = keyring.for_petition(petition_id)
        return str(keys.unseal("signature", signature_id, bytes(row.sealed))["email"])
    except (CannotOpen, DataKey.DoesNotExist):
        return ""
