"""Whether the key files are whole, and fit this database: each wrapped key opens, and so does the newest record.

Reads, and changes nothing. A few queries a petition, however many have signed.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from undersigned.custody import masters, records
from undersigned.custody.models import Resealing
from undersigned.signing import keyring
from undersigned.signing.models import IndexLayer, Petition, Signature
from undersigned.signing.tokens import LIFETIME_S
from undersigned.vault import blind, keys, sealing

OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Seen:
    is_well: bool
    sentence: str


def look(folder: Path, *, at: datetime) -> Iterator[Seen]:
    """All that can be said, file by file and petition by petition."""
    yield from files(folder, at=at)
    for petition in Petition.objects.filter(text_version__gt=0).order_by("slug"):
        yield from _petition(petition)
    if behind := masters.left_behind():
        yield Seen(
            False, f"{behind} keys are not wrapped by the newest `seal`. Run: undersigned keys rotate seal --finish"
        )


def files(folder: Path, *, at: datetime) -> Iterator[Seen]:
    """Without a database."""
    for name in keys.NAMES:
        yield _file(folder / name)
        for older in keys.older_files(folder, name):
            seen = _file(older)
            yield Seen(seen.is_well, f"{seen.sentence} {_why_kept(folder, name, older, at=at)}")


def _file(path: Path) -> Seen:
    if not path.exists():
        return Seen(False, f"{path.name} is missing. Put it back from your backup.")
    try:
        keys.read(path)
    except keys.KeysIncomplete as problem:
        return Seen(False, str(problem))
    if path.stat().st_mode & OF_OTHERS:
        return Seen(False, f"{path.name} can be read by other users of this machine. Run: chmod go= {path}")
    return Seen(True, f"{path.name} is whole, and for this user alone.")


def _why_kept(folder: Path, name: str, older: Path, *, at: datetime) -> str:
    if name == "seal":
        return "It opens backups of the database from before it was replaced; delete it when the last of those is gone."
    if name != "token":
        return "Nothing needs it any more; delete it."
    until = replaced_at(folder, older) + timedelta(seconds=max(LIFETIME_S.values()))
    if until < at:
        return "The last link that it signed has expired; delete it."
    return f"Links in letters that it signed work until {until:%Y-%m-%d}; keep it until then."


def replaced_at(folder: Path, older: Path) -> datetime:
    """When the key that came after it was made."""
    name, number = older.stem, int(older.suffix[1:])
    after = folder / f"{name}.{number + 1}"
    made = after if after.exists() else folder / name
    return datetime.fromtimestamp(made.stat().st_mtime, UTC)


def _petition(petition: Petition) -> Iterator[Seen]:
    named = f"/{petition.slug}/:"
    try:
        opened = keyring.for_petition(petition.pk)
    except sealing.CannotOpen:
        yield Seen(False, f"{named} its data key fits none of these key files. They are another installation’s.")
        return
    if opened.data is None:
        yield Seen(True, f"{named} its keys were destroyed. The count and the log stay.")
        return
    yield Seen(True, f"{named} data key {opened.data.kid} opens, with {len(opened.older)} older.")
    yield from _records(petition, opened)
    yield from _index(petition)
    job = Resealing.objects.filter(petition=petition, done_at__isnull=True).first()
    if job:
        yield Seen(True, f"{named} records are being sealed anew by key {job.kid}; {job.resealed} so far.")


def _records(petition: Petition, opened: keyring.PetitionKeys) -> Iterator[Seen]:
    """The oldest and the newest of each kind."""
    for kind, model in records.models().items():
        rows = model.objects.filter(petition=petition, sealed__isnull=False)
        ends = [rows.order_by(order).values_list("id", "sealed").first() for order in ("id", "-id")]
        for id_, sealed in (end for end in ends if end and end[1]):
            try:
                opened.unseal(kind, id_, bytes(sealed))
            except sealing.CannotOpen:
                yield Seen(False, f"/{petition.slug}/: the {kind} {id_} does not open. It was altered, or moved.")


def _index(petition: Petition) -> Iterator[Seen]:
    layers = list(IndexLayer.objects.filter(petition=petition).order_by("version"))
    try:
        for layer in layers:
            keyring.layer_key(layer)
    except sealing.CannotOpen:
        yield Seen(False, f"/{petition.slug}/: a key of its blind index fits none of these key files.")
        return
    newest = layers[-1].version if layers else blind.VERSION
    is_moving = bool(layers) and layers[-1].settled_at is None
    known = range(newest - is_moving, newest + 1)
    there = Signature.objects.filter(petition=petition, blind_index__isnull=False)
    if there.filter(index_version__gt=known[-1]).exists() or there.filter(index_version__lt=known[0]).exists():
        yield Seen(False, f"/{petition.slug}/: signatures have a version of the blind index that no key is there for.")
    elif is_moving:
        left = there.filter(index_version=known[0]).count()
        yield Seen(True, f"/{petition.slug}/: its blind index is being moved to version {newest}; {left} are left.")
    else:
        yield Seen(True, f"/{petition.slug}/: its blind index is of version {newest}.")
