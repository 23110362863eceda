"""Begins a log anew whose end is lost: the database was restored from an older backup, and no newer one is left.

The old log can't go on, for it would get a second history. It ends where it was last signed for, and a new one begins:
with a name of its own (`…/2`), the same key under that name, and as its first entry the hash of the last checkpoint of
the old one, so that both belong together for good and nobody can hide that this has happened. What still stands in the
database is entered at once, and the number on the page stays as it was until that is signed.

Promise: killed anywhere, it either has not happened, or the worker signs the new log. Nothing is ever signed twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from undersigned.ledger import mark
from undersigned.ledger import rows as rows_of
from undersigned.ledger.compose import Row, composed
from undersigned.ledger.enter import Subject, last_of, shuffled
from undersigned.ledger.files import Files, keys_for
from undersigned.ledger.models import Checkpoint, Cosigned, Entry, Log, Tile, Waiting
from undersigned.ledger.tables import Tables
from undersigned.transparency import checkpoint, entry, storage
from undersigned.transparency import log as logs
from undersigned.transparency.entry import Stage, State
from undersigned.transparency.keys import SigningKey, parse_verifier
from undersigned.transparency.strict import Refused

AT_ONCE = 50_000  # entries whose tiles are made at a time


@dataclass(frozen=True, slots=True)
class Recovered:
    """`verifier`: the new log's public key. `kept`: the folder with what there is of the old one."""

    verifier: str
    ended_at: int
    size: int
    kept: Path
    unknown: str  # the old log's key, where it was replaced since the database was saved; else empty


def recover(log: Log, subject: Subject, *, rows: Callable[[], Sequence[Row]], files: Files, kept: Path) -> Recovered:
    """`rows`: what stands in the database, as if it waited; no signature may change meanwhile, see the command.

    Inside the caller's transaction. Raises `Refused`, also where the log could go on.
    """
    log = Log.objects.select_for_update().get(pk=log.pk)
    last = last_of(log.petition_id)
    _require_trouble(log, last, files=files)
    epoch, ended = _newest(log, files)
    signers = _signers(log, files, epoch)
    standing, waited = _standing(log.petition_id, rows)
    folder = kept / str(log.uuid) / str(log.epoch)
    _keep(log, last, folder)
    key = SigningKey(_origin(log, epoch + 1), signers[0].secret)
    files.set_keys(log.uuid, [key], epoch=epoch + 1)
    for table in (Tile, Entry, Checkpoint, Cosigned):
        table.objects.filter(petition_id=log.petition_id).delete()
    rows_of.gone(waited)
    size = _begin(log.petition_id, subject, key.name, rows=standing, digest=ended.digest)
    known, signing = [log.verifier, *log.older.splitlines()], [str(one.verifier) for one in signers]
    log.older = "\n".join(dict.fromkeys([*signing, *known]))
    log.verifier, log.epoch = str(key.verifier), epoch + 1
    log.ended = checkpoint.sign(ended, signers).encode().decode()  # as it was published: Ed25519 has no dice
    log.save(update_fields=["older", "verifier", "epoch", "ended"])
    unknown = "" if signing[0] in known else signing[0]
    return Recovered(log.verifier, ended.size, size, folder, unknown)


def _require_trouble(log: Log, last: Checkpoint | None, *, files: Files) -> None:
    try:
        mark.check(files, log, last, read=Tables(log.petition_id).read)
    except Refused:
        return
    keys_for(files, log)
    raise Refused("the log goes on: the database holds all that was signed for. Nothing needs to begin again")


def _standing(petition_id: int, rows: Callable[[], Sequence[Row]]) -> tuple[Sequence[Row], list[int]]:
    """What stands, and the waiting rows that are in it. What is declared meanwhile is in both, or in neither.

    For it is written together with its waiting row: where the same rows wait before and after, nothing came between.
    """
    waiting = Waiting.objects.filter(petition_id=petition_id).order_by("id").values_list("id", flat=True)
    while True:
        before = list(waiting.all())
        standing = rows()
        if list(waiting.all()) == before:
            return standing, before


def _newest(log: Log, files: Files) -> tuple[int, checkpoint.Checkpoint]:
    """Which epoch was signed last, by the marks; the database may be older than a recovery."""
    epoch = log.epoch
    while files.mark_file(log.uuid, epoch=epoch + 1).exists():
        epoch += 1
    ended, file = files.mark_of(log.uuid, epoch=epoch), files.mark_file(log.uuid, epoch=epoch)
    if ended is None:
        raise Refused(f"{file} is not there: put it back, or make it of the checkpoint that was published last")
    if ended.origin != _origin(log, epoch):
        raise Refused(f"{file} belongs to another log, {ended.origin}: put the one of {_origin(log, epoch)} back")
    return epoch, ended


def _origin(log: Log, epoch: int) -> str:
    """Of any epoch of this log."""
    origin = log.verifier.partition("+")[0]
    first = origin if log.epoch == 1 else origin.rpartition("/")[0]
    return first if epoch == 1 else f"{first}/{epoch}"


def _signers(log: Log, files: Files, epoch: int) -> list[SigningKey]:
    """Those of the log that ends. The database may be older than they are, so all it can tell is their name."""
    found, file = files.keys_of(log.uuid, epoch=epoch), files.key_file(log.uuid, epoch=epoch)
    if not found:
        raise Refused(
            f"{file} is not there, the key of the log that ended last, and nobody could check how it ended: put it "
            "back, or copy it from the machine that has it"
        )
    if {key.name for key in found} != {_origin(log, epoch)}:
        raise Refused(f"{file} is the key of another log, {found[0].name}: put the one of {_origin(log, epoch)} back")
    return found


def _keep(log: Log, last: Checkpoint | None, folder: Path) -> None:
    """What the database has of the old log, as files that an auditor reads where they are."""
    noted = Checkpoint.objects.filter(petition_id=log.petition_id, note__isnull=False).order_by("-size").first()
    if last is None or noted is None or noted.note is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    storage.copy(Tables(log.petition_id), to=storage.Folder(folder), size=noted.size)
    (folder / "checkpoint").write_text(noted.note)


def _begin(petition_id: int, subject: Subject, origin: str, *, rows: Sequence[Row], digest: bytes) -> int:
    """The new log's size. It has one checkpoint, which waits for its note."""
    made = composed(rows, size=1, text_version=0, texts=subject.texts, entered={}, shuffle=shuffled)
    entries = [entry.encode(State(Stage.NEW_EPOCH, digest)), *made.entries]
    tables, now = Tables(petition_id), logs.empty(origin)
    for start in range(0, len(entries), AT_ONCE):
        now = logs.extend(tables, now, entries[start : start + AT_ONCE])
    rows_of.entered(petition_id, made.indexes)
    Checkpoint.objects.create(
        petition_id=petition_id,
        size=now.size,
        root=now.root,
        count=made.count,
        samples=made.samples,
        text_version=made.text_version,
    )
    return now.size


@transaction.atomic
def rotate(log: Log, *, files: Files) -> str:
    """A new key signs from now on, and the old one beside it. The new public key. Raises `Refused`.

    What is served is signed again at once: of a petition that is quiet, or closed, nothing may be entered any more.
    """
    log = Log.objects.select_for_update().get(pk=log.pk)
    signers = keys_for(files, log)
    if len(signers) == 1:
        signers = [files.another(signers[0].name), *signers]
    elif str(signers[0].verifier) == log.verifier:  # else it was made, and what made it was killed before this
        raise Refused("two keys sign already: let the older one go first")
    mark.check(files, log, last_of(log.petition_id), read=Tables(log.petition_id).read)
    _sign_again(log, signers)
    files.set_keys(log.uuid, signers, epoch=log.epoch)
    log.older = "\n".join([log.verifier, *log.older.splitlines()])
    log.verifier = str(signers[0].verifier)
    log.save(update_fields=["older", "verifier"])
    return log.verifier


def _sign_again(log: Log, signers: Sequence[SigningKey]) -> None:
    """By these keys, what its own have signed: the text stays, so it is no second history, and its witnesses stay."""
    known = [parse_verifier(one) for one in (log.verifier, *log.older.splitlines())]
    own = [one for one in known if one.name == signers[0].name]
    noted = Checkpoint.objects.filter(petition_id=log.petition_id, note__isnull=False).order_by("size")
    cosigned = Cosigned.objects.filter(petition_id=log.petition_id).order_by("witness")
    served: list[Checkpoint | Cosigned] = [*noted, *cosigned]
    for one in served:
        signed = checkpoint.opened((one.note or "").encode(), by=own).checkpoint
        one.note = checkpoint.sign(signed, signers).encode().decode()
        one.save(update_fields=["note"])


def retire(log: Log, *, files: Files) -> str:
    """The newest key signs alone. The public key of the one that does not any more. Raises `Refused`."""
    signers = keys_for(files, log)
    if len(signers) == 1:
        raise Refused("one key signs alone already")
    if str(signers[0].verifier) != log.verifier:
        raise Refused("the newer key is not published yet: replace the key again")
    files.set_keys(log.uuid, signers[:1], epoch=log.epoch)
    return str(signers[1].verifier)
