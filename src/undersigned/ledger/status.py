"""How a petition's log is, for whoever keeps the installation."""

import os
from dataclasses import dataclass
from pathlib import Path

from undersigned.ledger import mark
from undersigned.ledger.enter import last_of
from undersigned.ledger.files import Files, keys_for
from undersigned.ledger.models import Checkpoint, Log, Waiting
from undersigned.ledger.tables import Tables
from undersigned.transparency.strict import Refused
from undersigned.transparency.tree import Tree


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
        _check(log, last, files)
    except (Refused, OSError) as refused:
        trouble = str(refused)
    return Status(last.size if last else 0, last.count if last else 0, waiting, log.verifier, marked, trouble)


def _check(log: Log, last: Checkpoint | None, files: Files) -> None:
    """All that the worker needs to enter and to sign. Raises `Refused`."""
    tables = Tables(log.petition_id)
    mark.check(files, log, last, read=tables.read)  # first: where it was restored, the key may be newer, too
    keys_for(files, log)
    if not _can_write(files.marks):
        raise Refused(
            f"{files.marks} cannot be written by this user, and nothing is signed before its mark is there. Give the "
            f"folder to the user that the worker runs as. {mark.MEANWHILE}"
        )
    if last and not _has_tiles(last, tables):
        raise Refused(
            f"the tiles in the database are not those of the log's newest checkpoint, of {last.size} entries: some are "
            f"damaged, or missing. Nothing is entered. Restore a database that has them. {mark.MEANWHILE}"
        )


def _can_write(folder: Path) -> bool:
    """Or make it, where it is not there yet."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return os.access(there, os.W_OK | os.X_OK)


def _has_tiles(last: Checkpoint, tables: Tables) -> bool:
    try:
        return Tree(tables.read, last.size).root() == bytes(last.root)
    except Refused:
        return False
