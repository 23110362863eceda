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

from tests import chromium, cluster, postbox, product

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from undersigned.signing.models import Petition

GET_POSTGRESQL = "its programs were not found. Debian, Ubuntu: apt-get install postgresql"
LOOPBACK = ("127.", "localhost", "::1")

_var = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
_cluster: cluster.Cluster | None = None

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
    parser.addoption("--rounds", type=int, default=0, help="of the crash tests: how often it is killed (usual: enough)")
    parser.addoption("--seed", type=int, default=secrets.randbelow(10**6), help="of the crash tests' dice")


def pytest_report_header(config: pytest.Config) -> str:
    return f"crash tests: --seed={config.getoption('seed')}"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "once: touches tables, but need not run again on PostgreSQL")
    config.addinivalue_line("markers", "postgresql: PostgreSQL's own matters, not run on SQLite")
    config.addinivalue_line("markers", "both_databases: runs the product itself; once for each database")
    sys.addaudithook(_no_network)
    hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no failure
    hypothesis.settings.load_profile("house")
    if config.getoption("database") == "postgresql" and not config.option.help:
        _start_cluster()
    django.setup()


def pytest_unconfigure() -> None:
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(_var, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop in this thread, and Django refuses tables beside one."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))
    runs = _runs_again if config.getoption("database") == "postgresql" else _runs_first
    chosen = [item for item in items if runs(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


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
def django_db_modify_db_settings() -> None:
    """SQLite in a file, not in memory: the store writes with a connection of its own."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(_var / "tests.sqlite3")


@pytest.fixture(autouse=True)
def _forget_keys() -> Iterator[None]:
    """Petitions of different tests share row numbers; their keys must not be remembered."""
    from undersigned.signing import keyring

    keyring.for_petition.cache_clear()
    yield
    keyring.for_petition.cache_clear()


@pytest.fixture
def petition(db: None) -> "Petition":
    """Published, open, nobody has signed."""
    from tests import factories

    return factories.petition()


# The product ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def fresh_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation just made; copied, it saves each test the making of the tables."""
    one = product.Product(tmp_path_factory.mktemp("fresh"))
    one.start()
    one.stop()
    return one.folder / "var"


@pytest.fixture
def serving(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[..., product.Product]]:
    """`serving(demo="1", …)`: an installation with these settings, started and answering.

    `start=False` leaves all to the test: there are no tables yet, and the data folder is the test's to fill.
    """
    made: list[product.Product] = []

    def serve(*, start: bool = True, command: str = "serve", **settings: str) -> product.Product:
        if _cluster is not None and request.node.get_closest_marker("both_databases"):
            settings.setdefault("database_url", _cluster.make_database(f"product-{os.urandom(6).hex()}"))
        one = product.Product(tmp_path_factory.mktemp("product"), **settings)
        made.append(one)
        var = one.folder / "var"
        var.mkdir()
        if start:
            shutil.copytree(request.getfixturevalue("fresh_var"), var, dirs_exist_ok=True)
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


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for the run; each test opens its own page or context in it."""
    from playwright.sync_api import sync_playwright

    if not chromium.is_there():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.HOW_TO_GET_IT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PATH, args=chromium.FLAGS)
        yield launched
        launched.close()
