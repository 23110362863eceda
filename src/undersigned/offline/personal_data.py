"""What this room holds of a person: of an earlier list, who is in it; of a batch, who collected it and its scans."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet

from undersigned.offline import bring, folder, mailboxes, settle
from undersigned.offline.models import Batch, Earlier
from undersigned.signing import keyring
from undersigned.signing.models import Signature
from undersigned.vault.holding import N_, Holding

_INDEX = ("index_version", "blind_index")  # of a signature

HOLDINGS = (
    Holding(
        table="offline_earlier",
        columns=("sealed", "blind_index", "wants_updates"),
        purpose=N_("To count who signed this petition on another platform, once, and hand them to the addressee."),
        kept=N_("until they sign here, ask to be erased, the list is struck, or the petition’s retention ends"),
        inside=N_("name, email address, postcode"),
    ),
    Holding(
        table="offline_batch",
        columns=("collector", "files"),
        purpose=N_("To show the addressee the sheets that were signed on paper, and who collected them."),
        kept=N_("until the day that the petition’s retention names; the numbers stay"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> dict[str, Any]:
    """What an earlier list has of the mailbox that this signature is of; empty where it has nothing."""
    now = mailboxes.index_of(petition_id)
    found = Signature.objects.filter(petition_id=petition_id, id=signature_id, blind_index__isnull=False)
    rows = [now.lifted(bytes(index or b""), version) for version, index in found.values_list(*_INDEX)]
    return _told(petition_id, rows)


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows of those who have signed here: whoever has confirmed is in no list any more."""
    found = Signature.objects.filter(petition_id=petition_id, id__in=whose, blind_index__isnull=False)
    same = Earlier.objects.filter(petition_id=petition_id, blind_index__in=found.values("blind_index"))
    return {"offline_earlier": same.count()}


def erase(petition_id: int, signature_id: UUID) -> int:
    """Returns how many rows went."""
    return erase_many(petition_id, [signature_id])["offline_earlier"]


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    found = Signature.objects.filter(petition_id=petition_id, id__in=list(ids))
    return {"offline_earlier": settle.signers(petition_id, found.values_list(*_INDEX))}


def beside(petition_id: int) -> dict[str, int]:
    """Rows of people who have not signed here: who is in a list, batches whose scans or collectors are kept."""
    return {
        "offline_earlier": Earlier.objects.filter(petition_id=petition_id).count(),
        "offline_batch": _telling(petition_id).count(),
    }


def clear(petition_id: int, *, most: int) -> int:
    """When the time of a petition's personal data is over: up to `most` people, then scans. The numbers stay.

    How many went. Call again while it returns any. Lists that nobody has taken are cancelled: the worker removes them.
    """
    unfinished = Batch.objects.filter(petition_id=petition_id, kind=Batch.Kind.EARLIER, state__in=bring.UNFINISHED)
    unfinished.update(state=Batch.State.CANCELLED, leased_until=F("recorded_at"))  # at once: that has passed
    ids = list(Earlier.objects.filter(petition_id=petition_id).order_by("id").values_list("id", flat=True)[:most])
    if ids:
        return Earlier.objects.filter(petition_id=petition_id, id__in=ids).delete()[0]
    batches = list(_telling(petition_id).order_by("pk")[:most])
    for batch in batches:
        folder.of(settings.OFFLINE, batch.pk).remove()
        Batch.objects.filter(pk=batch.pk).update(files={}, collector="", note="", is_cleared=True)
    return len(batches)


def of_address(petition_id: int, email: str) -> dict[str, Any]:
    """As `export`, of whoever has never signed here."""
    return _told(petition_id, _indexes(petition_id, email))


def erase_address(petition_id: int, email: str) -> dict[str, int]:
    return {"offline_earlier": settle.drop(petition_id, _indexes(petition_id, email))}


def _telling(petition_id: int) -> QuerySet[Batch]:
    """Batches that tell of somebody, by a name, a scan or rows that were left out."""
    return Batch.objects.filter(petition_id=petition_id, is_cleared=False)


def _indexes(petition_id: int, email: str) -> list[bytes]:
    """Under whatever version its row may stand. None where the petition was never published."""
    if not Earlier.objects.filter(petition_id=petition_id).exists():
        return []
    return mailboxes.index_of(petition_id).every(keyring.for_petition(petition_id).index(email))


def _told(petition_id: int, indexes: list[bytes]) -> dict[str, Any]:
    found = Earlier.objects.filter(petition_id=petition_id, blind_index__in=indexes).select_related("batch")
    row = found.order_by("index_version").first()
    if row is None:
        return {}
    batch: Batch = row.batch
    return {
        **keyring.for_petition(petition_id).unseal("earlier", row.id, bytes(row.sealed)),
        "wants_updates": row.wants_updates,
        "collected": batch.place,
        "by_right_of": batch.basis,
    }
