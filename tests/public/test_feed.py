"""The feed: what a reader of feeds is told of a campaign, in the order in which it is news."""

from xml.etree import ElementTree as ET

import httpx
import pytest

from tests import factories
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from undersigned.public import feed
from undersigned.public.models import Baked

URL = "https://petition.example.org/sunday-library/"
CAMPAIGN = {
    "ask": "Keep the library open & warm",
    "url": URL,
    "path": "/sunday-library/",
    "deck": "One salary keeps the doors open.",
    "language": "en",
    "sponsor": "Friends of the library",
    "begun_on": "2026-01-04",
    "outcome": {
        "told": [
            {"on": "2026-03-09", "sentence": "Answered by the clerk", "stated": "", "words": "We shall <b>see</b>."},
            {
                "on": "2026-03-02",
                "sentence": "Delivered to the clerk",
                "stated": "412 were handed over.",
                "words": "It rained.",
            },
        ]
    },
}
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(xml: str) -> list[dict[str, str]]:
    """By the last part of an element's name; a link by its address."""
    return [
        {part.tag.removeprefix(ATOM): part.get("href") or part.text or "" for part in entry}
        for entry in ET.fromstring(xml).iter(f"{ATOM}entry")
    ]


def test_the_newest_step_comes_first_and_the_beginning_last() -> None:
    assert entries(feed.written(CAMPAIGN)) == [
        {
            "title": "Answered by the clerk",
            "link": f"{URL}#outcome",
            "updated": "2026-03-09T00:00:00+00:00",
            "id": f"{URL}#2026-03-09",
            "summary": "We shall <b>see</b>.",
        },
        {
            "title": "Delivered to the clerk",
            "link": f"{URL}#outcome",
            "updated": "2026-03-02T00:00:00+00:00",
            "id": f"{URL}#2026-03-02",
            "summary": "412 were handed over.\n\nIt rained.",
        },
        {
            "title": "Keep the library open & warm",
            "link": URL,
            "updated": "2026-01-04T00:00:00+00:00",
            "id": URL,
            "summary": "One salary keeps the doors open.",
        },
    ]


def test_updates_stand_among_the_steps_by_their_day() -> None:
    update = {
        "id": "update-7",
        "on": "2026-03-05",
        "kind": "",
        "subject": "A week on",
        "words": "Still waiting.",
        "language": "en",
    }

    told = entries(feed.written({**CAMPAIGN, "updates": [update]}))

    assert [entry["updated"][:10] for entry in told] == ["2026-03-09", "2026-03-05", "2026-03-02", "2026-01-04"]
    assert told[1] == {
        "title": "A week on",
        "link": f"{URL}#update-7",
        "updated": "2026-03-05T00:00:00+00:00",
        "id": f"{URL}#update-7",
        "summary": "Still waiting.",
    }


def test_the_feed_says_whose_it_is_and_where() -> None:
    found = ET.fromstring(feed.written(CAMPAIGN))

    assert found.findtext(f"{ATOM}title") == "Keep the library open & warm"
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "Friends of the library"
    assert [(link.get("rel"), link.get("href")) for link in found.findall(f"{ATOM}link")] == [
        ("alternate", URL),
        ("self", f"{URL}feed.xml"),
    ]
    assert found.findtext(f"{ATOM}updated") == "2026-03-09T00:00:00+00:00"


@pytest.mark.django_db(transaction=True)
def test_it_is_at_the_campaigns_address_and_nowhere_else() -> None:
    petition = factories.petition()
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": CAMPAIGN})

    async def asks(browser: httpx.AsyncClient) -> list[httpx.Response]:
        return [await browser.get(f"/{slug}/feed.xml") for slug in (petition.slug, "nowhere")]

    found, missing = visiting(asks)

    assert (found.status_code, found.headers["content-type"]) == (200, "application/atom+xml")
    assert found.text == feed.written(CAMPAIGN)
    assert missing.status_code == 404
