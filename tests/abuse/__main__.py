"""What a test cannot assert: times. `python -m tests.abuse oracle`, and `… slow`: the page, while others hold on to it.

Oracle: whether the time that an answer takes tells how a mailbox stands.

Forms for mailboxes of all six states are sent one after the other in random order, to the product's own application
with a real store in this process. For each pair of states it says how often an answer to the one took longer than an
answer to the other: in half of the cases where the two cannot be told apart.
Run both on a machine that does nothing else.
"""

import os
import random
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from http.client import HTTPConnection
from itertools import combinations
from pathlib import Path

import click

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sunday-library"


@click.group()
def main() -> None:
    """What a test cannot assert: times."""


@main.command()
@click.option("--samples", default=10_000, show_default=True, help="Forms, over all six states.")
@click.option("--seed", default=1, show_default=True)
@click.option("--apart", default=0.05, show_default=True, help="More than this from one half fails.")
def oracle(*, samples: int, seed: int, apart: float) -> None:
    """Compare the times of answers to new, pending, confirmed, suppressed, limited and quarantined mailboxes."""
    with tempfile.TemporaryDirectory() as folder:
        times = _measured(Path(folder), samples=samples, dice=random.Random(seed))
    for state, taken in times.items():
        median = sorted(taken)[len(taken) // 2]
        click.echo(f"{state:12} {len(taken):6} answers, median {median * 1000:.3f} ms")
    worst = 0.0
    for one, other in combinations(times, 2):
        share = _longer(times[one], times[other])
        worst = max(worst, abs(share - 0.5))
        click.echo(f"{one:12} took longer than {other:12} in {100 * share:.1f} %")
    click.echo(f"furthest from one half: {100 * worst:.1f} points")
    if worst > apart:
        raise SystemExit(1)


@main.command()
@click.option("--pages", default=5_000, show_default=True)
def slow(*, pages: int) -> None:
    """Ask for the page, one time after the other, while 1,500 connections are held by the slow and the silent."""
    from tests.crash.loiterers import HELD, Loiterers
    from tests.product import Product

    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder))
        product.run("manage", "migrate", "--verbosity", "0")
        product.run("load", EXAMPLE)
        product.start()
        try:
            _asked(product.port, 100)
            _tell("alone", _asked(product.port, pages))
            crowd, taken = Loiterers(product.port), list[float]()
            while crowd.held() < HELD * 0.9:
                time.sleep(0.05)
            while len(taken) < pages and crowd.held() > HELD / 2:
                taken += _asked(product.port, 100)
            _tell("while they are held", taken)
            crowd.leave()
        finally:
            product.stop()


def _asked(port: int, number: int) -> list[float]:
    """Seconds of each, on a connection of its own, as a new visitor comes."""
    found = []
    for _ in range(number):
        begun = time.perf_counter()
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", f"/{EXAMPLE.name}/")
            answer = connection.getresponse()
            answer.read()
        assert answer.status == 200
        found.append(time.perf_counter() - begun)
    return found


def _tell(what: str, taken: list[float]) -> None:
    middle, last = (sorted(taken)[int(len(taken) * share)] * 1000 for share in (0.5, 0.99))
    click.echo(f"{what}: {len(taken)} pages, median {middle:.1f} ms, p99 {last:.1f} ms")


def _measured(folder: Path, *, samples: int, dice: random.Random) -> dict[str, list[float]]:
    os.environ |= {"UNDERSIGNED_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "undersigned.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.abuse import mailboxes

    each = -(-samples // len(mailboxes.STATES))
    click.echo(f"{each} mailboxes of each state are made …")
    mailboxes.prepare(each)
    order = [(state, number) for number in range(each) for state in mailboxes.STATES][:samples]
    dice.shuffle(order)
    times: dict[str, list[float]] = defaultdict(list)

    async def steps(browser: object, here: object) -> None:
        for state, number in order:
            await mailboxes.spend(here, state, number)  # type: ignore[arg-type]  # the front
            form = mailboxes.form(state, number)
            begun = time.perf_counter()
            answer = await browser.post("/veto-hb-7259/sign", data=form)  # type: ignore[attr-defined]  # httpx's
            times[state].append(time.perf_counter() - begun)
            assert answer.status_code == 303, answer.status_code

    mailboxes.visiting(steps)
    return {state: times[state] for state in mailboxes.STATES}


def _longer(one: list[float], other: list[float]) -> float:
    """Mann and Whitney's U as a share of all pairs."""
    merged = sorted([(at, 0) for at in one] + [(at, 1) for at in other])
    smaller = pairs = 0
    for _, which in merged:
        smaller += which
        pairs += smaller if which == 0 else 0
    return pairs / (len(one) * len(other))


if __name__ == "__main__":
    main()
