"""The product with both example campaigns, letters by SMTP, an organiser at the desk."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

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


@pytest.fixture
def town(serving: Callable[..., Product], smtp: Postbox) -> Town:
    """Served, with both campaigns published and nobody's signature."""
    product = serving(start=False, mail_url=smtp.url)
    product.run("manage", "migrate", "--verbosity", "0")
    for slug in CAMPAIGNS:
        product.run("load", EXAMPLES / slug)
    product.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    product.run(
        "manage",
        "createsuperuser",
        "--noinput",
        "--username",
        "theo",
        "--email",
        "theo@example.net",
        "--verbosity",
        "0",
    )
    product.start()
    return Town(product, smtp)


class Desk:
    """Theo at the desk, with a browser that runs no script."""

    def __init__(self, site: str) -> None:
        self.http = httpx.Client(base_url=site, timeout=20, follow_redirects=True)
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
