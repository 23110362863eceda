"""The house the tests live in: which database, no network, the cast's petition, the running product.

Nothing here may import the product at the top: its settings are read in `pytest_configure`, once the environment has
been made. `pytest` runs everything on SQLite; `pytest --database=postgresql` runs again what touches tables.
"""

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
from django.conf import settings

from tests import chromium, cluster, postbox, product
from tests import store as stores
from tests.once import once

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from undersigned.signing.models import Petition

GET_POSTGRESQL = "its programs were not found. Debian, Ubuntu: apt-get install postgresql"
LOOPBACK = ("127.", "localhost", "::1")

_var = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
_cluster: cluster.Cluster | None = None
_refused: list[list[str]] = []  # by the policies of pages, while a browser is there

for _name in [name for name in os.environ if name.startswith("UNDERSIGNED_")]:
    del os.environ[_name]  # the developer's own installation is none of the tests' business
os.environ["UNDERSIGNED_VAR"] = str(_var)
os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"


# The run ----------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="postgresql: a temporary cluster, and only the tests that touch tables",
    )
    parser.addoption("--fuzz-seconds", type=float, default=0, help="of tests/fuzz: how long for each target")
    parser.addoption("--rounds", type=int, default=0, help="of the crash tests: how often it is killed (usual: enough)")
    parser.addoption("--letters", type=int, default=2, help="that the scanner's test opens")
    parser.addoption("--stays", type=float, default=0.2, help="seconds that its browser stays on each page")
    parser.addoption("--seed", type=int, default=secrets.randbelow(10**6), help="of the crash tests' dice")


def pytest_report_header(config: pytest.Config) -> str:
    return f"crash tests: --seed={config.getoption('seed')}"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "once: touches tables, but need not run again on PostgreSQL")
    config.addinivalue_line("markers", "postgresql: PostgreSQL's own matters, not run on SQLite")
    config.addinivalue_line("markers", "both_databases: runs the product itself; once for each database")
    config.addinivalue_line("markers", "refused: shows that a page's policy refuses something")
    sys.addaudithook(_no_network)
    hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no failure
    hypothesis.settings.load_profile("house")
    runs_tests = not config.option.help and (hasattr(config, "workerinput") or not config.option.numprocesses)
    if config.getoption("database") == "postgresql" and runs_tests:
        _start_cluster()
    django.setup()
    assert _var / "media" == settings.MEDIA_ROOT, "each process of a run has a data folder of its own"
    del os.environ["DJANGO_SETTINGS_MODULE"]  # or a process that xdist starts reads the settings before this file


def pytest_unconfigure() -> None:
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(_var, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    from tests.turns import ByFile

    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    runs = _runs_again if config.getoption("database") == "postgresql" else _runs_first
    chosen = [item for item in items if runs(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _turn(item: pytest.Item) -> int:
    """Tests that commit empty the tables behind them, also of what migrations have put there: after the others.

    Those with a browser come last: Playwright keeps an event loop in this thread, and Django refuses tables beside one.
    """
    if "browser" in getattr(item, "fixturenames", ()):
        return 2
    mark = item.get_closest_marker("django_db")
    return 1 if mark and mark.kwargs.get("transaction") else 0


def _runs_first(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgresql") is None


def _runs_again(item: pytest.Item) -> bool:
    if item.get_closest_marker("both_databases") or item.get_closest_marker("postgresql"):
        return True
    return item.get_closest_marker("django_db") is not None and item.get_closest_marker("once") is None


def _start_cluster() -> None:
    global _cluster  # noqa: PLW0603 (one cluster a run; pytest's hooks share no other place)
    folder = cluster.programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.exit(f"No PostgreSQL: {GET_POSTGRESQL}", returncode=1)
        pytest.exit(f"Skipped on PostgreSQL: {GET_POSTGRESQL}", returncode=0)
    _cluster = cluster.Cluster(folder)
    _cluster.start()
    os.environ["UNDERSIGNED_DATABASE_URL"] = _cluster.url


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: a test that reaches out of this machine fails."""
    host: object = None
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    if isinstance(host, bytes):
        host = host.decode()
    if isinstance(host, str) and host and not host.startswith(LOOPBACK):
        raise AssertionError(f"a test reached for {host}: no network but this machine's own")


# Tables -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of the run have."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def tables(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Empty, as migrations make them, which takes longer than most tests: a file or a database, to be copied."""

    def made(folder: Path, **settings: str) -> None:
        product.Product(folder, **settings).run("manage", "migrate", "--verbosity", "0")

    if _cluster is not None:
        made(tmp_path_factory.mktemp("tables"), database_url=_cluster.make_database("tables"))
        return "tables"
    return product.Product(once(shared / "tables", made)).database


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tables are there already; they go with the run's folder, or its cluster."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tables: str) -> None:
    """SQLite in a file, not in memory: the store writes with a connection of its own."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if _cluster is not None:
        test["TEMPLATE"] = tables
    else:
        test["NAME"] = str(shutil.copy(tables, _var / "tests.sqlite3"))


@pytest.fixture(autouse=True)
def _forget_keys() -> Iterator[None]:
    """Petitions of different tests share row numbers; their keys must not be remembered."""
    from undersigned.signing import keyring

    keyring.forget()
    yield
    keyring.forget()


@pytest.fixture
def petition(db: None) -> "Petition":
    """Published, open, nobody has signed."""
    from tests import factories

    return factories.petition()


# The product ------------------------------------------------------------------------------------------------


Furnish = Callable[[product.Product], None]
Making = Callable[[str, Furnish], product.Product]


@pytest.fixture(scope="session")
def making(tables: str, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Making:
    """`making("fresh", furnish)`: an installation that is furnished and stopped, to be given to `serving`."""

    def make(name: str, furnish: Furnish) -> product.Product:
        if _cluster is not None:
            url = _cluster.make_database(name, like=tables)
            one = product.Product(tmp_path_factory.mktemp(name), database_url=url)
            furnish(one)
            return one

        def furnished(folder: Path) -> None:
            one = product.Product(folder)
            (folder / "var").mkdir()
            shutil.copy(tables, one.database)
            furnish(one)

        return product.Product(once(shared / name, furnished))

    return make


@pytest.fixture(scope="session")
def fresh(making: Making) -> product.Product:
    """An installation that was started once."""

    def furnish(one: product.Product) -> None:
        one.start()
        one.stop()

    return making("fresh", furnish)


@pytest.fixture
def serving(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[..., product.Product]]:
    """`serving(demo="1", …)`: an installation with these settings, started and answering.

    `like`: the installation that it is a copy of, tables and data folder. `start=False` leaves all to the test: there
    are no tables yet, and the data folder is the test's to fill.
    """
    made: list[product.Product] = []

    def serve(
        *, start: bool = True, like: product.Product | None = None, command: str = "serve", **settings: str
    ) -> product.Product:
        if start and like is None:
            like = request.getfixturevalue("fresh")
        if _cluster is not None and request.node.get_closest_marker("both_databases"):
            tables = like.database.rpartition("/")[2] if like else "template1"
            settings.setdefault("database_url", _cluster.make_database(f"product-{os.urandom(6).hex()}", like=tables))
        one = product.Product(tmp_path_factory.mktemp("product"), **settings)
        made.append(one)
        var = one.folder / "var"
        var.mkdir()
        if like is not None:
            shutil.copytree(like.folder / "var", var, dirs_exist_ok=True)
        if start:
            one.start(command)
        return one

    try:
        yield serve
        for one in made:
            one.stop()
    finally:
        for one in made:
            one.kill()


@pytest.fixture
def smtp() -> Iterator[postbox.Postbox]:
    """A mail server on this machine: `smtp.url` for the settings, `smtp.wait_for(1)` for what came."""
    box = postbox.Postbox(product.free_port())
    box.start()
    yield box
    box.stop()


@pytest.fixture
def store() -> Iterator[stores.Store]:
    """A Redis or Valkey of the test's own: `store.url` for the settings."""
    program = stores.program()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(stores.HOW_TO_GET_IT)
    one = stores.Store(program)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for the run; each test opens its own page or context in it."""
    from playwright.sync_api import sync_playwright

    if not chromium.is_there():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.HOW_TO_GET_IT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PATH, args=chromium.FLAGS)
        _refused.append(chromium.watch(launched))
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _policies_refuse_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does in a browser: no page of ours asks for what its own policy forbids."""
    yield
    found = [refusal for refused in _refused for refusal in refused]
    for refused in _refused:
        refused.clear()
    assert found == [] or request.node.get_closest_marker("refused")
