"""The headers of every public answer: nothing foreign is loaded, framed or told who was here."""

from functools import lru_cache

from django.conf import settings

from undersigned.design import assets, players

# Editors and readers see a new page at once; a cache in front may hold it for a moment, and for a day if we are away.
SHARED = "public, max-age=0, s-maxage=2, stale-while-revalidate=60, stale-if-error=86400"
COUNT = "public, max-age=1"
PRIVATE = "no-store"


@lru_cache(maxsize=256)
def everywhere(style: str = "") -> dict[str, str]:
    """On every answer of the public side. `style`: what the page has inline beside the house's, see `design.theme`."""
    fixed = {
        "content-security-policy": _policy(style),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.SESSION_COOKIE_SECURE:
        fixed["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return fixed


def page(style: str = "") -> dict[str, str]:
    """A page that is the same for everybody."""
    return {**everywhere(style), "cache-control": SHARED, "vary": "Accept-Encoding"}


def paper() -> dict[str, str]:
    """A PDF that is the same for everybody. Browsers show it in a page of their own making, with a style in it."""
    policy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return {**page(), "content-type": "application/pdf", "content-security-policy": policy, "x-robots-tag": "noindex"}


def personal(style: str = "") -> dict[str, str]:
    """A page that belongs to one signer, or was made for one request: kept nowhere, found by no search engine."""
    return {
        **everywhere(style),
        "cache-control": PRIVATE,
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }


def with_script(style: str, script: str) -> dict[str, str]:
    """What a page that has one more script of its own sends instead."""
    return {"content-security-policy": _policy(style, script)}


def _policy(style: str, *more: str) -> str:
    own = f" '{assets.csp_hash(style)}'" if style else ""
    scripts = " ".join(f"'{one}'" for one in (*assets.script_hashes(), *map(assets.csp_hash, more)))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src '{assets.style_hash()}'{own}",
            "img-src 'self' data:",
            "media-src 'self'",
            "connect-src 'self'",
            f"frame-src 'self' {' '.join(players.HOSTS)}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",  # no script of ours makes markup, or code, of a text
            "trusted-types 'none'",
        )
    )
