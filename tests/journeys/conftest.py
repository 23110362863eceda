"""The product with both example campaigns, letters by SMTP, an organiser at the desk."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.visitor import OPEN, client
from tests.postbox import Postbox
from tests.product import Product

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CAMPAIGNS = ("veto-hb-7259", "sunday-library")
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that a journey passes through."""

    product: Product
    smtp: Postbox

    @property
    def url(self) -> str:
        return self.product.url


@pytest.fixture(autouse=True)
def _leave() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation on SQLite with both campaigns: made once, copied for each journey."""
    product = Product(tmp_path_factory.mktemp("prepared"))
    _furnish(product)
    return product.folder / "var"


@pytest.fixture
def town(serving: Callable[..., Product], smtp: Postbox, request: pytest.FixtureRequest) -> Town:
    """Served, with both campaigns published and nobody's signature."""
    product = serving(start=False, mail_url=smtp.url)
    if "UNDERSIGNED_DATABASE_URL" in product.environment:
        _furnish(product)
    else:
        shutil.rmtree(product.folder / "var")
        shutil.copytree(request.getfixturevalue("_prepared"), product.folder / "var")
    product.start()
    return Town(product, smtp)


def _furnish(product: Product) -> None:
    product.run("manage", "migrate", "--verbosity", "0")
    for slug in CAMPAIGNS:
        product.run("load", EXAMPLES / slug)
    product.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    theo = ("--noinput", "--username", "theo", "--email", "theo@example.net", "--verbosity", "0")
    product.run("manage", "createsuperuser", *theo)


class Desk:
    """Theo at the desk, with a browser that runs no script."""

    def __init__(self, site: str) -> None:
        self.http = client(site, follow_redirects=True)
        token = self._token("/organiser/login/")
        fields = {"username": "theo", "password": PASSWORD, "next": "/organiser/", "csrfmiddlewaretoken": token}
        answer = self.http.post("/organiser/login/", data=fields)
        assert answer.url.path == "/organiser/", answer.text

    def approve_all(self) -> int:
        """Approves every remark that waits; how many."""
        screen = self.http.get("/organiser/voices/").text
        hidden = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', screen))
        waiting = re.findall(r'name="remark" value="([^"]+)"', screen)
        fields = {
            "csrfmiddlewaretoken": self._token("/organiser/voices/"),
            "many": "approve",
            "remark": waiting,
            **hidden,
        }
        answer = self.http.post("/organiser/voices/decisions/", data=fields)
        assert answer.status_code == 200
        return len(waiting)

    def _token(self, address: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.http.get(address).text)
        assert found is not None
        return found[1]


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town.url)
