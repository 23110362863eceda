"""What search engines ask for: robots.txt and sitemap.xml, from memory.

Pages that belong to a signer are not forbidden to them here, or they could not read that these are not to be indexed:
every such answer says so itself, see `headers.personal`.
"""

from django.conf import settings
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from undersigned.public import front, headers

KEPT = "public, max-age=300"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


async def robots(_: Request) -> Response:
    lines = ("User-agent: *", "Disallow: /organiser/", "Disallow: /mailbox/", "", f"Sitemap: {_address('sitemap.xml')}")
    return PlainTextResponse("\n".join(lines) + "\n", headers=_headers())


async def sitemap(request: Request) -> Response:
    """The home page and every campaign that can be visited, each with the day of its last change by an editor."""
    changes = {
        _address(f"{one.petition.slug}/"): one.campaign.get("changed_at", "")
        for one in front.of(request).shelf.published()
    }
    entries = [
        _entry(_address(""), max(changes.values(), default="")),
        *(_entry(*change) for change in changes.items()),
    ]
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n{"".join(entries)}</urlset>\n'
    return Response(xml, media_type="application/xml", headers=_headers())


def _entry(address: str, changed_at: str) -> str:
    """Nothing to escape: an origin, a slug, a time."""
    changed = f"<lastmod>{changed_at}</lastmod>" if changed_at else ""
    return f"<url><loc>{address}</loc>{changed}</url>\n"


def _address(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}/{path}"


def _headers() -> dict[str, str]:
    return {**headers.everywhere(), "cache-control": KEPT}
