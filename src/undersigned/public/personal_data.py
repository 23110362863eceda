"""What this room holds of a person: the pages that the others' records are shown on, until they are baked again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.public.models import Baked
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="public_baked",
        columns=("html", "facts"),
        purpose=N_("To show the first names and the remarks of signers who allowed it, in clear as on the page."),
        kept=N_("until the page is baked again: seconds after the signer withdraws, two days where nobody does"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> dict[str, Any]:  # noqa: ARG001 (the same call in every room)
    """Nothing: what the page shows is handed out by the rooms whose records it is made from."""
    return {}


def erase(petition_id: int, signature_id: UUID) -> int:  # noqa: ARG001
    """Has the petition's pages baked again, without what other rooms no longer hold; returns how many."""
    return Baked.objects.filter(petition_id=petition_id, name__endswith=":campaign").update(is_stale=True)


def held(petition_id: int, whose: Any) -> dict[str, int]:  # noqa: ARG001  as all rooms have it
    """No row is about one person: what a page shows of them goes when it is baked without them; see `waits`."""
    return {}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Has the pages baked again."""
    for one in ids[:1]:
        erase(petition_id, one)
    return {}


def waits(petition_id: int) -> bool:
    """Whether a page is still to be baked again. One that was taken off shows nobody."""
    marked = Baked.objects.filter(petition_id=petition_id, is_stale=True, name__endswith=":campaign")
    return marked.filter(petition__published=True, is_shown=True).exists()
