"""What was declared beside a petition's count, as if it waited for the log; see `ledger.recover`."""

from undersigned.ledger import waiting
from undersigned.ledger.compose import Row
from undersigned.offline.models import Batch
from undersigned.signing.models import Petition
from undersigned.transparency.entry import Reason


def rows(petition: Petition) -> list[Row]:
    """Also what was taken back since: it may be declared again."""
    made = []
    declared = Batch.objects.filter(petition=petition, declared_at__isnull=False, manifest_hash__isnull=False)
    for one in declared.order_by("declared_at", "pk"):
        says = one.number.to_bytes(4, "big") + bytes(one.manifest_hash or b"")
        made.append(Row(0, one.pk, waiting.OFFLINE, 0, 0, says))
        if one.state != Batch.State.DECLARED:
            made.append(Row(0, one.pk, waiting.VOID, Reason.INVALIDATED, 0, says))
    return made
