"""A campaign's news as an Atom feed (RFC 4287): that it began, and each step that the organiser has recorded since."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from starlette.requests import Request
from starlette.responses import Response

from undersigned.public import answer, front, headers

KEPT = "public, max-age=300"


async def feed(request: Request) -> Response:
    """GET /<slug>/feed.xml, from memory; made once, until the campaign is published anew."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    xml = answer.once(shelved, "feed", lambda: written(shelved.campaign))
    return Response(xml, media_type="application/atom+xml", headers={**headers.everywhere(), "cache-control": KEPT})


def written(campaign: dict[str, Any]) -> str:
    """`campaign`: the facts that every template gets."""
    made = Atom1Feed(
        title=campaign["ask"],
        link=campaign["url"],
        description=campaign["deck"],
        language=campaign["language"],
        author_name=campaign["sponsor"],
        feed_url=f"{campaign['url']}feed.xml",
        feed_guid=campaign["url"],
    )
    for entry in _entries(campaign):
        made.add_item(**entry)
    return str(made.writeString("utf-8"))


def _entries(campaign: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Newest first: what came of it, the organiser's news, the beginning."""
    told = [*_steps(campaign), *_updates(campaign)]
    yield from sorted(told, key=lambda entry: entry["updateddate"], reverse=True)
    begun = campaign.get("begun_on") or ""
    if begun:
        yield {
            "title": campaign["ask"],
            "link": campaign["url"],
            "description": campaign["deck"],
            "unique_id": campaign["url"],
            "updateddate": _midnight(begun),
        }


def _updates(campaign: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in campaign.get("updates", ()):
        address = f"{campaign['url']}#{one['id']}"
        yield {
            "title": one["subject"],
            "link": address,
            "description": one["words"],
            "unique_id": address,
            "updateddate": _midnight(one["on"]),
        }


def _steps(campaign: dict[str, Any]) -> Iterator[dict[str, Any]]:
    url, outcome = campaign["url"], campaign.get("outcome") or {}
    for step in outcome.get("told", ()):
        words = [step["stated"], step["words"]]
        yield {
            "title": step["sentence"],
            "link": f"{url}#outcome",
            "description": "\n\n".join(filter(None, words)),
            "unique_id": f"{url}#{step['on']}",
            "updateddate": _midnight(step["on"]),
        }


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
