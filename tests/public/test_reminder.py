"""The one cookie there is: set for who has signed, taken away from who has withdrawn, and for nobody else."""

from http.cookies import SimpleCookie

import httpx
import pytest
from pytest_django import Settings

from tests.people import ROSA
from tests.public.test_app import visiting
from tests.public.test_signed import link, published, signs
from undersigned.signing import tokens

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


async def _way(browser: httpx.AsyncClient) -> list[str]:
    """What each step sets: the page, the form, the letter's link and its button, the signer's page, the way out."""
    answers = [await browser.get("/veto-hb-7259/")]
    row = await signs(browser, ROSA, confirms=False)
    confirm = link(tokens.Kind.CONFIRM, row.petition, row.id)
    answers += [await browser.get(confirm), await browser.post(confirm)]
    answers += [await browser.get(link(tokens.Kind.SIGNED, row.petition, row.id))]
    withdraw = link(tokens.Kind.WITHDRAW, row.petition, row.id)
    answers += [await browser.get(withdraw), await browser.post(withdraw)]
    return [answer.headers.get("set-cookie", "") for answer in answers]


def test_it_is_set_on_the_signers_page_for_a_year_and_taken_away_by_withdrawing() -> None:
    published()

    given, taken = [SimpleCookie(sent)["u_signed_veto-hb-7259"] for sent in visiting(_way) if sent]

    assert (given.value, given["path"], given["max-age"], given["samesite"]) == (
        "1",
        "/veto-hb-7259/",
        "31536000",
        "lax",
    )
    assert (given["httponly"], given["secure"]) == ("", "")
    assert (taken["path"], taken["max-age"]) == ("/veto-hb-7259/", "0")


def test_nobody_else_gets_one() -> None:
    published()

    assert [bool(sent) for sent in visiting(_way)] == [False, False, False, True, False, True]


def test_over_https_it_goes_back_over_https_alone(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    published()

    (given, _) = [sent for sent in visiting(_way) if sent]

    assert SimpleCookie(given)["u_signed_veto-hb-7259"]["secure"] is True
