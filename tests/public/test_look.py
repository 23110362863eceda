"""A campaign's own look on every page that it has: the style, and a policy that lets in just this style."""

import re

import httpx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from tests import factories
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from tests.public.test_signed import CAMPAIGN, link
from undersigned.design import assets, theme
from undersigned.design.theme import Theme
from undersigned.public import headers
from undersigned.public.models import Baked
from undersigned.public.shelf import HOME
from undersigned.signing import tokens
from undersigned.signing.models import Petition

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

RED = theme.style(Theme("#b3261e", "#ffd166"))
BLUE = theme.style(Theme("#1d4ed8"))
HOUSE_ONLY = f"style-src '{assets.style_hash()}';"
KINDS = ("campaign", "privacy", "confirm", "withdraw")


def dressed(petition: Petition, style: str, *, version: int = 1) -> None:
    """As `public.bake` leaves it: the pages with the style in them, the facts with the campaign's own row alone."""
    bake(petition, version=version)
    campaign = {**CAMPAIGN, "look": {"style": style}}
    for kind in KINDS:
        template = "privacy" if kind == "campaign" else kind  # that one needs a page; the head is the same
        values = {
            "petition": petition,
            "html": render_to_string(f"public/{template}.html", {"campaign": campaign}),
            "facts": {"campaign": campaign} if kind == "campaign" else {},
            "version": version,
            "baked_at": factories.NOW,
        }
        Baked.objects.update_or_create(name=f"{petition.pk}:{kind}", defaults=values)


def seen(paths: dict[str, str], posts: dict[str, str]) -> dict[str, httpx.Response]:
    async def steps(browser: httpx.AsyncClient) -> dict[str, httpx.Response]:
        answers = {name: await browser.get(path) for name, path in paths.items()}
        return answers | {name: await browser.post(path, data={}) for name, path in posts.items()}

    answers: dict[str, httpx.Response] = visiting(steps)
    return answers


def allowed(answer: httpx.Response) -> list[str]:
    """The styles that stand in the page, as far as its policy names them."""
    policy = answer.headers["content-security-policy"]
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    return [style for style in styles if f"'{assets.csp_hash(style)}'" in policy]


def test_all_pages_of_a_campaign_have_its_style_and_the_policy_that_allows_it() -> None:
    petition = factories.petition()
    dressed(petition, RED)
    confirm = link(tokens.Kind.CONFIRM, petition, petition.uuid)

    answers = seen(
        {
            "campaign": "/veto-hb-7259/",
            "privacy": "/veto-hb-7259/privacy",
            "confirm": confirm,
            "withdraw": link(tokens.Kind.WITHDRAW, petition, petition.uuid),
            "broken": confirm[:-1],
        },
        {"form": "/veto-hb-7259/sign"},
    )

    assert {name: (answer.status_code, allowed(answer)) for name, answer in answers.items()} == {
        name: (status, [assets.STYLE, RED])
        for name, status in (
            ("campaign", 200),
            ("privacy", 200),
            ("confirm", 200),
            ("withdraw", 200),
            ("broken", 404),
            ("form", 422),
        )
    }


def test_a_closed_campaign_is_in_its_colours_too() -> None:
    petition = factories.petition(closes_at=timezone.now())
    dressed(petition, RED)

    answers = seen({}, {"closed": link(tokens.Kind.CONFIRM, petition, petition.uuid)})

    assert answers["closed"].status_code == 410
    assert allowed(answers["closed"]) == [assets.STYLE, RED]


def test_the_sites_own_pages_and_other_campaigns_stay_in_the_houses() -> None:
    dressed(factories.petition(), RED)
    dressed(factories.petition("other"), "")
    html = render_to_string("public/not_found.html", {"campaign": None})
    Baked.objects.create(name=HOME, html=html, version=1, baked_at=factories.NOW)

    answers = seen({"home": "/", "lost": "/nowhere/", "other": "/other/"}, {"form": "/other/sign"})

    assert {name: allowed(answer) for name, answer in answers.items()} == {name: [assets.STYLE] for name in answers}
    assert {HOUSE_ONLY in answer.headers["content-security-policy"] for answer in answers.values()} == {True}


def test_other_colours_are_allowed_as_soon_as_they_are_published() -> None:
    petition = factories.petition()
    confirm = {"confirm": link(tokens.Kind.CONFIRM, petition, petition.uuid)}
    dressed(petition, RED)
    before = seen(confirm, {})["confirm"]

    dressed(petition, BLUE, version=2)
    after = seen(confirm, {})["confirm"]

    assert (allowed(before), allowed(after)) == ([assets.STYLE, RED], [assets.STYLE, BLUE])


def test_the_policy_of_a_look_is_made_once() -> None:
    headers.everywhere.cache_clear()

    for _ in range(3):
        headers.personal(RED)
        headers.page(RED)

    assert headers.everywhere.cache_info().misses == 1
