"""Makes packets, one short step at a time, so that a stop or a kill costs one step and never the packet.

    gather    reads the roll, some thousands of signatures a step, each handful sorted into a working file
    arrange   merges those into one file of rows a volume
    tables    CSV and workbook, and the totals
    volumes   sets one volume a step
    beside    scans of sheets, earlier lists, and a volume of these a step
    remarks   sets the voices
    letter    sets letter, text and totals
    seal      manifest, sums, how to check; then the working files go

A step may be done twice: it writes the same files again. What it did is in the row before the next one begins.
"""

import heapq
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from undersigned.campaigns.models import CampaignPage
from undersigned.delivery import beside, cells, choice, manifest, press, streamed, words
from undersigned.delivery import folder as folders
from undersigned.delivery.choice import Choice, Order
from undersigned.delivery.folder import Folder
from undersigned.delivery.models import Delivery
from undersigned.ledger import reading
from undersigned.signing import postcode, roll
from undersigned.signing.models import Petition, Tally
from undersigned.voices import wall

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any step
MOST_TRIES = 3  # of one step
ROLLS_A_STEP = 10  # thousands of signatures
REMARKS_A_PART = 1_000
MOST_REMARKS = 100_000

CSV, WORKBOOK, LETTER = "signatures.csv", "signatures.xlsx", "letter.pdf"


def begin(petition: Petition, chosen: Choice, *, by: Any, at: datetime) -> Delivery:
    """Who confirms from now on is in the next packet."""
    up_to = Tally.objects.values_list("confirmed", flat=True).get(petition=petition)
    return Delivery.objects.create(
        petition=petition, chosen=chosen.stored(), asked_by=by, asked_at=at, leased_until=at, up_to=up_to
    )


def turn(*, at: datetime, root: Path) -> bool:
    """One step of the packet that waits longest. False: there is nothing to do."""
    waiting = Delivery.objects.filter(state__in=(Delivery.State.MAKING, Delivery.State.CANCELLED), leased_until__lte=at)
    row = waiting.select_related("petition").order_by("asked_at", "id").first()
    if row is None:
        return False
    mine = Delivery.objects.filter(pk=row.pk, leased_until=row.leased_until, tries=row.tries)
    if not mine.update(leased_until=at + LEASE, tries=row.tries + 1):
        return True  # another worker was faster
    folder = folders.of(root, row.pk)
    if row.state == Delivery.State.CANCELLED:
        _remove(row, folder)
    elif row.tries >= MOST_TRIES:
        _fail(row, folder, "fault")
    else:
        _step(row, folder, at=at)
    return True


def remove(row: Delivery, *, root: Path) -> None:
    """A packet that is finished. One that is being made is cancelled, and the maker removes it."""
    _remove(row, folders.of(root, row.pk))


@dataclass(frozen=True, slots=True)
class _Work:
    row: Delivery
    folder: Folder
    choice: Choice
    at: datetime

    def packet(self) -> words.Packet:
        petition = self.row.petition
        page = CampaignPage.objects.filter(petition=petition, language=petition.language).first()
        remarks = next(self.folder.rows("remarks"), 0) if self.folder.work("remarks") else 0
        at, count, volumes = self.row.asked_at, self.row.count, self.row.volumes
        return words.Packet(
            petition, page, self.choice, at, count, volumes, remarks=remarks, beside=beside.told(self.folder)
        )

    def keep(self, *names: str) -> None:
        self.row.files = {**self.row.files, **{name: self.folder.facts(name) for name in names}}

    def set(self, name: str, kind: str, data: dict[str, Any]) -> None:
        made = press.paper(kind, data)
        self.folder.write(name, made.pdf)
        self.keep(name)
        self.row.doubtful = [*(one for one in self.row.doubtful if one != name), *([name] if made.is_doubtful else [])]


def _step(row: Delivery, folder: Folder, *, at: datetime) -> None:
    """What it does to `row` is stored if nobody has cancelled meanwhile."""
    folder.make()
    with translation.override(row.petition.language):
        following = _STEPS[row.step](_Work(row, folder, choice.parse(row.chosen), at))
    if following != row.step:
        row.step, row.place = following, 0
    stored = ("step", "place", "volumes", "count", "doubtful", "files", "state", "ready_at")
    still = Delivery.objects.filter(pk=row.pk, state=Delivery.State.MAKING)
    still.update(**{name: getattr(row, name) for name in stored})
    Delivery.objects.filter(pk=row.pk).update(leased_until=row.asked_at, tries=0)
    if following == "gone":
        _fail(row, folder, "nobody")


def _gather(work: _Work) -> str:
    after, ends, rows = work.row.place, False, []
    for _ in range(ROLLS_A_STEP):
        found = roll.entries(work.row.petition_id, after=after, only_updates=False)
        rows += [_row(work, entry) for entry in found if entry.number <= work.row.up_to and work.choice.takes(entry)]
        ends = not found or found[-1].number >= work.row.up_to
        if ends:
            break
        after = found[-1].number
    work.folder.write_rows(f"part-{work.row.place:012}", sorted(rows, key=_place))
    work.row.place = after
    return "arrange" if ends else "gather"


def _row(work: _Work, entry: roll.Entry) -> list[Any]:
    key = entry.postcode_to_hand_over if work.choice.order is Order.POSTCODE else ""
    area = postcode.area(work.row.petition.postcode_style, entry.postcode_to_hand_over)
    facts = [entry.confirmed_at.date().isoformat(), entry.language, entry.text_version, area]
    return [key, entry.number, work.choice.cells(entry), facts]


def _place(row: list[Any]) -> list[Any]:
    return row[:2]


def _arrange(work: _Work) -> str:
    parts = [work.folder.rows(name) for name in work.folder.work("part-")]
    count = volumes = 0
    for rows in _handfuls(heapq.merge(*parts, key=_place), work.choice.volume):
        volumes += 1
        count += len(rows)
        work.folder.write_rows(f"volume-{volumes:06}", rows)
    work.row.count, work.row.volumes = count, volumes
    return "tables" if count else "gone"


def _tables(work: _Work) -> str:
    heading = words.headings(work.choice)
    with work.folder.writing(CSV) as file:
        file.write((cells.BOM + cells.lines([heading])).encode())
        for rows in _handfuls(_listed(work), roll.AT_ONCE):
            file.write(cells.lines(rows).encode())
    with work.folder.writing(WORKBOOK) as file:
        file.writelines(streamed.workbook(heading, _listed(work), at=work.row.asked_at))
    work.keep(CSV, WORKBOOK)
    counters = _totals(work)
    work.folder.write_rows("totals", [list(one.items()) for one in counters])
    return "volumes"


def _totals(work: _Work) -> list[Counter[Any]]:
    """By day, language, version of the text, area."""
    counters: list[Counter[Any]] = [Counter(), Counter(), Counter(), Counter()]
    for _, _, _, facts in _rows(work):
        for counter, fact in zip(counters, facts, strict=True):
            counter[fact] += 1
    return counters


def _volumes(work: _Work) -> str:
    number = work.row.place + 1
    rows = [row[2] for row in work.folder.rows(f"volume-{number:06}")]
    digits = max(2, len(str(work.row.volumes)))
    work.set(f"list/volume-{number:0{digits}}.pdf", "volume", words.volume(work.packet(), rows, number=number))
    work.row.place = number
    return "beside" if number == work.row.volumes else "volumes"


def _beside(work: _Work) -> str:
    if not work.choice.is_whole:
        return "remarks"
    number = work.row.place
    if number:
        digits = max(2, len(str(beside.told(work.folder)["volumes"])))
        rows = list(work.folder.rows(f"earlier-{number:06}"))
        work.set(f"earlier/volume-{number:0{digits}}.pdf", "volume", words.earlier(work.packet(), rows, number=number))
    else:
        work.keep(*beside.gather(work.folder, work.row.petition_id, work.choice, scans=settings.OFFLINE))
    work.row.place = number + 1
    return "beside" if number < beside.told(work.folder)["volumes"] else "remarks"


def _remarks(work: _Work) -> str:
    voices = [voice for voice in _voices(work) if not voice["is_sample"]]
    parts = list(_handfuls(iter(voices), REMARKS_A_PART))
    for number, part in enumerate(parts, 1):
        name = "remarks.pdf" if len(parts) == 1 else f"remarks-{number:02}.pdf"
        work.set(name, "remarks", words.remarks(work.packet(), part, number=number, of=len(parts)))
    work.folder.write_rows("remarks", [len(voices)])
    return "letter"


def _voices(work: _Work) -> Iterable[wall.Voice]:
    """None where only some areas are chosen: a remark does not say where its signer lives."""
    if not work.choice.remarks or work.choice.areas:
        return []
    voices = wall.approved(work.row.petition_id, limit=MOST_REMARKS)
    return [one for one in voices if not work.choice.languages or one["language"] in work.choice.languages]


def _letter(work: _Work) -> str:
    note = reading.checkpoint(work.row.petition.uuid)
    if note is not None:
        work.folder.write(manifest.CHECKPOINT, note.encode())
        work.keep(manifest.CHECKPOINT)
    days, languages, versions, areas = (Counter(dict(pairs)) for pairs in work.folder.rows("totals"))
    areas.pop("", None)
    totals = words.Totals(days=days, languages=languages, versions=versions, areas=areas)
    work.set(LETTER, "letter", words.letter(work.packet(), totals, note_text=note))
    return "seal"


def _seal(work: _Work) -> str:
    manifest.write(work.row, work.folder, beside=beside.told(work.folder))
    work.keep(*manifest.FILES)
    work.folder.finish()
    work.row.state, work.row.ready_at = Delivery.State.READY, work.at
    return "seal"


_STEPS: dict[str, Callable[[_Work], str]] = {
    "gather": _gather,
    "arrange": _arrange,
    "tables": _tables,
    "volumes": _volumes,
    "beside": _beside,
    "remarks": _remarks,
    "letter": _letter,
    "seal": _seal,
}


def _rows(work: _Work) -> Iterator[list[Any]]:
    for number in range(1, work.row.volumes + 1):
        yield from work.folder.rows(f"volume-{number:06}")


def _listed(work: _Work) -> Iterator[list[str]]:
    return (row[2] for row in _rows(work))


def _handfuls(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while handful := list(islice(rows, size)):
        yield handful


def _fail(row: Delivery, folder: Folder, trouble: str) -> None:
    folder.remove()
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.FAILED, trouble=trouble, files={})
    log.warning("delivery.not_made", extra={"packet": str(row.pk), "step": row.step, "trouble": trouble})


def _remove(row: Delivery, folder: Folder) -> None:
    """The files first: a kill in between leaves a row that can be removed again."""
    folder.remove()
    row.delete()
