"""What is known of a mailbox that gets no letter: an index, and why. And which letters came back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.mail.models import Letter
from undersigned.returns.models import Return
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="returns_refusal",
        columns=("mailbox", "reason"),
        purpose=N_("To send no letter to who wants none or cannot get one: of the address, only a keyed hash."),
        kept=N_("until the mailbox's owner undoes it: else letters would begin anew"),
    ),
    Holding(
        table="returns_return",
        columns=("letter_id", "kind"),
        purpose=N_("To know which letters came back."),
        kept=N_("with the campaign; whose letter it was is forgotten with the letter, after 30 days"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> list[dict[str, str]]:
    """Which letters about one signature came back, and how."""
    found = Return.objects.filter(letter_id__in=_letters(petition_id, signature_id)).order_by("at", "pk")
    return [{"kind": one.kind, "at": one.at.isoformat()} for one in found]


def erase(petition_id: int, signature_id: UUID) -> int:
    """Rows removed. That no letter goes to the mailbox any more stays: to erase it would be to write again."""
    return Return.objects.filter(letter_id__in=_letters(petition_id, signature_id)).delete()[0]


def _letters(petition_id: int, signature_id: UUID) -> list[UUID]:
    found = Letter.objects.filter(petition_id=petition_id, about=signature_id).order_by("id")
    return list(found.values_list("id", flat=True))


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    letters = Letter.objects.filter(petition_id=petition_id, about__in=whose).values("id")
    return {"returns_return": Return.objects.filter(letter_id__in=letters).count()}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Rows removed, by table. Before the letters are: a return is found by its letter."""
    letters = Letter.objects.filter(petition_id=petition_id, about__in=list(ids)).values("id")
    return {"returns_return": Return.objects.filter(letter_id__in=letters).delete()[0]}
