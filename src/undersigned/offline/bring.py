"""Brings an earlier list in, some hundreds of rows a transaction, so that a kill costs nothing and a stop is heard.

Reading seals each person as signing does, and is all of the work: what it found is exact, and counted nowhere yet. Then
an organiser takes the list, which is one short step, or cancels it, and all that was read is destroyed.

Who is in it once is in it for good of one list: the blind index tells doubles apart, within the list, between lists,
and from who has signed online, who is counted there alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from undersigned.offline import columns, declare, folder, mailboxes, manifest, settle, table
from undersigned.offline.columns import Column
from undersigned.offline.folder import Folder
from undersigned.offline.models import Batch, Earlier, Reading
from undersigned.signing import keyring, postcode, submission
from undersigned.signing.keyring import PetitionKeys
from undersigned.signing.models import Signature

AT_ONCE = 500  # rows: on SQLite who signs waits while they are written
HANDFULS = 20  # a turn
LEASE = timedelta(minutes=2)  # longer than any turn; one that failed is tried again then
POSTCODE_LENGTH = 20
UNFINISHED = (Batch.State.DRAFT, Batch.State.READING, Batch.State.FAILED, Batch.State.READ)
GOING = (Batch.State.STRUCK, Batch.State.CANCELLED)

Row = tuple[int, list[str]]


class Left(StrEnum):
    """Why a row is left out."""

    CELLS = "cells"
    NAME = "name"
    ADDRESS = "address"
    DOUBLE = "double"
    LISTED = "listed"
    ONLINE = "online"
    STRUCK = "struck"


# Of these the row itself is kept. Of the others only its line is: whoever they are, they can ask to be forgotten.
TO_MEND = (Left.CELLS, Left.NAME, Left.ADDRESS)
DRAFT_KEPT = timedelta(days=7)


def upload(batch: Batch, seen: table.Table, *, facts: dict[str, Any]) -> None:
    """A list whose file is in its folder already. `facts`: of the file."""
    with transaction.atomic():
        batch.kind, batch.state = Batch.Kind.EARLIER, Batch.State.DRAFT
        batch.save()
        Reading.objects.create(
            batch=batch,
            sha256=bytes.fromhex(facts["sha256"]),
            size=facts["size"],
            encoding=seen.form.encoding,
            delimiter=seen.form.delimiter,
            headings=seen.headings,
            columns=columns.guess(seen.headings),
            rows=seen.rows,
        )


@transaction.atomic
def begin(batch: Batch, chosen: dict[str, int], *, at: datetime) -> bool:
    """The worker reads it from now on. False: it is not a draft any more."""
    if not Batch.objects.filter(pk=batch.pk, state=Batch.State.DRAFT).update(
        state=Batch.State.READING, leased_until=at
    ):
        return False
    Reading.objects.filter(pk=batch.pk).update(columns=chosen)
    settle.provide(batch.petition_id)
    return True


def again(batch: Batch, *, at: datetime) -> bool:
    """One that failed is read on from where it was. False: it has not failed, or not any more."""
    failed = Batch.objects.filter(pk=batch.pk, state=Batch.State.FAILED)
    return bool(failed.update(state=Batch.State.READING, leased_until=at))


@transaction.atomic
def take(batch: Batch, *, at: datetime) -> int:
    """Shown beside the count from now on. How many; none: it was not read to its end, or has nobody."""
    row = Batch.objects.select_for_update().select_related("petition").get(pk=batch.pk)
    if row.state != Batch.State.READ:
        return 0
    settle.within(row)
    row.number = Earlier.objects.filter(batch=row).count()
    if row.number:
        hashed = manifest.salted(bytes(row.salt), bytes(row.reading.sha256))
        declare.declared(row, manifest.written(row, list_hash=hashed), at=at)
    return row.number


def cancel(batch: Batch, *, at: datetime) -> bool:
    """Of a list that nobody has taken. False: somebody has."""
    open_ = Batch.objects.filter(pk=batch.pk, state__in=UNFINISHED, kind=Batch.Kind.EARLIER)
    return bool(open_.update(state=Batch.State.CANCELLED, leased_until=at))


def turn(*, at: datetime, root: Path) -> bool:
    """Some of the list that waits longest. False: there is nothing to do, or another worker has to be waited for.

    A list whose columns nobody has chosen for `DRAFT_KEPT` is removed.
    """
    drafts = Batch.objects.filter(kind=Batch.Kind.EARLIER, state=Batch.State.DRAFT, recorded_at__lte=at - DRAFT_KEPT)
    if drafts.exists():
        drafts.update(state=Batch.State.CANCELLED, leased_until=at)
    row = _next(at=at)
    if row is None:
        return False
    mine = Batch.objects.filter(pk=row.pk, leased_until=row.leased_until)
    if not mine.update(leased_until=at + LEASE):
        return True  # another worker was faster
    files = folder.of(root, row.pk)
    does_more = _remove(row, files) if row.state in GOING else _read(row, files)
    if row.state == Batch.State.CANCELLED and not does_more:
        files.remove()
        Batch.objects.filter(pk=row.pk).delete()
    else:
        # Unless it was cancelled meanwhile: the next turn removes it.
        due = at if does_more else None
        Batch.objects.filter(pk=row.pk, leased_until=at + LEASE).update(leased_until=due)
    return True


def _next(*, at: datetime) -> Batch | None:
    """Lists that go come first, and none of their petition is read meanwhile: who is in both would be in neither."""
    due = Batch.objects.filter(leased_until__lte=at).order_by("leased_until", "id")
    going = Batch.objects.filter(state__in=GOING, leased_until__isnull=False)
    return due.filter(state__in=GOING).first() or due.exclude(petition__in=going.values("petition")).first()


@dataclass(slots=True)
class _Sorted:
    people: list[Earlier] = field(default_factory=list)
    left: list[tuple[Left, Row]] = field(default_factory=list)


def _read(batch: Batch, files: Folder) -> bool:
    """Whether there is more to read. What a kill left of a list that is read to its end is done, too."""
    while mailboxes.follow(batch.petition_id):
        pass
    reading = Reading.objects.get(pk=batch.pk)
    if reading.rows_read < reading.rows and files.digest(folder.LIST) != bytes(reading.sha256):
        # Nothing that the worker does brings it back: an organiser has to.
        Batch.objects.filter(pk=batch.pk, state=Batch.State.READING).update(state=Batch.State.FAILED)
        return False
    form = table.Form(reading.encoding, reading.delimiter)
    rows = table.numbered(files.path / folder.LIST, form, skip=reading.rows_read)
    for handful in _handfuls(rows if reading.rows_read < reading.rows else iter(())):
        if not _store(batch, handful, files, after=reading.rows_read):
            return False
        reading.rows_read += len(handful)
    if reading.rows_read >= reading.rows:
        Batch.objects.filter(pk=batch.pk, state=Batch.State.READING).update(state=Batch.State.READ)
        files.forget(folder.LIST)
        return False
    return True


def _handfuls(rows: Iterator[Row]) -> Iterator[list[Row]]:
    for _ in range(HANDFULS):
        handful = list(islice(rows, AT_ONCE))
        if not handful:
            return
        yield handful


@transaction.atomic
def _store(batch: Batch, rows: list[Row], files: Folder, *, after: int) -> bool:
    """False: it was cancelled, or another worker reads it. Holds the batch's row meanwhile."""
    row = Batch.objects.select_for_update().select_related("petition").get(pk=batch.pk)
    reading = Reading.objects.get(pk=batch.pk)
    if row.state != Batch.State.READING or reading.rows_read != after:
        return False
    found = _sort(row, reading, rows)
    Earlier.objects.bulk_create(found.people, batch_size=AT_ONCE)
    lines = (
        json.dumps([reason, line, cells if reason in TO_MEND else []], ensure_ascii=False)
        for reason, (line, cells) in found.left
    )
    written = "".join(f"{line}\n" for line in lines).encode()
    reading.left_size = files.append(folder.LEFT, written, at=reading.left_size)
    for reason, _row in found.left:
        reading.left[reason] = reading.left.get(reason, 0) + 1
    reading.rows_read += len(rows)
    reading.news += sum(one.wants_updates for one in found.people)
    reading.save(update_fields=["left", "left_size", "rows_read", "news"])
    row.standing += len(found.people)
    row.save(update_fields=["standing"])
    return True


def _sort(batch: Batch, reading: Reading, rows: list[Row]) -> _Sorted:
    sealer, made = _Sealer(batch, reading, keyring.for_petition(batch.petition_id)), _Sorted()
    now, new = mailboxes.index_of(batch.petition_id), dict[bytes, tuple[Row, Earlier]]()
    for row in rows:
        person = sealer.person(row)
        if isinstance(person, Left):
            made.left.append((person, row))
        elif bytes(person.blind_index) in new:
            made.left.append((Left.DOUBLE, row))
        else:
            new[bytes(person.blind_index)] = row, person
    known = _known(batch, now, list(new))
    for first, (row, person) in new.items():
        if first in known:
            made.left.append((known[first], row))
        else:
            person.index_version, person.blind_index = now.version, now.lifted(first)
            made.people.append(person)
    return made


@dataclass(frozen=True, slots=True)
class _Sealer:
    batch: Batch
    reading: Reading
    keys: PetitionKeys

    def person(self, row: Row) -> Earlier | Left:
        """With the first version of its index."""
        line, cells = row
        chosen: dict[str, int] = self.reading.columns
        if any(cell.strip() for cell in cells[len(self.reading.headings) :]):
            return Left.CELLS
        typed = {"name": columns.name(cells, chosen), "email": columns.cell(cells, chosen, Column.EMAIL)}
        read = submission.person(typed)
        if isinstance(read, list):
            return Left.ADDRESS if any(problem.field == "email" for problem in read) else Left.NAME
        name, email = read
        wants_updates = columns.says_yes(columns.cell(cells, chosen, Column.NEWS))
        person = Earlier(petition_id=self.batch.petition_id, batch=self.batch, line=line, wants_updates=wants_updates)
        person.blind_index = self.keys.index(email)
        record = {"name": name, "email": email, "postcode": self._postcode(cells)}
        person.sealed = self.keys.seal("earlier", person.id, record)
        return person

    def _postcode(self, cells: list[str]) -> str:
        """As it was given, where it is none of the petition's country."""
        code = columns.cell(cells, self.reading.columns, Column.POSTCODE)
        return postcode.normalise(self.batch.petition.postcode_style, code) or code[:POSTCODE_LENGTH]


def _known(batch: Batch, now: mailboxes.Index, firsts: list[bytes]) -> dict[bytes, Left]:
    """Of these, who is not new. Three queries."""
    whose = {index: first for first in firsts for index in now.every(first)}
    states = {Signature.State.CONFIRMED: Left.ONLINE, Signature.State.STRUCK: Left.STRUCK}
    listed = Earlier.objects.filter(petition_id=batch.petition_id, blind_index__in=list(whose))
    found = {
        whose[bytes(index)]: Left.DOUBLE if of == batch.pk else Left.LISTED
        for index, of in listed.values_list("blind_index", "batch_id")
    }
    signed = Signature.objects.filter(
        petition_id=batch.petition_id, index_version__lte=now.version, blind_index__in=list(whose), state__in=states
    )
    for index, state in signed.values_list("blind_index", "state"):
        found[whose[bytes(index or b"")]] = states[Signature.State(state)]
    return found


def _remove(batch: Batch, files: Folder) -> bool:
    """A list's people, some at a time. Whether there are more."""
    ids = list(Earlier.objects.filter(batch=batch).order_by("line").values_list("id", flat=True)[: AT_ONCE * 4])
    Earlier.objects.filter(petition_id=batch.petition_id, id__in=ids).delete()
    if not ids:
        files.forget(folder.LEFT)
        files.forget(folder.LIST)
        Batch.objects.filter(pk=batch.pk).update(standing=0)
    return bool(ids)
