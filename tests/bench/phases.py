"""The short measurements: signing, confirming, withdrawing, pages, latencies; each beside its ceiling, in turn."""

import time
from statistics import median
from typing import Any

from tests.bench import rounds, stand, subject, visitors
from tests.bench.rounds import Rates, Target
from tests.bench.stand import SEE_OTHER, Stand, buttons, label, size_name
from tests.bench.subject import SLUG, Subject
from undersigned.signing import tokens

OK = 200
MOST_BUTTONS = 120_000
COMMITS = 20
COMMIT_ROWS = 50  # what a batch holds at half of the maximum
Found = dict[str, Any]  # what a phase adds to "figures", "rates", "latency_ms"


def signing(made: Stand) -> tuple[Rates, Found]:
    """The form, by people who have not signed yet, in closed loop."""
    targets = {label("sign", one): (one, made.signing(one)) for one in made.subjects}
    rates = _rounds(
        made,
        [
            *(Target(name, one.port, made.forms, SEE_OTHER, once=False) for name, one in made.beside.items()),
            *(target for _, target in targets.values()),
        ],
    )
    for one, target in targets.values():
        one.next_form = target.next
    figures: Found = {}
    for store in made.stores:
        for over in made.beside:
            name = f"sign_ratio_{store}" if over == "ceiling" else f"sign_ratio_{over}_{store}"
            figures[name] = rounds.ratio(rates, f"sign {store} 0", over)
    return rates, figures | _growth(made, rates, "sign")


def links(made: Stand, kind: tokens.Kind) -> tuple[Rates, Found]:
    """The button behind the letter's link, each signature's own, once."""
    name = {tokens.Kind.CONFIRM: "confirm", tokens.Kind.WITHDRAW: "withdraw"}[kind]
    status = SEE_OTHER if kind == tokens.Kind.CONFIRM else OK
    targets = [Target("ceiling", made.beside["ceiling"].port, made.forms, SEE_OTHER, once=False)]
    for one in made.subjects:
        requests, count = buttons(made, one, kind, most=MOST_BUTTONS)
        share = max(1, count // (made.plan.rounds + 1))  # of each round, and of the warm-up
        targets.append(Target(label(name, one), one.port, requests, status, most=share))
    rates = _rounds(made, targets)
    for target in targets[1:]:
        target.requests.unlink()
    figures: Found = {
        f"{name}_ratio_{store}": rounds.ratio(rates, f"{name} {store} 0", "ceiling") for store in made.stores
    }
    return rates, figures | {f"{name}_ratio": _worst(figures)} | _growth(made, rates, name)


def pages(made: Stand) -> tuple[Rates, Found]:
    """The campaign's page, from bytes in memory. The store has no part in it: measured on one."""
    path = made.write("page", iter([visitors.page(f"/{SLUG}/")]))
    subjects = [one for one in made.subjects if one.store == made.main_store]
    answer = subject.ask(subjects[0].port, visitors.page(f"/{SLUG}/"))
    assert answer["status"] == OK
    asgi, nginx = subject.bare("page", made.folder, answer), subject.nginx(made.folder, answer)
    made.closing.callback(asgi.stop)
    bare = [asgi, *([nginx] if nginx else [])]
    if nginx:
        made.closing.callback(nginx.stop)
        assert subject.ask(nginx.port, visitors.page(f"/{SLUG}/"))["body"] == answer["body"]
    else:
        made.tell("No nginx: pages are measured against bare ASGI alone. Debian, Ubuntu: apt-get install nginx-light")
    targets = [Target(one.name, one.port, path, OK, once=False) for one in bare]
    targets += [Target(label("page", one), one.port, path, OK, once=False) for one in subjects]
    rates = _rounds(made, targets)
    product = f"page {made.main_store} 0"
    figures = {
        "page_ratio_asgi": rounds.ratio(rates, product, "page"),
        "page_ratio_nginx": rounds.ratio(rates, product, "nginx"),
    }
    rates["page bare ASGI"] = rates.pop("page")
    return rates, figures | _growth(made, rates, "page", stores=(made.main_store,))


def latencies(made: Stand, rates: Rates) -> tuple[Found, Found]:
    """At half of each maximum, with the most signatures in the table; open loop. Median of the runs."""
    largest, found, figures = max(made.plan.sizes), {}, {}
    for store in made.stores:
        one = made.subject(store, largest)
        target = made.signing(one)
        half = rounds.typical(rates)[label("sign", one)] / 2
        seen = [_under_half(made, one, target, half) for _ in range(made.plan.rounds)]
        one.next_form = target.next
        typical = {name: median(run[name] for run in seen) for name in seen[0]}
        found[label("sign", one)] = {"rate": half, **typical}
        figures[f"p99_ms_over_commit_{store}"] = median(run["p99"] - run["commit"] for run in seen)
        made.tell(f"  {label('sign', one)} at {half:,.0f}/s: " + _shown(typical))
    worst = {"p99_ms_over_commit": max(figures.values())}
    return found, figures | worst


def page_latency(made: Stand, rates: Rates) -> Found:
    one = made.subject(made.main_store, max(made.plan.sizes))
    half = rounds.typical(rates)[label("page", one)] / 2
    target = Target(label("page", one), one.port, made.folder / "page", OK, once=False)
    seen = [target.burst(made.program, seconds=made.plan.seconds, rate=half) for _ in range(made.plan.rounds)]
    typical = {name: median(run.ms(name) for run in seen) for name in ("p50", "p99", "max")}
    made.tell(f"  {target.name} at {half:,.0f}/s: " + _shown(typical))
    return {target.name: {"rate": half, **typical}}


def commit_ms(one: Subject) -> float:
    """The store's own time for a batch: rows as long as a signature, in a table beside, by a connection of our own."""
    mark = "?" if one.store == "sqlite" else "%s"
    lines = [(number, b"\0" * 300) for number in range(COMMIT_ROWS)]
    seen = []
    with one.database() as database:
        if one.store == "sqlite":
            database.execute("PRAGMA synchronous=FULL")
        kind = "BLOB" if one.store == "sqlite" else "bytea"
        database.execute(f"CREATE TABLE IF NOT EXISTS bench_commit (number INTEGER, line {kind})")
        for _ in range(COMMITS):
            begun = time.perf_counter()
            database.execute("BEGIN")
            database.cursor().executemany(f"INSERT INTO bench_commit VALUES ({mark}, {mark})", lines)
            database.execute("COMMIT")
            seen.append((time.perf_counter() - begun) * 1000)
        database.execute("DROP TABLE bench_commit")
    return median(seen)


def stages(made: Stand) -> dict[str, dict[str, float]]:
    """Microseconds of each step, and of what the database takes."""
    found: dict[str, dict[str, float]] = {}
    for store in made.stores:
        told = stand.stages(made.fresh(store, "stages"), *(["store"] if "steps" in found else []))
        found |= {"steps": told["steps"]} if "steps" in told else {}
        found[store] = told["store"]
    return found


def _under_half(made: Stand, one: Subject, target: Target, half: float) -> dict[str, float]:
    commit = commit_ms(one)
    told = target.burst(made.program, seconds=made.plan.seconds, rate=half)
    return {"p50": told.ms("p50"), "p99": told.ms("p99"), "max": told.ms("max"), "commit": commit}


def _rounds(made: Stand, targets: list[Target]) -> Rates:
    return rounds.interleaved(made.program, targets, rounds=made.plan.rounds, seconds=made.plan.seconds, tell=made.tell)


def _growth(made: Stand, rates: Rates, kind: str, stores: tuple[str, ...] | None = None) -> Found:
    """The rate with so many in the table, by that of the same round with none."""
    found: Found = {}
    for size in made.plan.sizes:
        if size == 0:
            continue
        each = {
            f"growth_{kind}_{size_name(size)}_{store}": rounds.ratio(
                rates, f"{kind} {store} {size_name(size)}", f"{kind} {store} 0"
            )
            for store in stores or made.stores
        }
        found |= each | {f"growth_{kind}_{size_name(size)}": _worst(each)}
    return found


def _worst(figures: Found) -> float | None:
    measured = [value for value in figures.values() if value is not None]
    return min(measured) if measured else None


def _shown(typical: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f} ms" for name, value in typical.items())
