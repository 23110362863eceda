"""Installations to be broken: on SQLite, or on a PostgreSQL that writes to the disk as in production."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import cluster
from tests.crash.site import ROOT, SLUG, Nursery, Site
from tests.product import Product

LIKE = "installation"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An installation with one campaign that nobody has signed: it is copied for each test."""

    var: Path
    cluster: cluster.Cluster | None

    def product(self, folder: Path, *, var: Path | None, **settings: str) -> Product:
        """`var`: where its data folder shall really be."""
        if self.cluster is not None:
            name = f"crash-{os.urandom(6).hex()}"
            settings.setdefault("database_url", self.cluster.make_database(name, like=LIKE))
        if var is not None:
            (folder / "var").symlink_to(var)
        shutil.copytree(self.var, var or folder / "var")
        return Product(folder, **settings)


@pytest.fixture(scope="session")
def durable(request: pytest.FixtureRequest) -> Iterator[cluster.Cluster | None]:
    """PostgreSQL with fsync on, where that is the run's database. It may be killed, if it is brought back."""
    programs = cluster.programs()
    if request.config.getoption("database") != "postgresql" or programs is None:
        yield None
        return
    one = cluster.Cluster(programs, is_durable=True)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def prepared(
    durable: cluster.Cluster | None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Prepared:
    settings = {} if durable is None else {"database_url": durable.make_database(LIKE)}
    one = Product(tmp_path_factory.mktemp("prepared"), **settings)
    if durable is None:
        shutil.copytree(request.getfixturevalue("fresh").folder / "var", one.folder / "var")
    else:
        one.run("manage", "migrate", "--verbosity", "0")
    one.run("load", ROOT / "examples" / SLUG)
    return Prepared(one.folder / "var", durable)


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    chosen: int = request.config.getoption("seed")
    return chosen


@pytest.fixture
def dice(seed: int) -> random.Random:
    """Every test throws the same dice: with the same seed it does the same, whichever else is run."""
    return random.Random(seed)


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """`rounds(60)`: so many, unless --rounds says otherwise."""
    chosen: int = request.config.getoption("rounds")
    return lambda usual: chosen or usual


@pytest.fixture
def site(prepared: Prepared, seed: int, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """`site(worker="0")`: an installation with these settings, not yet started. `servers=2`: on one database."""
    made: list[Site] = []

    def make(*, servers: int = 1, var: Path | None = None, **settings: str) -> Site:
        first = prepared.product(tmp_path, var=var, **settings)
        made.append(Site(first, seed=seed, beside=[_beside(first, number) for number in range(1, servers)]))
        return made[-1]

    def _beside(first: Product, number: int) -> Product:
        folder = tmp_path / f"beside-{number}"
        folder.mkdir()
        one = Product(folder, keys=str(first.folder / "var" / "keys"), database_url=first.database)
        one.environment |= {name: value for name, value in first.environment.items() if name not in one.environment}
        return one

    try:
        yield make
    finally:
        for one in made:
            for product in one.all:
                product.kill()
            one.disperse()


@pytest.fixture
def nursery() -> Iterator[Callable[[Product], Nursery]]:
    made: list[Nursery] = []

    def make(product: Product) -> Nursery:
        made.append(Nursery(product))
        return made[-1]

    yield make
    for one in made:
        one.close()
