"""What is served of a log: never more than was signed for."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from undersigned.ledger import rows, tables
from undersigned.ledger.models import Checkpoint, Cosigned, Entry, Log
from undersigned.ledger.tables import Tables
from undersigned.transparency import tiles
from undersigned.transparency.receipt import Opening, Receipt
from undersigned.transparency.tiles import Place
from undersigned.transparency.tree import Tree


def checkpoint(uuid: UUID, epoch: int | None = None) -> str | None:
    """The newest note of this petition's log. None: there is none yet, or the log is at another `epoch`."""
    found = _newest(uuid, epoch)
    return _cosigned(found) if found else None


def witnessed(uuid: UUID, epoch: int | None = None) -> str | None:
    """The newest note that has a witness's cosignature. None: no witness has given any."""
    log = Log.objects.filter(uuid=uuid).first()
    if log is None or epoch not in (None, log.epoch):
        return None
    given = Cosigned.objects.filter(petition_id=log.petition_id).order_by("-size").first()
    return given.note + _lines(log.petition_id, given.size) if given else None


def ended(uuid: UUID, epoch: int) -> str | None:
    """The last checkpoint of the epoch before this one, as it was published. None: there is none."""
    found = Log.objects.filter(uuid=uuid, epoch=epoch).values_list("ended", flat=True).first()
    return found or None


def tile(uuid: UUID, place: Place, width: int, epoch: int | None = None) -> bytes | None:
    """The first `width` of what stands there. None: what was signed for does not reach so far."""
    size, kept = rows.served(uuid, tables.kept_at(place), epoch)
    if place.n * tiles.WIDTH + width > tiles.count(place.level, size):
        return None
    return tiles.cut(place, tables.made(place, kept), width)


@dataclass(frozen=True, slots=True)
class Keys:
    """`verifier`: what the log is signed with. `older`: what receipts of before may be signed with."""

    verifier: str
    older: list[str]
    epoch: int

    @property
    def path(self) -> str:
        """Below which the log is served; the end of its origin."""
        return "" if self.epoch == 1 else f"{self.epoch}/"


def verifier(uuid: UUID) -> str | None:
    """The public key of this petition's log. None: the log has not begun."""
    found = keys(uuid)
    return found.verifier if found else None


def keys(uuid: UUID) -> Keys | None:
    """None: the log has not begun."""
    log = Log.objects.filter(uuid=uuid).first()
    return Keys(log.verifier, log.older.splitlines(), log.epoch) if log else None


def receipts(uuid: UUID, openings: Mapping[UUID, Opening]) -> dict[UUID, Receipt]:
    """That these signatures are in the log, by the newest checkpoint; without those that are not, or not signed for.

    `openings`: by the signatures' ids.
    """
    now = _newest(uuid)
    if now is None or now.note is None:
        return {}
    entered = Entry.objects.filter(petition_id=now.petition_id, signature_id__in=list(openings), index__lt=now.size)
    note, tree = (_cosigned(now) or "").encode(), Tree(Tables(now.petition_id).read, now.size)
    return {
        one: Receipt(openings[one], index, tuple(tree.inclusion(index)), note)
        for one, index in entered.order_by("index").values_list("signature_id", "index")
    }


def _newest(uuid: UUID, epoch: int | None = None) -> Checkpoint | None:
    """`epoch`: only if the log is at this one."""
    log = Log.objects.filter(uuid=uuid).first()
    if log is None or epoch not in (None, log.epoch):
        return None
    return Checkpoint.objects.filter(petition_id=log.petition_id, note__isnull=False).order_by("-size").first()


def _cosigned(found: Checkpoint) -> str | None:
    """Its note, with the lines of all witnesses that have come to this size."""
    return found.note and found.note + _lines(found.petition_id, found.size)


def _lines(petition_id: int, size: int) -> str:
    lines = Cosigned.objects.filter(petition_id=petition_id, size=size).order_by("witness")
    return "".join(lines.values_list("line", flat=True))
