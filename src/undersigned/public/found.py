"""What search engines ask for: robots.txt and sitemap.xml, from memory.

Pages that belong to a signer are not forbidden to them here, or they could not read that these are not to be indexed:
every such answer says so itself, see `headers.personal`.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from undersigned.public import front, headers
from undersigned.public.shelf import first

KEPT = "public, max-age=300"
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


async def robots(_: Request) -> Response:
    lines = (
        "User-agent: *",
        "Disallow: /organiser/",
        "Disallow: /mailbox/",
        "",
        f"Sitemap: {_address('/sitemap.xml')}",
    )
    return PlainTextResponse("\n".join(lines) + "\n", headers=_headers())


async def sitemap(request: Request) -> Response:
    """The home page and every campaign that can be visited, each with the day of its last change by an editor.

    A campaign in several languages has an entry for each, and each names all of them.
    """
    campaigns = [(one.petition.path, one.campaign) for one in front.of(request).shelf.shown()]
    newest = max((campaign.get("changed_at", "") for _, campaign in campaigns), default="")
    entries = [
        _entry("/", newest, []),
        *(_entry(path, one.get("changed_at", ""), one.get("languages", [])) for path, one in campaigns),
    ]
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>\n{"".join(entries)}</urlset>\n'
    return Response(xml, media_type="application/xml", headers=_headers())


def _entry(path: str, changed_at: str, languages: Sequence[Mapping[str, str]]) -> str:
    """Nothing to escape: an origin, a slug, a language, a time."""
    changed = f"<lastmod>{changed_at}</lastmod>" if changed_at else ""
    named = [(one["language"], one["path"]) for one in languages]
    named += [("x-default", first(path))] if named else []
    others = "".join(f'<xhtml:link rel="alternate" hreflang="{name}" href="{_address(at)}"/>' for name, at in named)
    return f"<url><loc>{_address(path)}</loc>{changed}{others}</url>\n"


def _address(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def _headers() -> dict[str, str]:
    return {**headers.everywhere(), "cache-control": KEPT}
