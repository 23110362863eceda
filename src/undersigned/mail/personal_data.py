"""What the outbox knows of a person: that a letter about their signature was sent, and when. No address."""

from uuid import UUID

from undersigned.mail.models import Letter
from undersigned.vault.holding import Holding

HOLDINGS = (
    Holding(
        table="mail_letter",
        columns=("about", "kind", "language"),
        purpose="To send the confirmation and tell a signer that they have signed already.",
        kept="until 30 days after it was sent, and no longer than the signature",
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
