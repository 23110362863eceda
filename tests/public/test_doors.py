"""The addresses of a campaign: each word has its methods, and anything else is not there."""

from typing import Any

import httpx
import pytest

from tests import factories
from tests.people import ROSA
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from undersigned.public import doors
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db(transaction=True)


def _asked(method: str, path: str, **sent: Any) -> httpx.Response:
    bake(factories.petition(), version=1)

    async def steps(browser: httpx.AsyncClient) -> httpx.Response:
        return await browser.request(method, path, **sent)

    answer = visiting(steps)
    assert isinstance(answer, httpx.Response)
    return answer


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/veto-hb-7259/sign", "GET, POST"),
        ("POST", "/veto-hb-7259/count", "GET"),
        ("GET", "/veto-hb-7259/remark/token", "POST"),
        ("DELETE", "/veto-hb-7259/withdraw/token", "GET, POST"),
        ("GET", "/veto-hb-7259/check/token/letter", "POST"),
    ],
)
def test_another_method_is_told_which_ones_there_are(method: str, path: str, allowed: str) -> None:
    answer = _asked(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/sign",
        "/veto-hb-7259/nothing",
        "/veto-hb-7259/sign/",
        "/veto-hb-7259/sign/token",
        "/veto-hb-7259/confirm",
        "/veto-hb-7259/confirm/",
        "/veto-hb-7259/confirm/token/more",
        "/veto-hb-7259/check//letter",
        "/veto-hb-7259/check/token/letter/",
        "//sign",
    ],
)
def test_what_is_no_door_is_not_found(path: str) -> None:
    answer = _asked("POST", path, data={"name": ROSA.name})

    assert answer.status_code == 404
    assert Signature.objects.count() == 0


def test_a_head_asks_what_a_get_would() -> None:
    answer = _asked("HEAD", "/veto-hb-7259/count")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_a_fault_behind_a_door_is_logged_without_the_address_and_told_in_a_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Any) -> Any:
        raise RuntimeError("the floor gave way")

    monkeypatch.setitem(dict(doors.DOORS), "count", {"GET": broken})
    monkeypatch.setattr(doors, "DOORS", {**doors.DOORS, "signed/": {"GET": broken}})

    answer = _asked("GET", "/veto-hb-7259/signed/secret-token")

    assert answer.status_code == 500
    assert "the floor gave way" not in answer.text
    assert [(record.message, record.door) for record in caplog.records] == [("door.fault", "broken")]
    assert "secret-token" not in caplog.text
