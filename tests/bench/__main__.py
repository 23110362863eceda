"""`make bench`: measures everything, prints the table, writes `docs/developers/bench.json`, `bench.md`, the picture.

Leaves nothing running and nothing behind, whether it comes to its end or is stopped.
"""

import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tests.bench import loader, long_runs, machine, phases, plot, report, rounds, stand
from tests.bench.stand import Plan, Stand
from tests.bench.subject import ROOT
from undersigned.signing import tokens

JSON = ROOT / "docs" / "developers" / "bench.json"
PAGE = JSON.with_suffix(".md")
PICTURE = ROOT / "docs" / "pictures" / "surge.svg"
MIDDLE = 100_000
BETWEEN = 20_000  # a quick run's only size beside none


@click.command()
@click.option("--quick", is_flag=True, help="A small version of everything, to see that it works. Writes nothing.")
@click.option("--rows", default=1_000_000, show_default=True, help="Signatures in the fullest table.")
@click.option("--signatures", default=1_000_000, show_default=True, help="So many are signed to weigh the server.")
@click.option("--rounds", "rounds_", default=5, show_default=True)
@click.option("--write/--no-write", default=None, help="Write the documents; with --quick only if asked.")
@click.option("--page", is_flag=True, help="Measure nothing: write page and picture anew from bench.json.")
@click.option("--keep", is_flag=True, help="Keep the work folder: SQLite files, logs.")
def main(*, quick: bool, rows: int, signatures: int, rounds_: int, write: bool | None, page: bool, keep: bool) -> None:
    """Measure the product against what could stand in its place. About half an hour."""
    if page:
        publish(json.loads(JSON.read_text()))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    plan = Plan((0, MIDDLE, rows), rounds_, 3.0, 300_000, signatures, 12_000, 72)
    if quick:
        plan = Plan((0, BETWEEN), 2, 1.0, 60_000, 20_000, 1_500, 24)
    begun = time.monotonic()

    def tell(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}")

    folder = Path(tempfile.mkdtemp(prefix="undersigned-bench-", dir=machine.disk_folder()))
    try:
        found = measured(plan, folder, tell)
    except loader.NoCompiler as error:
        raise click.ClickException(f"No C compiler: {error}") from None
    finally:
        if keep:
            click.echo(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    click.echo("\n" + report.terminal(found))
    if write or (write is None and not quick):
        publish(found)
        click.echo(f"\nWritten: {JSON.name}, {PAGE.name}, {PICTURE.name}")


def measured(plan: Plan, folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """One run."""
    from tests import cluster

    found: dict[str, Any] = {"figures": {}, "rates": {}, "latency_ms": {}, "plan": asdict(plan)}
    found["machine"] = machine.described(folder, cluster.programs())
    found |= {"commit": machine.commit(), "date": datetime.now(UTC).date().isoformat()}
    with stand.stand(plan, tell=tell, folder=folder) as made:
        highest = _short(made, found)
        for one in made.subjects:
            with suppress(AssertionError):  # a server that does not stop in time is killed at the end
                one.product.stop()
        _long(made, found, highest)
    return found


def _short(made: Stand, found: dict[str, Any]) -> float:
    """The interleaved phases; the most signatures a second on the main store."""
    made.tell("Stages of one signature …")
    found["stages_us"] = phases.stages(made)
    made.tell("Signing …")
    rates, figures = phases.signing(made)
    _note(found, "signing", rates, figures)
    highest = found["rates"]["signing"][f"sign {made.main_store} 0"]
    made.tell("Latency of signing …")
    latency, figures = phases.latencies(made, rates)
    found["latency_ms"] |= latency
    found["figures"] |= figures
    for name, kind in (("confirming", tokens.Kind.CONFIRM), ("withdrawing", tokens.Kind.WITHDRAW)):
        made.tell(f"{name.capitalize()} …")
        _note(found, name, *phases.links(made, kind))
    made.tell("Pages …")
    rates, figures = phases.pages(made)
    _note(found, "pages", rates, figures)
    found["latency_ms"] |= phases.page_latency(made, rates)
    return float(highest)


def _long(made: Stand, found: dict[str, Any], highest: float) -> None:
    made.tell(f"Memory, over {made.plan.signatures:,} signatures …")
    figures, found["memory"] = long_runs.memory(made)
    found["figures"] |= figures
    if made.cluster:
        made.tell("Two server processes …")
        found["figures"] |= long_runs.two_processes(made)
    made.tell("Letters …")
    found["letters"] = {}
    for store in made.stores:
        rate, found["letters"][store] = long_runs.letters(made, store)
        found["figures"][f"letters_per_second_{store}"] = rate
    rates = [found["figures"][f"letters_per_second_{store}"] for store in made.stores]
    found["figures"]["letters_per_second"] = min(rates)
    made.tell("A record's day …")
    figures, found["surge"] = long_runs.surge(made, highest)
    found["figures"] |= figures


def _note(found: dict[str, Any], phase: str, rates: rounds.Rates, figures: dict[str, Any]) -> None:
    found["figures"] |= figures
    found["rates"][phase] = rounds.typical(rates)


def publish(found: dict[str, Any]) -> None:
    """The page and the picture are made of what the file holds, and of nothing else."""
    JSON.write_text(json.dumps(rounded(found), indent=1, ensure_ascii=False) + "\n")
    kept = json.loads(JSON.read_text())
    PAGE.write_text(report.markdown(kept))
    PICTURE.write_text(plot.svg(kept["surge"]))


def rounded(value: Any) -> Any:
    """Four digits say all that there is to say."""
    if isinstance(value, float):
        return float(f"{value:.4g}") if abs(value) < 1000 else round(value, 1)
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
