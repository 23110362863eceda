"""What the log knows of a person: that a signature stands at a place. Nothing in the log itself says whose it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from undersigned.ledger.ids import Spelled
from undersigned.ledger.models import Entry, Waiting
from undersigned.vault.holding import N_, Holding

HOLDINGS = (
    Holding(
        table="ledger_waiting",
        columns=("signature_id", "commitment"),
        purpose=N_("To enter a confirmed signature in the public log."),
        kept=N_("until it is entered, as a rule for a second"),
    ),
    Holding(
        table="ledger_entry",
        columns=("signature_id", "index"),
        purpose=N_("To prove to the signer that they were counted, and to take them out when they withdraw."),
        kept=N_("as long as the log; what could tell whose it is goes with the signature"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> dict[str, int]:
    """Where the signature stands in the log; empty where it does not yet."""
    entry = Entry.objects.filter(petition_id=petition_id, signature_id=signature_id).first()
    return {"index": entry.index} if entry else {}


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    entered = Entry.objects.filter(petition_id=petition_id).alias(spelled=Spelled("signature_id"))
    return {
        "ledger_entry": entered.filter(spelled__in=whose).count(),
        "ledger_waiting": Waiting.objects.filter(petition_id=petition_id, signature_id__in=whose).count(),
    }


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """What says whose a leaf is. The log itself stays as it is; what waits for it must have been entered before."""
    gone, _ = Entry.objects.filter(petition_id=petition_id, signature_id__in=list(ids)).delete()
    return {"ledger_entry": gone}


def waits(petition_id: int) -> bool:
    """Whether something is still to be entered."""
    return Waiting.objects.filter(petition_id=petition_id).exists()
