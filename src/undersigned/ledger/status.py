"""How a petition's log is, for whoever keeps the installation."""

from dataclasses import dataclass

from undersigned.ledger import mark
from undersigned.ledger.enter import last_of
from undersigned.ledger.files import Files, keys_for
from undersigned.ledger.models import Log, Waiting
from undersigned.ledger.tables import Tables
from undersigned.transparency.strict import Refused


@dataclass(frozen=True, slots=True)
class Status:
    """`verifier`: the public key; empty where the log has not begun. `trouble`: why it stands still."""

    size: int
    count: int
    waiting: int
    verifier: str
    mark: int | None
    trouble: str


def of(petition_id: int, *, files: Files) -> Status:
    waiting = Waiting.objects.filter(petition_id=petition_id).count()
    log, last = Log.objects.filter(petition_id=petition_id).first(), last_of(petition_id)
    if log is None:
        return Status(0, 0, waiting, "", None, "")
    marked, trouble = None, ""
    try:
        found = files.mark_of(log.uuid, epoch=log.epoch)
        marked = found.size if found else None
        keys_for(files, log)
        mark.check(files, log, last, read=Tables(petition_id).read)
    except (Refused, OSError) as refused:
        trouble = str(refused)
    return Status(last.size if last else 0, last.count if last else 0, waiting, log.verifier, marked, trouble)
