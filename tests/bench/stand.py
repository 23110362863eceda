"""The test stand: everything that serves in one run, each on a port of its own, all of it stopped at the end."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import cluster as clusters
from tests.bench import loader, rows, subject, visitors
from tests.bench.rounds import Target
from tests.bench.subject import SLUG, Bare, StoreName, Subject
from tests.cluster import Cluster
from undersigned.signing import tokens

SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    sizes: tuple[int, ...]
    rounds: int
    seconds: float  # of one burst
    forms: int
    signatures: int  # for the memory
    letters: int
    surge_s: int


@dataclass(slots=True)
class Stand:
    plan: Plan
    folder: Path
    program: Path
    cluster: Cluster | None
    tell: Callable[[str], None]
    closing: ExitStack
    models: dict[StoreName, Subject] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)
    forms: Path = Path()
    beside: dict[str, Bare] = field(default_factory=dict)  # "ceiling", "handler", "bare"

    @property
    def stores(self) -> tuple[StoreName, ...]:
        return ("sqlite", "postgresql") if self.cluster else ("sqlite",)

    @property
    def main_store(self) -> StoreName:
        return self.stores[-1]

    def subject(self, store: StoreName, size: int) -> Subject:
        return next(one for one in self.subjects if one.store == store and one.size == size)

    def fresh(self, store: StoreName, name: str, *, size: int = 0, **settings: str) -> Subject:
        """Another installation, filled, not serving yet."""
        made = subject.copy(self.models[store], self.folder / f"{store}-{name}", self.cluster, **settings)
        rows.fill(made, size)
        self.closing.callback(made.product.kill)
        return made

    def signing(self, one: Subject) -> Target:
        """Whoever asks for it takes over the count of forms: `one.next_form = target.next` afterwards."""
        return Target(label("sign", one), one.port, self.forms, SEE_OTHER, next=one.next_form)

    def write(self, name: str, requests: Iterator[bytes]) -> Path:
        return loader.write(self.folder / name, requests)


def label(kind: str, one: Subject) -> str:
    return f"{kind} {one.store} {size_name(one.size)}"


def size_name(size: int) -> str:
    for unit, letter in ((1_000_000, "m"), (1_000, "k")):
        if size and size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


@contextmanager
def stand(plan: Plan, *, tell: Callable[[str], None], folder: Path) -> Iterator[Stand]:
    """Ready to measure: the installations serve, filled; the ceiling serves; the forms are written."""
    folder.chmod(0o755)  # PostgreSQL may run as another user
    tempfile.tempdir = str(folder)  # the cluster's folder, too, lies on the disk that was chosen
    with ExitStack() as closing:
        made = Stand(plan, folder, loader.built(folder), _cluster(closing, tell), tell, closing)
        made.forms = made.write("forms", visitors.forms(SLUG, first=0, count=plan.forms))
        for store in made.stores:
            tell(f"An installation on {store} …")
            made.models[store] = subject.first(folder / f"{store}-model", store, made.cluster)
        for store in made.stores:
            for size in plan.sizes:
                tell(f"{size:,} signatures on {store} …")
                begun = time.monotonic()
                one = made.fresh(store, size_name(size), size=size)
                one.product.start("serve", "--no-worker")
                made.subjects.append(one)
                tell(f"  serving after {time.monotonic() - begun:.0f} s")
        _beside(made)
        yield made


def _cluster(closing: ExitStack, tell: Callable[[str], None]) -> Cluster | None:
    bin_folder = clusters.programs()
    if bin_folder is None:
        tell("No PostgreSQL: only SQLite is measured. Debian, Ubuntu: apt-get install postgresql")
        return None
    one = Cluster(bin_folder, is_durable=True)
    closing.callback(one.stop)
    one.start()
    return one


def _beside(made: Stand) -> None:
    """What signing is measured against, answering what the product answers."""
    model = next(visitors.forms(SLUG, first=0, count=1, tag="ceiling"))
    answer = subject.ask(made.subjects[0].port, model)
    assert answer["status"] == SEE_OTHER, answer
    for name, kind in (("ceiling", "door"), ("handler", "handler"), ("bare", "form")):
        other = made.fresh("sqlite", name)
        named = {key: value for key, value in other.product.environment.items() if key.startswith("UNDERSIGNED_")}
        made.beside[name] = subject.bare(kind, made.folder, answer, **named, UNDERSIGNED_WORKER="false")
        made.closing.callback(made.beside[name].stop)


def buttons(made: Stand, one: Subject, kind: tokens.Kind, *, most: int) -> tuple[Path, int]:
    """A file of links' buttons, of signatures that stand there now, and how many they are."""
    state = {tokens.Kind.CONFIRM: "pending", tokens.Kind.WITHDRAW: "confirmed"}[kind]
    _, petition = one.petition()
    ids = visitors.in_any_order(one.ids(state, 10 * most))[:most]
    requests = visitors.buttons(SLUG, kind, ids, petition=petition, key=one.token_key, at=time.time())
    return made.write(f"{one.store}-{one.size}-{kind.name}", requests), len(ids)


def stages(one: Subject, *arguments: str) -> Any:
    """`stages` in the environment of an installation that does not serve."""
    import json
    import sys

    environment = {**one.product.environment, "PYTHONPATH": subject.search_path()}
    command = [sys.executable, "-m", "tests.bench.stages", *arguments]
    done = subprocess.run(command, env=environment, cwd=subject.ROOT, check=True, capture_output=True, timeout=300)
    return json.loads(done.stdout)
