"""What the outbox knows of a person: that a letter about their signature was sent, and when. No address."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.mail.models import Letter
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="mail_letter",
        columns=("about", "kind", "language"),
        purpose=N_("To ask for confirmation, to say that somebody signed already, to send news that was asked for."),
        kept=N_("until 30 days after it was sent, and no longer than the signature"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> list[dict[str, str]]:
    """The letters about one signature: kind and times, oldest first."""
    letters = Letter.objects.filter(petition_id=petition_id, about=signature_id).order_by("queued_at", "id")
    return [
        {"kind": letter.kind, "state": letter.state, "queued_at": letter.queued_at.isoformat()} for letter in letters
    ]


def erase(petition_id: int, signature_id: UUID) -> int:
    """Rows removed."""
    return Letter.objects.filter(petition_id=petition_id, about=signature_id).delete()[0]


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    return {"mail_letter": Letter.objects.filter(petition_id=petition_id, about__in=whose).count()}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Rows removed, by table."""
    return {"mail_letter": Letter.objects.filter(petition_id=petition_id, about__in=list(ids)).delete()[0]}
