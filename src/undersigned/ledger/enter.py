"""Enters what waits, and signs: once in a moment, by one worker at a time for each log.

First a transaction takes what waits into the log and leaves a checkpoint without a note. When that is on disk, a second
one writes the high-water mark, to disk as well, then signs, then puts the note to the checkpoint. Nothing is shown
without its note. A crash between any two of these leaves what the next run goes on from: the same entries are signed,
and never others of that size.

Where the database is not what was signed before, nothing is signed, and who signs the petition notices nothing: what
they confirm waits.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, transaction

from undersigned.ledger import mark
from undersigned.ledger import rows as rows_of
from undersigned.ledger.compose import CHANGES, Composed, Row, composed
from undersigned.ledger.files import Files, keys_for
from undersigned.ledger.models import Checkpoint, Entry, Log, Served, Waiting
from undersigned.ledger.tables import Tables
from undersigned.transparency import checkpoint
from undersigned.transparency import log as logs
from undersigned.transparency.strict import Refused

log = logging.getLogger(__name__)

AT_ONCE = 2_000  # entries: on SQLite who signs waits while they are written
PAUSE_S = 0.25  # with the shelf's own: about a second from a confirmation to the number that everybody sees
PAUSE_IN_A_CROWD_S = 0.05

shuffled = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True)
class Subject:
    """What must be known of a petition: its UUID, and the hashes of its texts by version."""

    uuid: UUID
    texts: dict[int, bytes]


class Enterer:
    """`subject_of` belongs to a higher floor. Used by one thread; any number of workers may have one."""

    def __init__(self, *, subject_of: Callable[[int], Subject], files: Files) -> None:
        self._subject_of = subject_of
        self._files = files
        self._told: dict[int, str] = {}  # why each log stands still; told once
        self.rest_s = PAUSE_S

    def enter(self) -> None:
        """One batch of each petition that has something waiting."""
        taken = [self._attend(petition_id) for petition_id in _petitions()]
        self.rest_s = PAUSE_IN_A_CROWD_S if AT_ONCE in taken else PAUSE_S

    def _attend(self, petition_id: int) -> int:
        """How many were taken."""
        try:
            taken = self._advance(petition_id)
        except (Refused, OSError, ObjectDoesNotExist) as trouble:
            self._tell(petition_id, str(trouble))
            return 0
        except (OperationalError, InterfaceError):
            raise  # the database is away, or in use: for all of them
        except Exception as trouble:  # noqa: BLE001  whatever it is, the others' logs go on; a bug is told with its trace
            self._tell(petition_id, repr(trouble), bug=trouble)
            return 0
        if self._told.pop(petition_id, None):
            log.warning("ledger.goes_on", extra={"petition": petition_id})
        return taken

    def _tell(self, petition_id: int, why: str, bug: Exception | None = None) -> None:
        """Once."""
        if self._told.get(petition_id) != why:
            log.error("ledger.stands_still", extra={"petition": petition_id, "why": why}, exc_info=bug)
        self._told[petition_id] = why

    def _advance(self, petition_id: int) -> int:
        opened = Log.objects.filter(petition_id=petition_id).first() or self._begun(petition_id)
        signers = keys_for(self._files, opened)
        taken = self._append(opened, signers[0].name)
        self._sign(opened)
        return taken

    def _begun(self, petition_id: int) -> Log:
        """The row of a new log. Its key is on disk before anything else knows of it."""
        uuid = self._subject_of(petition_id).uuid
        key = self._files.make_key(uuid)
        made = {"uuid": uuid, "verifier": str(key.verifier)}
        return Log.objects.get_or_create(petition_id=petition_id, defaults=made)[0]

    @transaction.atomic
    def _append(self, opened: Log, origin: str) -> int:
        """Into the database, and shown to nobody yet. How many rows were taken."""
        if _led(opened) is None:
            return 0
        last = last_of(opened.petition_id)
        if last and last.note is None:
            return 0  # a crash has left it so, or another worker is between its two transactions: that one first
        tables = Tables(opened.petition_id)
        mark.check(self._files, opened, last, read=tables.read)
        rows = _taken(opened.petition_id)
        made = composed(
            rows,
            size=last.size if last else 0,
            text_version=last.text_version if last else 0,
            texts=self._subject_of(opened.petition_id).texts,  # after the rows: one may be of a text just published
            entered=_entered(opened.petition_id, rows),
            shuffle=shuffled,
        )
        if made.entries:
            _write(opened.petition_id, origin, tables, last=last, made=made)
        rows_of.gone([row.id for row in rows])
        return len(rows)

    @transaction.atomic
    def _sign(self, opened: Log) -> None:
        """The newest checkpoint, if it has no note."""
        led = _led(opened)
        last = last_of(opened.petition_id)
        if led is None or last is None or last.note is not None:
            return
        signers = keys_for(self._files, led)  # of now: one of them may have been replaced since it was entered
        mark.check(self._files, led, last, read=Tables(led.petition_id).read)
        now = checkpoint.Checkpoint(signers[0].name, last.size, bytes(last.root))
        # Before it is signed: were it after, a database that lost this size could be signed over at it once more.
        self._files.set_mark(opened.uuid, now, epoch=opened.epoch)
        note = checkpoint.sign(now, signers).encode().decode()
        Checkpoint.objects.filter(petition_id=opened.petition_id, size=last.size).update(note=note)
        Checkpoint.objects.filter(petition_id=opened.petition_id, size__lt=last.size).delete()
        shown = {"size": last.size, "count": last.count, "samples": last.samples}
        Served.objects.update_or_create(petition_id=opened.petition_id, defaults=shown)


def last_of(petition_id: int) -> Checkpoint | None:
    """The newest, signed or not."""
    return Checkpoint.objects.filter(petition_id=petition_id).order_by("-size").first()


def _petitions() -> list[int]:
    """With something waiting, or not signed yet. One small query each, however much waits."""
    found = set(Checkpoint.objects.filter(note=None).values_list("petition_id", flat=True))
    ahead = Waiting.objects.order_by("petition_id").values_list("petition_id", flat=True)
    one = ahead.first()
    while one is not None:
        found.add(one)
        one = ahead.filter(petition_id__gt=one).first()
    return sorted(found)


def _led(opened: Log) -> Log | None:
    """As it is now, and nobody else's until the end of the transaction; on SQLite that itself is alone.

    None: another worker is at it, or the log has begun again since.
    """
    same = Log.objects.filter(petition_id=opened.petition_id, epoch=opened.epoch)
    return same.select_for_update(skip_locked=True).first()


def _taken(petition_id: int) -> list[Row]:
    rows = Waiting.objects.filter(petition_id=petition_id).order_by("id")
    found = rows.values_list("id", "signature_id", "kind", "reason", "text_version", "commitment")[:AT_ONCE]
    return [Row(*row[:5], None if row[5] is None else bytes(row[5])) for row in found]


def _entered(petition_id: int, rows: Sequence[Row]) -> dict[UUID, int]:
    """The indexes of those that are void, or back."""
    ids = [row.signature_id for row in rows if row.kind in CHANGES and row.signature_id]
    found = Entry.objects.filter(petition_id=petition_id, signature_id__in=ids).order_by("index")
    return dict(found.values_list("signature_id", "index"))


def _write(petition_id: int, origin: str, tables: Tables, *, last: Checkpoint | None, made: Composed) -> None:
    before = checkpoint.Checkpoint(origin, last.size, bytes(last.root)) if last else logs.empty(origin)
    now = logs.extend(tables, before, made.entries)
    rows_of.entered(petition_id, made.indexes)
    Checkpoint.objects.create(
        petition_id=petition_id,
        size=now.size,
        root=now.root,
        count=(last.count if last else 0) + made.count,
        samples=(last.samples if last else 0) + made.samples,
        text_version=made.text_version,
    )
