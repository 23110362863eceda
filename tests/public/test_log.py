"""The log as it is served: the right bytes, kept as long as they hold, and nothing that was not signed for."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.factories import NOW
from tests.ledger.keeper import Keeper, fetch
from tests.public.test_app import visiting
from undersigned.signing import samples
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db(transaction=True)


def fetched(*paths: str) -> list[httpx.Response]:
    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        return [await browser.get(path) for path in paths]

    answers: list[httpx.Response] = visiting(steps)
    return answers


@pytest.fixture
def log(petition: Petition, tmp_path: Path) -> str:
    """Of 301 entries: a text and 300 samples. Its address."""
    samples.add(petition, number=300, at=NOW)
    Keeper(tmp_path).enter_all()
    return f"/log/{petition.uuid}"


def test_the_checkpoint_is_kept_for_a_second(log: str, petition: Petition) -> None:
    (answer,) = fetched(f"{log}/checkpoint")

    assert answer.status_code == 200
    assert answer.content == fetch(petition)("checkpoint")
    assert answer.text.startswith(f"example.org/log/{petition.uuid}\n301\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "length"),
    [
        ("tile/0/000", 8192),
        ("tile/0/001.p/45", 45 * 32),
        ("tile/0/001.p/1", 32),
        ("tile/1/000.p/1", 32),
        ("tile/entries/000", 256 * 35),
        ("tile/entries/001.p/45", 45 * 35),
        ("tile/entries/001.p/3", 3 * 35),
    ],
)
def test_a_tile_is_kept_for_good(log: str, path: str, length: int) -> None:
    (answer,) = fetched(f"{log}/{path}")

    assert answer.status_code == 200
    assert len(answer.content) == length
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["tile/0/001", "tile/0/001.p/46", "tile/1/000", "tile/0/002.p/1", "tile/0/1", "tile/8/000", "tile/x", "tile/", ""],
)
def test_what_the_log_does_not_have_is_not_found_and_not_kept(log: str, path: str) -> None:
    (answer,) = fetched(f"{log}/{path}")

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("epoch", [0, 2, 2**15, 10**20])
def test_an_epoch_that_the_log_has_not_come_to_is_not_found(log: str, epoch: int) -> None:
    (answer,) = fetched(f"{log}/{epoch}/tile/0/000")

    assert answer.status_code == 404


def test_a_petition_without_a_log_has_none(petition: Petition) -> None:
    paths = [f"/log/{one}/{what}" for one in (petition.uuid, uuid4()) for what in ("checkpoint", "tile/0/000.p/1")]

    assert [answer.status_code for answer in fetched(*paths)] == [404] * 4
