"""The long measurements: memory after a million signatures, letters, two server processes, a record petition's day."""

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any

from tests.bench import loader, subject, visitors
from tests.bench.phases import Found
from tests.bench.processes import Worker, memory_mb
from tests.bench.sink import Sink
from tests.bench.stand import SEE_OTHER, Stand
from tests.bench.subject import SLUG, StoreName, Subject

CHUNK = 100_000
LETTERS_WITHIN_S = 60
DRAIN_S = 60
HOURS = 24
# Signatures a minute through the day of the largest known petition to a national parliament, as shares of its peak:
# hardly anything, a rise within two hours, hours at the peak, a long evening and night. (hour, share)
DAY = (
    (0.0, 0.02), (1.5, 0.04), (2.5, 0.35), (3.5, 1.0), (5.0, 0.97), (6.5, 1.0), (8.0, 0.93), (9.5, 0.98), (11.0, 0.85),
    (12.5, 0.72), (14.0, 0.6), (16.0, 0.42), (18.0, 0.27), (20.0, 0.16), (22.0, 0.1), (24.0, 0.06),
)  # fmt: skip
RECORD_A_SECOND = 2_000 / 60
PEAK = 0.6  # of the measured maximum


def memory(made: Stand) -> tuple[Found, Found]:
    """Of the server's processes. On SQLite, where the database is within them."""
    one = made.fresh("sqlite", "memory")
    one.product.start("serve", "--no-worker")
    subject.ask(one.port, visitors.page(f"/{SLUG}/"))
    server = _pid(one)
    seen = [(0, memory_mb(server))]
    rates = []
    for begun in range(0, made.plan.signatures, CHUNK):
        count = min(CHUNK, made.plan.signatures - begun)
        path = made.write("memory", visitors.forms(SLUG, first=begun, count=count, tag="m"))
        told = loader.run(made.program, one.port, path, seconds=600, once=True).only(SEE_OTHER)
        rates.append(told.rate)
        seen.append((begun + count, memory_mb(server)))
        made.tell(f"  {begun + count:,} signatures, {told.rate:,.0f} a second, server {seen[-1][1]:.0f} MB")
    one.product.stop()
    grown = max(mb for _, mb in seen) - seen[0][1]
    is_whole = made.plan.signatures >= 1_000_000
    figures = {
        "memory_mb": grown,
        "memory_signatures": made.plan.signatures,
        "memory_mb_after_1m": grown if is_whole else None,
    }
    return figures, {"server_mb": seen, "rates": rates}


def letters(made: Stand, store: StoreName) -> tuple[float, Found]:
    """Letters a second by one `undersigned work`, from the first to the last that came."""
    sink = Sink(made.folder)
    made.closing.callback(sink.stop)
    one = made.fresh(store, "letters", mail_url=sink.url)
    one.product.start("serve", "--no-worker")
    path = made.write("letters", visitors.forms(SLUG, first=0, count=made.plan.letters, tag="l"))
    loader.run(made.program, one.port, path, seconds=120, once=True).only(SEE_OTHER)
    worker = Worker(one.product)
    made.closing.callback(worker.stop)
    _until(lambda: sink.letters > 0, LETTERS_WITHIN_S)
    before = memory_mb(worker.process.pid)
    _until(lambda: sink.letters >= made.plan.letters, LETTERS_WITHIN_S)
    after = memory_mb(worker.process.pid)
    worker.stop()
    one.product.stop()
    book = sink.book()
    begun = next(line for line in book if line[1])
    ended = next(line for line in book if line[1] == book[-1][1])
    rate = (ended[1] - begun[1]) / (ended[0] - begun[0]) if ended[0] > begun[0] else 0.0
    made.tell(f"  {book[-1][1]:,} letters on {store}, {rate:,.0f} a second, worker {after:.0f} MB")
    return rate, {"letters": book[-1][1], "to_one_twice": book[-1][2], "worker_mb": [before, after]}


def two_processes(made: Stand) -> Found:
    """Two servers on one database, each with half of the visitors, against one with all."""
    one = made.fresh("postgresql", "two")
    one.product.start("serve", "--no-worker")
    other = subject.beside(one, made.folder / "postgresql-second")
    made.closing.callback(other.product.kill)
    other.product.start("serve", "--no-worker")
    second = made.write("second", visitors.forms(SLUG, first=0, count=made.plan.forms // 2, tag="s"))
    seen, alone, together = [], made.signing(one), 0
    alone.burst(made.program, seconds=1.0)
    for _ in range(made.plan.rounds):
        single = alone.burst(made.program, seconds=made.plan.seconds).rate
        half = loader.CONNECTIONS // 2
        options: dict[str, Any] = {"seconds": made.plan.seconds, "once": True, "connections": half}
        here = loader.start(made.program, one.port, made.forms, first=alone.next, **options)
        there = loader.start(made.program, other.port, second, first=together, **options)
        told, beside = here.result().only(SEE_OTHER), there.result().only(SEE_OTHER)
        alone.next, together = told.next, beside.next
        seen.append((single, told.rate + beside.rate))
        made.tell(f"  one {single:,.0f}, two {seen[-1][1]:,.0f} signatures a second")
    other.product.stop()
    one.product.stop()
    return {"two_processes_ratio": median(two / single for single, two in seen)}


def surge(made: Stand, highest: float) -> tuple[Found, Found]:
    """A record's day in so many seconds, letters and all. `highest`: the measured maximum of signatures a second."""
    sink = Sink(made.folder)
    made.closing.callback(sink.stop)
    one = made.fresh(made.main_store, "surge", mail_url=sink.url)
    schedule = day(made.plan.surge_s, peak=PEAK * highest)
    path = made.write("surge", visitors.forms(SLUG, first=0, count=int(sum(schedule)) + 2, tag="d"))
    one.product.start("serve")
    told = loader.run(
        made.program, one.port, path, seconds=len(schedule), schedule=schedule, once=True, connections=512
    )
    signed = told.count(SEE_OTHER)
    begun = told.told["started_at"]
    _until(lambda: sink.letters >= signed, DRAIN_S)
    book = sink.book()
    one.product.stop()
    sent = sum(second["sent"] for second in told.told["series"])
    share = signed / max(1, round(sum(schedule)))
    made.tell(f"  {sent:,} sent, {signed:,} taken, {book[-1][1]:,} letters out, p99 {told.ms('p99'):.0f} ms")
    series = _series(told.told["series"], schedule, book, begun=begun, until=max(len(schedule), book[-1][0] - begun))
    peak = max(schedule)
    return {"surge_answered_share": min(1.0, share), "surge_p99_ms": told.ms("p99")}, {
        "store": made.main_store,
        "seconds": len(schedule),
        "peak_a_second": peak,
        "times_the_record": peak / RECORD_A_SECOND,
        "signatures": signed,
        "statuses": told.told["statuses"],
        "letters_to_one_twice": book[-1][2],
        "series": series,
    }


def day(seconds: int, *, peak: float) -> list[float]:
    """Requests a second, for each second of the replay."""
    return [round(peak * _share((second + 0.5) * HOURS / seconds), 1) for second in range(seconds)]


def _share(hour: float) -> float:
    for (begun, low), (ended, high) in pairwise(DAY):
        if hour <= ended:
            return low + (high - low) * (hour - begun) / (ended - begun)
    return DAY[-1][1]


def _series(
    answers: list[dict[str, Any]],
    schedule: list[float],
    book: list[tuple[float, int, int]],
    *,
    begun: float,
    until: float,
) -> dict[str, list[float]]:
    """One value a second: asked, answered, 99th percentile of the wait, letters not yet sent at the second's end."""
    length = int(until) + 1
    answered = [float(one["answered"]) for one in answers[:length]] + [0.0] * (length - len(answers))
    total, waiting = 0.0, []
    for second in range(length):
        total += answered[second]
        sent = max((count for at, count, _ in book if at <= begun + second + 1), default=0)
        waiting.append(max(0.0, total - sent))
    return {
        "asked": schedule + [0.0] * (length - len(schedule)),
        "answered": answered,
        "p99_ms": [float(one["p99_ms"]) for one in answers[: len(schedule)]],
        "letters_waiting": waiting,
    }


def _pid(one: Subject) -> int:
    assert one.product.server is not None
    return one.product.server.pid


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    """Or until the time is up: what was reached by then is the result."""
    give_up_at = time.monotonic() + seconds
    while not is_so() and time.monotonic() < give_up_at:
        time.sleep(0.2)
