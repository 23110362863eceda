"""What of a petition's signatures belongs in its log, as if all of it waited; see `ledger.recover`."""

from collections.abc import Iterable

from undersigned.ledger import waiting
from undersigned.ledger.compose import Row
from undersigned.signing.decide import Reason
from undersigned.signing.models import Petition, Signature
from undersigned.transparency import entry


def rows(petition: Petition) -> list[Row]:
    """The newest text, every signature that stands, and those that were struck, with why: they may come back."""
    of = Signature.objects.filter(petition=petition, number__isnull=False)
    found = of.exclude(state=Signature.State.WITHDRAWN).order_by("number")
    columns = ("number", "id", "text_version", "commitment", "state", "hold_reason")
    made = [Row(0, None, waiting.TEXT, 0, petition.text_version, None)]
    for number, id_, version, commitment, state, reason in found.values_list(*columns):
        made.append(Row(number, id_, waiting.SIGN, 0, version, bytes(commitment)))
        if state == Signature.State.STRUCK:
            legal = reason == Reason.LEGAL_ORDER
            why = entry.Reason.LEGAL_ORDER if legal else entry.Reason.INVALIDATED
            made.append(Row(number, id_, waiting.VOID, why, 0, bytes(commitment)))
    return made


def count(of: Iterable[Row]) -> int:
    """What a log of these rows says."""
    return sum((row.kind == waiting.SIGN) - (row.kind == waiting.VOID) for row in of)
