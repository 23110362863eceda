"""What this room holds of a person: that they asked for their page, what they did on it, a last address for a day."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.rights.models import Act, Leaving
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="rights_asking",
        columns=("mailbox", "language"),
        purpose=N_("To send the link to one’s own page to the mailbox that signed: of the address, only a keyed hash."),
        kept=N_("until the letter is queued, as a rule for a second"),
    ),
    Holding(
        table="rights_act",
        columns=("signature_id", "kind"),
        purpose=N_("To show what a signer did on their own page, and when."),
        kept=N_("as long as the signature; of an erasure it is kept that there was one, and not whose"),
    ),
    Holding(
        table="rights_leaving",
        columns=("sealed", "signature_id"),
        purpose=N_("To confirm to who has left that it was done."),
        kept=N_("until that letter has left, a day at most"),
        inside=N_("email address"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> list[dict[str, str]]:
    """What they did on their own page, oldest first."""
    acts = Act.objects.filter(petition_id=petition_id, signature_id=signature_id).order_by("at", "pk")
    return [{"did": act.kind, "at": act.at.isoformat()} for act in acts]


def erase(petition_id: int, signature_id: UUID) -> int:
    """Rows removed."""
    return sum(erase_many(petition_id, [signature_id]).values())


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    return {
        "rights_act": Act.objects.filter(petition_id=petition_id, signature_id__in=whose).count(),
        "rights_leaving": Leaving.objects.filter(petition_id=petition_id, signature_id__in=whose).count(),
    }


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Rows removed, by table. What is asked by a mailbox's hash is gone in a second by itself."""
    theirs = {"petition_id": petition_id, "signature_id__in": list(ids)}
    gone = Act.objects.filter(**theirs).delete()[0], Leaving.objects.filter(**theirs).delete()[0]
    return dict(zip(("rights_act", "rights_leaving"), gone, strict=True))
