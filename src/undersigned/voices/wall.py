"""The voices that the page shows: approved, allowed by their signers, of signatures that stand. Nothing else."""

import logging
from typing import TypedDict

from django.db.models import Exists, OuterRef

from undersigned.signing import keyring
from undersigned.signing.models import Signature
from undersigned.vault.sealing import CannotOpen
from undersigned.voices.models import Remark

log = logging.getLogger(__name__)


class Voice(TypedDict):
    """Plain values for the page's template."""

    words: str
    shown_as: str
    language: str
    is_sample: bool


def approved(petition_id: int, limit: int = 6) -> list[Voice]:
    """One query. The newest decision comes first."""
    standing = Signature.objects.confirmed().filter(petition_id=OuterRef("petition_id"), id=OuterRef("signature_id"))
    remarks = (
        Remark.objects.filter(petition_id=petition_id, state=Remark.State.APPROVED, may_publish=True)
        .filter(Exists(standing))
        .order_by("-decided_at", "id")[:limit]
    )
    return [voice for remark in remarks if (voice := _voice(remark))]


def _voice(remark: Remark) -> Voice | None:
    """None where the record cannot be opened: one broken row must not keep the page from being published."""
    try:
        opened = keyring.for_petition(remark.petition_id).unseal("remark", remark.id, bytes(remark.sealed))
    except CannotOpen:
        log.warning("wall.unreadable", extra={"remark": str(remark.id)})
        return None
    words, shown_as = opened["words"], opened["shown_as"]
    return Voice(words=words, shown_as=shown_as, language=remark.language, is_sample=remark.is_sample)
