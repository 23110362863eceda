"""Whether the database still holds what was signed for: it is compared with the mark that lies outside of it."""

from undersigned.ledger.files import Files
from undersigned.ledger.models import Checkpoint, Log
from undersigned.transparency.keys import parse_verifier
from undersigned.transparency.strict import Refused
from undersigned.transparency.tiles import Read
from undersigned.transparency.tree import Tree

MEANWHILE = "People can sign and confirm meanwhile; what they confirm waits."


def check(files: Files, log: Log, last: Checkpoint | None, *, read: Read) -> None:
    """Raises `Refused`, with what to do. `last`: the newest checkpoint, signed or not."""
    file, mark = files.mark_file(log.uuid, epoch=log.epoch), files.mark_of(log.uuid, epoch=log.epoch)
    size = last.size if last else 0
    later = files.mark_file(log.uuid, epoch=log.epoch + 1)
    if later.exists():
        raise Refused(
            f"the log has ended and begun again since ({later}), and the database does not know of it: it was restored "
            f"from a backup of before. Restore a newer one, or let the log begin once more: undersigned log recover. "
            f"{MEANWHILE}"
        )
    if mark is None:
        if Checkpoint.objects.filter(petition_id=log.petition_id, note__isnull=False).exists():
            raise Refused(
                f"{file} is not there, and only it can tell whether this database was restored from an older backup. "
                "Put it back. If it is lost, and the database was not restored, make it of the first three lines of "
                f"the log's checkpoint, as it is served. {MEANWHILE}"
            )
        return
    if mark.origin != parse_verifier(log.verifier).name:
        raise Refused(f"{file} belongs to another log, {mark.origin}. Put the right one back. {MEANWHILE}")
    if size < mark.size:
        raise Refused(
            f"the database holds {size} entries of this log, but {mark.size} were signed for ({file}): it was restored "
            "from an older backup, or a standby has lost the end of it. Nothing is signed, for the log would get a "
            f"second history. Restore a database that is not older. If there is none: undersigned log recover. "
            f"{MEANWHILE}"
        )
    if last is None or _root_at(mark.size, last, read) != mark.root:
        raise Refused(
            f"the first {mark.size} entries in the database are not those that were signed for ({file}): it has "
            f"another history. Nothing is signed. Restore the database that was in use before. {MEANWHILE}"
        )


def _root_at(size: int, last: Checkpoint, read: Read) -> bytes:
    """Raises `Refused` where the tiles are not there."""
    return bytes(last.root) if size == last.size else Tree(read, size).root()
