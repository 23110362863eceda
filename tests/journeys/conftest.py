"""The product with both example campaigns, letters by SMTP, an organiser at the desk."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.visitor import OPEN, client
from tests.postbox import Postbox
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.conftest import Making

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
def prepared_town(making: "Making") -> Product:
    """An installation with both campaigns: made once, copied for each journey."""

    def furnish(product: Product) -> None:
        for slug in CAMPAIGNS:
            product.run("load", EXAMPLES / slug)
        product.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
        theo = ("--noinput", "--username", "theo", "--email", "theo@example.net", "--verbosity", "0")
        product.run("manage", "createsuperuser", *theo)

    return making("prepared", furnish)


@pytest.fixture
def town(serving: Callable[..., Product], smtp: Postbox, prepared_town: Product) -> Town:
    """Served, with both campaigns published and nobody's signature."""
    return Town(serving(like=prepared_town, mail_url=smtp.url), smtp)


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


@contextmanager
def strict(browser: "Browser", *, width: int, height: int) -> "Iterator[tuple[BrowserContext, list[str]]]":
    """Fails at its end at a broken rule of the policy, an error of a script, and what else was put into the list."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height})
    context.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    context.on("weberror", lambda fault: wrong.append(str(fault.error)))
    yield context, wrong
    context.close()
    assert wrong == []


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """At the desk; see `strict`."""
    with strict(browser, width=1280, height=900) as (context, _wrong):
        yield context.new_page()


def sign_in(page: "Page", site: str) -> None:
    """As Theo."""
    page.goto(f"{site}/organiser/")
    page.get_by_label("Username").fill("theo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/organiser/")
