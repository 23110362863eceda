"""Turns what was measured into a table for the terminal and into `docs/developers/bench.md`, from the JSON alone."""

from collections.abc import Iterable, Mapping
from typing import Any

Row = tuple[str, str, str]

# Figure, what it says, the least or the most it may be.
AT_LEAST = {
    "sign_ratio_postgresql": ("signatures on PostgreSQL ÷ ceiling (the product's door)", 0.60),
    "sign_ratio_sqlite": ("signatures on SQLite ÷ ceiling (the product's door)", 0.55),
    "sign_ratio_handler_postgresql": ("… on PostgreSQL ÷ the same with a store that stores nothing", None),
    "sign_ratio_handler_sqlite": ("… on SQLite ÷ the same with a store that stores nothing", None),
    "sign_ratio_bare_postgresql": ("… on PostgreSQL ÷ a bare ASGI function that takes a form apart", None),
    "sign_ratio_bare_sqlite": ("… on SQLite ÷ a bare ASGI function that takes a form apart", None),
    "confirm_ratio": ("confirmations ÷ ceiling (of signing), the worse store", 0.50),
    "withdraw_ratio": ("withdrawals ÷ ceiling, the worse store", None),
    "page_ratio_asgi": ("pages ÷ bare ASGI with the same bytes", 0.85),
    "page_ratio_nginx": ("pages ÷ nginx with the same bytes from a file", None),
    "two_processes_ratio": ("two server processes on one PostgreSQL ÷ one", None),
    "letters_per_second": ("letters a second, one worker, the worse store", 400),
    "surge_answered_share": ("a record's day replayed: share taken at the first try", None),
}
AT_MOST = {
    "p99_ms_over_commit": (
        "99th percentile of a signature at half of the maximum, beyond the commit's own time, ms",
        50,
    ),
    "memory_mb_after_1m": ("memory of the server after 1,000,000 signatures, beyond the start, MB", 50),
}
GROWTH_AT_LEAST = 0.85
GROWTH = {"sign": "signatures", "confirm": "confirmations", "withdraw": "withdrawals", "page": "pages"}
SIZES = {"k": "000", "m": "000,000"}
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

# By words of a step's name: what would be missing without it.
WHY = {
    "bare ASGI": "HTTP, and no more",
    "the ceiling": "the form checked and answered, nothing kept",
    "take apart the form": "under a size and a time: no server limits a body that drips",
    "validate": "an address that no letter reaches cannot be confirmed",
    "gate": "who is held is neither mailed nor counted",
    "accept": "the row",
    ": id": "ordered by time, so that an index of millions grows at its end",
    "commitment": "what a public log will hold; four HMACs, so that each part can be opened alone",
    "blind index": "a double is found without an address that could be read",
    "seal": "a stolen database has no names in it",
    "batch": "waiting for the commit together",
    "token": "the next page shows the address as typed, without a query",
    "write and commit": "signature and letter, both or neither, on disk before the answer",
}

INTRODUCTION = """\
# The bench

How fast the product is, beside the fastest thing that could stand in its place on the same machine, in the same minute.
`make bench` measures it and writes this page; nothing here is written by hand.

A figure of signatures a second says more of the machine than of the program. So each figure is a ratio within one run:
the **ceiling** is the product's own server and door with nothing stored: the same form is read, validated and answered
with the same bytes, no row is sealed and none handed to a store. Beside it stand the product with a store that throws
away what it is given, and a bare ASGI function that only takes the form apart and answers as many bytes, which is the
strictest of the three. They and the product are asked in turn, in short bursts, and the median of the rounds' ratios
counts: what slows the machine slows all. On a noisy machine single rounds still differ by a fifth, and pages by more.

Which of the three is called the ceiling decides how the ratio looks. The bench was first written with the bare function
as the ceiling; the door took its place after the first figures were seen, since it is the same form, checked and
answered. The ratios to all three are in the table.

The product is a real `undersigned serve --no-worker`, with durable commits: SQLite with `synchronous=FULL`, PostgreSQL
as it comes. Letters go out by a worker, a process of its own, which is measured by itself and in the replay of a surge.
Load generator, server and database share the machine.
"""

PEERS = """\
## What others do

**Pytition 2.9** in its documented production set-up (nginx, uwsgi with 4 workers, PostgreSQL 15), measured on two such
cores: 6.7 signatures a second (62 with its slow hash weakened, which is the fair variant: that hash protects nothing
that a keyed index does not), 70 pages, 72 confirmations. With 1,000,000 signatures in the table 1.7 signatures a
second, 7 with the hash weakened, and pages and confirmations lower, too.

**The largest surge known** on a national parliament's petition site was some 2,000 signatures a minute, for hours.
"""

REPEAT = """\
## How to repeat it

```sh
make bench                       # everything; writes this page, bench.json and the picture
make bench ARGS="--quick"        # a small version in a few minutes; writes nothing
make bench ARGS="--rows 10000000"
make bench ARGS="--help"
```

It needs a C compiler for the [load generator](../decisions/load-generator.md). PostgreSQL and nginx are measured where
their programs are installed (Debian: `apt-get install gcc libc6-dev postgresql nginx-light`). Leave the machine alone
meanwhile. Everything happens on loopback and in a temporary folder, which is removed.
"""


def markdown(found: Mapping[str, Any]) -> str:
    """The whole page."""
    machine = _table(("the machine", ""), [(name, str(value)) for name, value in found["machine"].items()])
    parts = [
        INTRODUCTION,
        f"Measured on {found['date']}, version {found['commit']}.\n{_effort(found['plan'])}\n",
        "## Figures\n\n" + _table(("", "measured", "wanted"), rows(found["figures"])) + _missed(found["figures"]),
        _memory(found),
        "## Absolute rates\n\nOf this machine, for what they are worth: answers a second, median of the rounds.\n\n"
        + _rates(found["rates"]),
        "## Latency\n\nOpen loop at half of the maximum, with the most signatures in the table. The wait counts from"
        " the moment at\nwhich a request was due, so that a server that stalls cannot hide it. Milliseconds.\n\n"
        + _latency(found["latency_ms"]),
        "## Where the time of one signature goes\n\n" + _stages(found),
        _surge(found),
        PEERS,
        "## On what\n\n" + machine,
        REPEAT,
    ]
    return "\n".join(part for part in parts if part)


def terminal(found: Mapping[str, Any]) -> str:
    shown = rows(found["figures"])
    wide = max(len(what) for what, _, _ in shown)
    figures = [f"{what:<{wide}}  {value:>12}  {wanted}" for what, value, wanted in shown]
    return "\n".join([*figures, "", *(f"{name:<{wide}}  {value:>12,.1f}  µs" for name, value in stages(found))])


def rows(figures: Mapping[str, Any]) -> list[Row]:
    """What was measured, as people read it, beside what is wanted."""
    out = [(what, _value(figures.get(name)), _wanted(least, "≥")) for name, (what, least) in AT_LEAST.items()]
    for name, what in _growths(figures):
        out.append((what, _value(figures[name]), _wanted(GROWTH_AT_LEAST, "≥")))
    out += [(what, _value(figures.get(name)), _wanted(most, "≤")) for name, (what, most) in AT_MOST.items()]
    return out


def missed(figures: Mapping[str, Any]) -> list[str]:
    """The figures that are measured and not reached."""
    least = {name: limit for name, (_, limit) in AT_LEAST.items() if limit is not None}
    least |= dict.fromkeys((name for name, _ in _growths(figures)), GROWTH_AT_LEAST)
    most = {name: limit for name, (_, limit) in AT_MOST.items()}
    measured = {name: value for name, value in figures.items() if value is not None}
    return [name for name, limit in least.items() if name in measured and measured[name] < limit] + [
        name for name, limit in most.items() if name in measured and measured[name] > limit
    ]


def _growths(figures: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """growth_sign_1m → signatures with 1,000,000 in the table ÷ with none. The single stores' are in the JSON."""
    for name in figures:
        word, _, rest = name.partition("_")
        kind, _, size = rest.partition("_")
        if word == "growth" and "_" not in size:
            many = size[:-1] + "," + SIZES[size[-1]] if size[-1] in SIZES else size
            yield name, f"{GROWTH[kind]} with {many} in the table ÷ with none"


def _missed(figures: Mapping[str, Any]) -> str:
    names = missed(figures)
    return f"\nNot reached: {', '.join(f'`{name}`' for name in names)}.\n" if names else ""


def _effort(plan: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{size:,}" for size in plan["sizes"])
    return f"Medians of {plan['rounds']} rounds with bursts of {plan['seconds']:g} s; tables of {sizes} signatures."


def _memory(found: Mapping[str, Any]) -> str:
    seen = found["memory"]["server_mb"]
    first, last = seen[0][1], seen[-1]
    rates = found["memory"]["rates"]
    return (
        f"Memory: the server began with {first:.0f} MB and held {last[1]:.0f} MB after {last[0]:,} signatures through"
        f" the form, on SQLite;\nthe first {seen[1][0]:,} of them came in at {rates[0]:,.0f} a second, the last at"
        f" {rates[-1]:,.0f}.\n{_worker(found['letters'])}\n"
    )


def _worker(letters: Mapping[str, Any]) -> str:
    told = [
        f"{seen['worker_mb'][1]:.0f} MB after {seen['letters']:,} letters on {STORES[store]}"
        for store, seen in letters.items()
    ]
    return "The worker held " + ", ".join(told) + "."


def _rates(rates: Mapping[str, Mapping[str, float]]) -> str:
    lines = [(name, phase, f"{value:,.0f}") for phase, seen in rates.items() for name, value in _named(seen)]
    return _table(("what", "measured while", "a second"), lines)


def _named(seen: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    for name, value in seen.items():
        words = name.split()
        if len(words) == 3 and words[1] in STORES:
            yield f"{GROWTH[words[0]]}, {STORES[words[1]]}, {words[2]} in the table", value
        else:
            yield (
                {
                    "ceiling": "the ceiling",
                    "handler": "the product, its store throws away",
                    "bare": "bare ASGI, the form taken apart",
                    "nginx": "nginx, the page from a file",
                    "page bare ASGI": "bare ASGI, the page from memory",
                }.get(name, name),
                value,
            )


def _latency(latency: Mapping[str, Mapping[str, float]]) -> str:
    head = ("what", "a second", "median", "99th percentile", "longest", "the commit alone")
    lines = []
    for name, seen in latency.items():
        title, half = next(iter(_named({name: seen["rate"]})))
        commit = f"{seen['commit']:.1f}" if "commit" in seen else ""
        lines.append((title, f"{half:,.0f}", f"{seen['p50']:.1f}", f"{seen['p99']:.1f}", f"{seen['max']:.0f}", commit))
    return _table(head, lines)


def _stages(found: Mapping[str, Any]) -> str:
    lines = [(name, f"{value:,.1f}", _why(name)) for name, value in stages(found)]
    return "Microseconds a signature, each step by itself in one process.\n\n" + _table(("step", "µs", "why"), lines)


def stages(found: Mapping[str, Any]) -> Iterable[tuple[str, float]]:
    """Each step, the bare server first, the whole last."""
    measured, rates = found["stages_us"], found["rates"]["signing"]
    yield "server, protocol, a form taken apart: bare ASGI", 1e6 / rates["bare"]
    yield "the ceiling", 1e6 / rates["ceiling"]
    yield from measured["steps"].items()
    yield "all of it, the store throws away", 1e6 / rates["handler"]
    for store, title in STORES.items():
        for name, value in measured.get(store, {}).items():
            yield f"{title}: {name}", value
        if store in measured:
            yield f"{title}: all of it", 1e6 / rates[f"sign {store} 0"]


def _why(step: str) -> str:
    return next((reason for words, reason in WHY.items() if words in step), "")


def _surge(found: Mapping[str, Any]) -> str:
    seen = found.get("surge")
    if not seen:
        return ""
    return (
        "## A record's day, replayed\n\n"
        "The curve of a day on which a petition to a national parliament broke all records, in"
        f" {seen['seconds']} seconds, on {STORES[seen['store']]},\nwith the worker sending letters to a mail server on"
        f" the same machine. At the peak {seen['peak_a_second']:,.0f} signatures a second,\n"
        f"{seen['times_the_record']:.0f} times the record's own peak; {seen['signatures']:,} in all. The day's hours"
        " are compressed: letters pile up that\nin a real day leave at once.\n\n"
        "![Signatures answered, waiting times and waiting letters over the replayed day](../pictures/surge.svg)\n"
    )


def _table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    rule = "|".join(["---", *["---:"] * (len(head) - 1)])
    written = [f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(line)} |" for line in lines)]
    return "\n".join(written) + "\n"


def _value(value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def _wanted(limit: float | None, sign: str) -> str:
    return "" if limit is None else f"{sign} {limit:g}"
