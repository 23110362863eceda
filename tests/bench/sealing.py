"""What sealing the log costs those who sign and confirm: bursts over HTTP with it and without, in turn.

A worker's part in the log is a process of its own, as in the product. After each burst it seals what still waits, so
that in the next one it has that burst's confirmations to seal and no others.

    python -m tests.bench.sealing      the process that seals, in an installation's environment, until its input ends
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests import cluster as clusters
from tests.bench import loader, subject, visitors
from tests.bench.rounds import Target
from tests.bench.subject import SLUG, StoreName, Subject
from tests.cluster import Cluster
from undersigned.signing import tokens

SEE_OTHER = 303
FORMS_A_SECOND = 12_000  # more than any machine takes: a burst shall not run out of them
LONGEST_S = 600.0


def cost(folder: Path, *, rounds: int, seconds: float) -> Iterator[tuple[StoreName, list[float], list[float]]]:
    """Of each store: how many sign and confirm a second in each round, sealed meanwhile, and not."""
    program = loader.built(folder)
    forms = visitors.forms(SLUG, first=0, count=int(FORMS_A_SECOND * seconds * 2 * (rounds + 1)))
    requests = loader.write(folder / "forms", forms)
    yield "sqlite", *_measured(folder, "sqlite", None, (program, requests), rounds=rounds, seconds=seconds)
    programs = clusters.programs()
    if programs is None:
        return
    folder.chmod(0o755)  # PostgreSQL may run as another user
    cluster = Cluster(programs, is_durable=True)
    try:
        cluster.start()
        yield (
            "postgresql",
            *_measured(folder, "postgresql", cluster, (program, requests), rounds=rounds, seconds=seconds),
        )
    finally:
        cluster.stop()


def ratio(sealed: list[float], unsealed: list[float]) -> float:
    """The median of the rounds' own."""
    return median(one / other for one, other in zip(sealed, unsealed, strict=True))


def _measured(
    folder: Path, store: StoreName, cluster: Cluster | None, files: tuple[Path, Path], *, rounds: int, seconds: float
) -> tuple[list[float], list[float]]:
    program, requests = files
    one = subject.first(folder / store, store, cluster)
    sign = Target("sign", one.port, requests, SEE_OTHER)
    rates: dict[bool, list[float]] = {True: [], False: []}
    one.product.start("serve", "--no-worker")
    try:
        for number in range(rounds + 1):  # the first is for warming up
            for is_sealed in (False, True) if number % 2 else (True, False):
                rate = _burst(one, sign, program, is_sealed=is_sealed, seconds=seconds)
                if number:
                    rates[is_sealed].append(rate)
    finally:
        one.product.stop()
    return rates[True], rates[False]


def _burst(one: Subject, sign: Target, program: Path, *, is_sealed: bool, seconds: float) -> float:
    """How many sign and confirm a second: first all sign, then they confirm."""
    if is_sealed:
        with _sealing(one):
            return _both(one, sign, program, seconds=seconds)
    rate = _both(one, sign, program, seconds=seconds)
    with _sealing(one):
        return rate


def _both(one: Subject, sign: Target, program: Path, *, seconds: float) -> float:
    signed = sign.burst(program, seconds=seconds)
    links = one.var / "links"
    ids, (_, petition) = visitors.in_any_order(one.ids("pending", sys.maxsize)), one.petition()
    buttons = visitors.buttons(SLUG, tokens.Kind.CONFIRM, ids, petition=petition, key=one.token_key, at=time.time())
    loader.write(links, buttons)
    confirmed = Target("confirm", one.port, links, SEE_OTHER).burst(program, seconds=LONGEST_S)
    return 1 / (1 / signed.rate + 1 / confirmed.rate)


@contextmanager
def _sealing(one: Subject) -> Iterator[None]:
    """While this lasts; at its end nothing waits."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sealing"],
        env=one.product.environment
        | {"PYTHONPATH": subject.search_path(), "DJANGO_SETTINGS_MODULE": "undersigned.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
    assert process.returncode == 0


def main() -> None:
    import django

    django.setup()
    from undersigned.ledger.enter import Enterer
    from undersigned.ledger.models import Waiting
    from undersigned.signing import subject as subjects
    from undersigned.worker import log_files

    enterer, is_over = Enterer(subject_of=subjects.of, files=log_files()), threading.Event()

    def listen() -> None:
        sys.stdin.read()
        is_over.set()

    threading.Thread(target=listen, daemon=True).start()
    print("ready", flush=True)  # noqa: T201
    while not is_over.is_set() or Waiting.objects.exists():
        enterer.enter()
        is_over.wait(enterer.rest_s)


if __name__ == "__main__":
    main()
