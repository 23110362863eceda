"""A campaign in two languages, as visitors meet it: addresses, links between them, no page in the wrong language."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from tests import factories
from tests.campaigns.languages.pages import SPANISH, spanish
from tests.campaigns.pages import again, published, republished
from tests.people import ROSA, crowd
from tests.public.in_languages import FORM, got, language, links
from tests.public.test_app import refuse, visiting
from undersigned.campaigns.models import CampaignPage
from undersigned.public import bake
from undersigned.signing import tokens
from undersigned.signing.models import Petition, Signature
from undersigned.voices import moderate, offer
from undersigned.voices.models import Remark

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("rooted")]

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def page(rooted: None) -> CampaignPage:
    """The Spanish one; its original is published too."""
    return spanish(published())


def test_each_language_has_its_address_and_comes_from_memory(page: CampaignPage) -> None:
    paths = (
        "/sundays/",
        "/sundays/es/",
        "/sundays/privacy",
        "/sundays/es/privacy",
        "/sundays/count",
        "/sundays/es/count",
    )

    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        with connection.execute_wrapper(refuse):
            return [await browser.get(path) for path in paths]

    answers = visiting(steps)
    assert [answer.status_code for answer in answers] == [200] * 6
    assert [language(answer.text) for answer in answers[:4]] == ["en", "es", "en", "es"]
    assert f"<h1>{SPANISH['title']}</h1>" in answers[1].text
    assert 'action="/sundays/es/sign"' in answers[1].text
    assert 'href="/sundays/es/privacy"' in answers[1].text


def test_each_page_names_all_languages_itself_too_and_the_first_for_all_others(page: CampaignPage) -> None:
    answers = got("/sundays/", "/sundays/es/", "/sundays/privacy", "/sundays/es/privacy")

    for answer, rest in zip(answers, ("", "", "privacy", "privacy"), strict=True):
        assert links(answer.text) == [
            ("en", f"{SITE}/sundays/{rest}"),
            ("x-default", f"{SITE}/sundays/{rest}"),
            ("es", f"{SITE}/sundays/es/{rest}"),
        ]
    canonical = [re.findall(r'<link rel="canonical" href="([^"]+)">', answer.text) for answer in answers]
    assert canonical == [
        [f"{SITE}/sundays/"],
        [f"{SITE}/sundays/es/"],
        [f"{SITE}/sundays/privacy"],
        [f"{SITE}/sundays/es/privacy"],
    ]


def test_each_page_leads_to_the_other_by_its_own_name(page: CampaignPage) -> None:
    english, in_spanish, privacy = (answer.text for answer in got("/sundays/", "/sundays/es/", "/sundays/es/privacy"))

    assert '<li><a lang="es" hreflang="es" href="/sundays/es/">Español</a></li>' in english
    assert '<li><a lang="en" hreflang="en" href="/sundays/">English</a></li>' in in_spanish
    assert '<li><a lang="en" hreflang="en" href="/sundays/privacy">English</a></li>' in privacy


def test_what_other_sites_show_of_it_is_in_its_language(page: CampaignPage) -> None:
    english, in_spanish = (answer.text for answer in got("/sundays/", "/sundays/es/"))

    def said(html: str) -> list[str]:
        return re.findall(r'<meta property="og:(?:locale|locale:alternate|url|title)" content="([^"]+)">', html)

    assert said(english) == [
        "en_US",
        "es_ES",
        "Sign the petition: Keep the library open on Sundays",
        f"{SITE}/sundays/",
    ]
    assert said(in_spanish) == ["es_ES", "en_US", f"Firme la petición: {SPANISH['title']}", f"{SITE}/sundays/es/"]
    assert '"inLanguage":"es"' in in_spanish
    assert "sundays%2Fes%2F%3Fs%3Dwhatsapp" in in_spanish or "sundays%2Fes%2F" in in_spanish


def test_the_map_names_every_language_with_all_of_them(page: CampaignPage) -> None:
    (answer,) = got("/sitemap.xml")

    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{name}" href="{SITE}{path}"/>'
        for name, path in (("en", "/sundays/"), ("es", "/sundays/es/"), ("x-default", "/sundays/"))
    )
    entries = [re.sub("<lastmod>[^<]+</lastmod>", "", line) for line in answer.text.splitlines()[2:-1]]
    assert entries == [
        f"<url><loc>{SITE}/</loc></url>",
        f"<url><loc>{SITE}/sundays/</loc>{others}</url>",
        f"<url><loc>{SITE}/sundays/es/</loc>{others}</url>",
    ]


def test_a_campaign_in_one_language_names_no_other() -> None:
    published()

    (answer,) = got("/sundays/")

    assert links(answer.text) == []
    assert "<nav data-languages" not in answer.text
    assert "og:locale:alternate" not in answer.text


@pytest.mark.parametrize("is_spanish", [True, False])
def test_the_whole_way_is_in_the_language_it_began_in(page: CampaignPage, *, is_spanish: bool) -> None:
    base = "/sundays/es/" if is_spanish else "/sundays/"

    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        wrong = await browser.post(f"{base}sign", data={**FORM, "name": ""})
        signed = await browser.post(f"{base}sign", data=FORM)
        check = await browser.get(signed.headers["location"])
        code = await browser.post(signed.headers["location"], data={"code": "1"})
        again = await browser.post(f"{signed.headers['location']}/letter")
        foreign = await browser.post(f"{base}sign", data=FORM, headers={"sec-fetch-site": "cross-site"})
        confirm = await browser.get(f"{base}confirm/{_token(tokens.Kind.CONFIRM)}")
        confirmed = await browser.post(f"{base}confirm/{_token(tokens.Kind.CONFIRM)}")
        thanks = await browser.get(confirmed.headers["location"])
        mastodon = await browser.get(f"{base}mastodon")
        broken = await browser.get(f"{base}confirm/none")
        leave = await browser.get(f"{base}withdraw/{_token(tokens.Kind.WITHDRAW)}")
        left = await browser.post(f"{base}withdraw/{_token(tokens.Kind.WITHDRAW)}")
        nothing = await browser.get(f"{base}confirm/{_token(tokens.Kind.SIGNED)}")
        return [
            wrong,
            signed,
            check,
            code,
            again,
            foreign,
            confirm,
            confirmed,
            thanks,
            mastodon,
            broken,
            leave,
            left,
            nothing,
        ]

    answers = visiting(steps)
    redirects = [answer for answer in answers if answer.status_code == 303]
    pages = [answer for answer in answers if answer.status_code != 303]
    assert [answer.status_code for answer in pages] == [422, 200, 422, 403, 200, 200, 200, 404, 200, 200, 404]
    assert {language(answer.text) for answer in pages} == {"es" if is_spanish else "en"}
    assert [answer.headers["location"].startswith(base) for answer in redirects] == [True, True, True]
    actions = [
        address for answer in pages for address in re.findall(r'(?:action|href)="(/sundays/[^"]*)"', answer.text)
    ]
    assert len(actions) > 20
    assert [address for address in actions if address.startswith("/sundays/es/") is not is_spanish] == []


def _token(kind: tokens.Kind) -> str:
    row, petition = _signature()
    at = timezone.now().timestamp()
    return tokens.mint(kind, row, petition=petition.uuid, key=configured.MASTER_KEYS.token, at=at)


def _signature() -> tuple[UUID, Petition]:
    """The one that there is. Asked in a thread of its own: Django asks no database beside an event loop."""
    from concurrent.futures import ThreadPoolExecutor

    def look() -> Any:
        try:
            return Signature.objects.values_list("id", flat=True).get(), Petition.objects.get()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        found: tuple[UUID, Petition] = thread.submit(look).result()
    return found


def test_a_signature_keeps_the_language_and_the_text_that_was_read(page: CampaignPage) -> None:
    async def steps(browser: httpx.AsyncClient) -> None:
        html = (await browser.get("/sundays/es/")).text
        hidden = dict(re.findall(r'<input type="hidden" name="(text|wording)" value="(\d+)"', html))
        assert hidden == {"text": "2", "wording": "2"}
        await browser.post("/sundays/es/sign", data={**FORM, **hidden})

    visiting(steps)

    found = Signature.objects.get()
    assert (found.language, found.text_version, found.wording_version) == ("es", 2, 2)


def test_one_count_stands_behind_all_languages(page: CampaignPage) -> None:
    for person in crowd(60):
        factories.signature(page.petition, person)

    english, in_spanish, json = got("/sundays/", "/sundays/es/", "/sundays/es/count")

    assert [re.findall(r'data-count="(\d+)"', answer.text) for answer in (english, in_spanish)] == [["60"], ["60"]]
    assert json.json()["count"] == 60
    assert 'data-from="/sundays/es/count"' in in_spanish.text


def test_a_voice_stands_on_both_pages_and_says_its_language(page: CampaignPage) -> None:
    section = [{"type": "voices", "value": {"heading": "Voices", "intro": "", "invitation": ""}}]
    republished(page.original, sections=section)
    republished(again(page), sections=section)
    rosa = factories.signature(Petition.objects.get(), ROSA)
    outcome = offer.remark(
        petition_id=rosa.petition_id,
        signature_id=rosa.id,
        words="Vamos cada domingo.",
        shown_as="Rosa",
        may_publish=True,
        language="es",
        at=timezone.now(),
    )
    assert isinstance(outcome, offer.Offered)
    moderate.approve(Remark.objects.get(), at=timezone.now())

    assert bake.stale(at=timezone.now()) == 1
    english, in_spanish = (answer.text for answer in got("/sundays/", "/sundays/es/"))

    assert '<blockquote lang="es"><p>Vamos cada domingo.</p></blockquote>' in english
    assert "<blockquote><p>Vamos cada domingo.</p></blockquote>" in in_spanish
    assert bake.stale(at=timezone.now()) == 0
