"""What the public log costs: `python -m tests.bench.log`. Prints a table; leaves nothing behind.

Each line is measured by itself, on SQLite in a folder of its own (`--folder`: on the disk that is meant):

- append: batches of 1,000 through `transparency.log`, each on disk before the next (WAL, synchronous=FULL)
- enter: the product's own way, from rows that wait to a signed checkpoint, and how large the tables are then
- seal: the same for one signature alone
- proof: of one entry among many, from tiles that were not read before
- audit: every entry, tile and root again, by the auditor in Python from a folder; and by the one in the browser,
  from the product's own server
- beside signing (`--beside`): how many sign and confirm a second over HTTP while the log is sealed, and while it is
  not, in bursts of so many seconds in turn, on both databases
- shown (`--live`): from the commit of a confirmation to the number on the page, at so many a second
"""

import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

BATCH = 1_000
PROOFS = 200
SEALS = 200
LIVE_S = 20
ROUNDS = 5


@click.command()
@click.option("--leaves", default=200_000, show_default=True, help="Entries that are appended and entered.")
@click.option("--proof", "large", default=1_000_000, show_default=True, help="Entries of the log that proofs are from.")
@click.option("--audit", "audited", default=1_000_000, show_default=True, help="Entries that are audited.")
@click.option("--beside", default=0.0, help="Seconds of each burst with sealing and without; 0: not measured.")
@click.option("--live", default=0, help="Confirmations a second at a running server; 0: not measured.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where the work folder is made.")
def main(*, leaves: int, large: int, audited: int, beside: float, live: int, folder: Path | None) -> None:
    """Measure the log."""
    with _work(folder) as work:
        _append(work, leaves)
        _entered(leaves)
        _proofs(work, large)
        _audits(work, audited)
        if beside:
            _beside(work, beside)
        if live:
            _shown(work, live)


def tell(what: str, value: str) -> None:
    print(f"| {what} | {value} |", flush=True)  # noqa: T201


@contextmanager
def _work(folder: Path | None) -> Iterator[Path]:
    """Django is set up on a database of its own."""
    work = Path(tempfile.mkdtemp(prefix="undersigned-bench-log-", dir=folder))
    os.environ |= {"UNDERSIGNED_VAR": str(work / "var"), "DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    os.environ["UNDERSIGNED_LOG_LEVEL"] = "ERROR"
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield work
    finally:
        shutil.rmtree(work)


def _entries(number: int) -> list[bytes]:
    from undersigned.transparency import entry

    return [entry.encode(entry.Text(bytes(32))), *(b"\x01" + random.randbytes(32) for _ in range(number - 1))]


class Disk:
    """A log's tiles in a table, as the product has them, without the product."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE tile (level INT, n INT, data BLOB, PRIMARY KEY (level, n))")

    def read(self, place: Any) -> bytes:
        from undersigned.transparency.tiles import ENTRIES, Place, hashed

        if place.level == 0:
            return hashed(self.read(Place(ENTRIES, place.n)))
        row = self._connection.execute("SELECT data FROM tile WHERE level = ? AND n = ?", place).fetchone()
        return row[0] if row else b""

    def write(self, changed: Mapping[Any, bytes]) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT OR REPLACE INTO tile VALUES (?, ?, ?)",
                [(*place, data) for place, data in changed.items() if place.level != 0],
            )
            self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def _filled(disk: Any, number: int, each: Callable[[float], None] = lambda _s: None) -> Any:
    from undersigned.transparency import log as logs

    now, entries = logs.empty("example.org/log/bench"), _entries(number)
    for start in range(0, number, BATCH):
        begun = time.perf_counter()
        now = logs.extend(disk, now, entries[start : start + BATCH])
        each(time.perf_counter() - begun)
    return now


def _append(work: Path, number: int) -> None:
    took: list[float] = []
    with closing(Disk(work / "append.sqlite3")) as disk:
        _filled(disk, number, took.append)
    tell(f"append {number:,} entries, {BATCH:,} at a time", f"{number / sum(took):,.0f} a second")
    tell("one batch", _ms(took))


def _entered(number: int) -> None:
    from tests import factories
    from undersigned.ledger import enter, waiting
    from undersigned.ledger.enter import Enterer
    from undersigned.ledger.models import Waiting
    from undersigned.signing import accept, subject
    from undersigned.worker import log_files

    petition = factories.petition("bench")
    enterer = Enterer(subject_of=subject.of, files=log_files())
    enterer.enter()
    before = _size()

    def wait(some: int) -> None:
        Waiting.objects.bulk_create(
            (
                Waiting(
                    petition_id=petition.pk,
                    signature_id=accept.new_id(factories.NOW, random.randbytes),
                    kind=waiting.SIGN,
                    text_version=1,
                    commitment=random.randbytes(32),
                )
                for _ in range(some)
            ),
            batch_size=10_000,
        )

    wait(number)
    took = _timed(enterer.enter, while_=Waiting.objects.exists)
    tell(f"enter {number:,} signatures, {enter.AT_ONCE:,} at a time", f"{number / sum(took):,.0f} a second")
    tell("the log's tables, for each entry", f"{(_size() - before) / number:.1f} bytes")
    took = []
    for _ in range(SEALS):
        wait(1)
        took += _timed(enterer.enter, while_=Waiting.objects.exists)
    tell("seal one signature: entered, marked, signed", _ms(took))


def _timed(do: Callable[[], object], *, while_: Callable[[], bool]) -> list[float]:
    took = []
    while while_():
        begun = time.perf_counter()
        do()
        took.append(time.perf_counter() - begun)
    return took


def _size() -> int:
    """Of the database, without what is free in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        return int(
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()").fetchone()[0]
        )


def _proofs(work: Path, number: int) -> None:
    from undersigned.transparency.tree import Tree

    with closing(Disk(work / "proofs.sqlite3")) as disk:
        now = _filled(disk, number)
        took = []
        for _ in range(PROOFS):
            begun = time.perf_counter()
            Tree(disk.read, now.size).inclusion(random.randrange(number))
            took.append(time.perf_counter() - begun)
    tell(f"proof of an entry among {number:,}", _ms(took))


def _audits(work: Path, number: int) -> None:
    from undersigned.transparency import checkpoint, sources, storage
    from undersigned.transparency.audit import audit
    from undersigned.transparency.keys import SigningKey

    kept, folder = storage.Memory(), work / "audited"
    key = SigningKey("example.org/log/bench", bytes(32))
    now = _filled(kept, number)
    storage.copy(kept, to=storage.Folder(folder), size=number)
    (folder / "checkpoint").write_bytes(checkpoint.sign(now, [key]).encode())
    begun = time.perf_counter()
    found = audit(sources.folder(folder), by=[key.verifier])
    tell(f"audit of {number:,} entries, in Python", f"{time.perf_counter() - begun:.1f} s")
    assert found.ledger.totals.count == number - 1
    from tests import chromium
    from tests.bench import browser

    if chromium.is_there():
        took, count = browser.audited(work, *_published(number))
        assert count == str(number - 1), count
        tell(f"audit of {number:,} entries, in Chromium", f"{took:.1f} s")


def _published(number: int) -> tuple[str, str]:
    """A petition's log of so many entries: the path that it is served below, and its key."""
    from django.db import transaction

    from tests import factories
    from undersigned.ledger.enter import Enterer
    from undersigned.ledger.models import Checkpoint, Log
    from undersigned.ledger.tables import Tables
    from undersigned.signing import subject
    from undersigned.worker import log_files

    petition = factories.petition("audited")
    enterer = Enterer(subject_of=subject.of, files=log_files())
    enterer.enter()  # the text; its log has begun
    log = Log.objects.get(petition_id=petition.pk)
    with transaction.atomic():
        now = _filled(Tables(petition.pk), number)
        Checkpoint.objects.filter(petition_id=petition.pk).delete()
        log_files().mark_file(petition.uuid).unlink()
        facts = {"count": number - 1, "samples": 0, "text_version": 1}
        Checkpoint.objects.create(petition_id=petition.pk, size=now.size, root=now.root, **facts)
    enterer.enter()
    return f"/log/{petition.uuid}/", log.verifier


def _beside(work: Path, seconds: float) -> None:
    from tests.bench import sealing

    folder = work / "beside"
    folder.mkdir()
    work.chmod(0o755)  # PostgreSQL may run as another user
    for store, sealed, unsealed in sealing.cost(folder, rounds=ROUNDS, seconds=seconds):
        shown = f"{sealing.ratio(sealed, unsealed):.3f} ({statistics.median(sealed):,.0f} a second)"
        tell(f"signing and confirming on {store} with sealing ÷ without", shown)


def _shown(work: Path, rate: int) -> None:
    """A server and its worker, and a store beside them that confirms."""
    import httpx

    from tests.people import crowd
    from tests.product import Product
    from tests.public.test_shelf import bake
    from tests.signing import commands
    from undersigned.public.front import open_store
    from undersigned.signing.models import Petition

    bake(Petition.objects.get(slug="bench"), version=1)
    petition, number = Petition.objects.get(slug="bench"), rate * LIVE_S
    store, step = open_store(), max(1, rate // 50)
    at = datetime.now(UTC)  # else they would have expired
    signed = [commands.sign(petition, one, at=at) for one in crowd(number)]
    for start in range(0, number, BATCH):
        store.write(signed[start : start + BATCH])
    product = Product(work)
    product.start()
    committed: list[tuple[int, float]] = []
    seen: list[tuple[int, float]] = []
    is_over = threading.Event()

    def look() -> None:
        with httpx.Client(base_url=product.url) as browser:
            while not is_over.is_set():
                seen.append((_count(browser), time.perf_counter()))
                time.sleep(0.01)

    watcher = threading.Thread(target=look)
    try:
        with httpx.Client(base_url=product.url) as browser:
            before = _count(browser)
        watcher.start()
        begun = time.perf_counter()
        for place in range(0, number, step):
            time.sleep(max(0.0, begun + place / rate - time.perf_counter()))
            store.write([commands.confirm(one, at=at) for one in signed[place : place + step]])
            committed.append((place + step, time.perf_counter()))
        give_up_at = time.perf_counter() + 60
        while (not seen or seen[-1][0] < before + number) and time.perf_counter() < give_up_at:
            time.sleep(0.05)
    finally:
        is_over.set()
        watcher.join()
        product.stop()
        store.close()
    tell(f"from a confirmation to the page's number, {rate:,} a second", _ms(_waits(committed, seen, before)))


def _count(browser: Any) -> int:
    found = browser.get("/bench/count")
    return int(found.json()["count"]) if found.status_code == 200 else 0


def _waits(committed: Sequence[tuple[int, float]], seen: Sequence[tuple[int, float]], before: int) -> list[float]:
    waits, place = [], 0
    for number, at in committed:
        while place < len(seen) and seen[place][0] < before + number:
            place += 1
        if place == len(seen):
            sys.exit("not everything that was confirmed came to the page")
        waits.append(max(0.0, seen[place][1] - at))
    return waits


def _ms(took: Sequence[float]) -> str:
    ordered = sorted(took)
    middle, late = statistics.median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return f"{middle * 1000:.2f} ms, p99 {late * 1000:.2f} ms"


if __name__ == "__main__":
    main()
