"""The page once more as search engines read it: JSON-LD in the words of schema.org. Only what the page itself says.

A block of data, not a script: browsers do not run it, so the policy need not know it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing

from undersigned.campaigns import address
from undersigned.design import players

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage

LENGTH = re.compile(r"(?:(\d+) ?h)? ?(?:(\d+) ?min)? ?(?:(\d+) ?s)?")  # what the field's help suggests: 2 min 10 s
# What would end the block, or begin another, for a browser that reads html.
HARMLESS = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def of(page: "CampaignPage", *, campaign: dict[str, Any], is_open: bool) -> SafeString:
    """`campaign`: the facts of `render`. In the language that is active."""
    graph = [_page(page, campaign, is_open=is_open), _organisation(campaign), *_videos(page, campaign)]
    data = {"@context": "https://schema.org", "@graph": [_filled(one) for one in graph]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(HARMLESS))  # noqa: S308 – nothing in it can end the block


def _page(page: "CampaignPage", campaign: dict[str, Any], *, is_open: bool) -> dict[str, Any]:
    questions = [_question(one) for value in _sections(page, "faq") for one in value.get("questions") or ()]
    return {
        "@type": ["WebPage", "FAQPage"] if questions else "WebPage",
        "@id": campaign["url"],
        "url": campaign["url"],
        "name": campaign["ask"],
        "description": campaign["description"],
        "inLanguage": campaign["language"],
        "datePublished": page.first_published_at.isoformat(timespec="seconds") if page.first_published_at else "",
        "dateModified": campaign["changed_at"],
        "primaryImageOfPage": {"@type": "ImageObject", "url": campaign["og_image"], "width": 1200, "height": 630},
        "publisher": {"@id": _organisation_id(campaign)},
        "about": [_legislation(value) for value in _sections(page, "provisions") if value.get("bill_label")],
        "potentialAction": _sign(campaign) if is_open else None,
        "mainEntity": questions,
    }


def _organisation(campaign: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": _organisation_id(campaign),
        "name": campaign["sponsor"],
        "email": campaign["contact_email"],
        "address": campaign["postal_address"],
    }


def _organisation_id(campaign: dict[str, Any]) -> str:
    return f"{campaign['url']}#organisation"


def _sign(campaign: dict[str, Any]) -> dict[str, Any]:
    """There is no word for signing; to endorse is the nearest."""
    return {
        "@type": "EndorseAction",
        "name": _("Sign the petition"),
        "target": {"@type": "EntryPoint", "urlTemplate": f"{campaign['url']}#sign"},
    }


def _legislation(value: Any) -> dict[str, Any]:
    return _filled({"@type": "Legislation", "name": value["bill_label"], "url": value.get("bill_url")})


def _question(value: Any) -> dict[str, Any]:
    answer = get_text_for_indexing(value["answer"].source)
    return {
        "@type": "Question",
        "name": value["question"],
        "acceptedAnswer": {"@type": "Answer", "text": answer},
    }


def _videos(page: "CampaignPage", campaign: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in _sections(page, "videos"):
        for video in (value.get("featured"), *(value.get("more") or ())):
            if video and video.get("title") and (video.get("file") or video.get("link")):
                yield _video(video, campaign)


def _video(video: Any, campaign: dict[str, Any]) -> dict[str, Any]:
    file, poster = video.get("file"), video.get("poster")
    return {
        "@type": "VideoObject",
        "name": video["title"],
        "description": video.get("summary") or video["title"],
        "thumbnailUrl": address.absolute(poster.file.url) if poster else campaign["og_image"],
        "contentUrl": address.absolute(file.url) if file else "",
        "url": video.get("link") or "",
        "embedUrl": players.player(video.get("link") or ""),
        "uploadDate": file.created_at.isoformat(timespec="seconds") if file else "",
        "duration": duration(video.get("length") or ""),
    }


def duration(length: str) -> str:
    """`2 min 10 s` as `PT2M10S`; empty where the words say it in another way."""
    found = LENGTH.fullmatch(length.strip())
    if found is None or not any(found.groups()):
        return ""
    return "PT" + "".join(f"{part}{unit}" for part, unit in zip(found.groups(), "HMS", strict=True) if part)


def _sections(page: "CampaignPage", kind: str) -> Iterable[Any]:
    return [block.value for block in page.sections if block.block_type == kind]


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in values.items() if value not in ("", None, [])}
