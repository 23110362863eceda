"""The headers of every public answer: nothing foreign is loaded, framed or told who was here."""

from functools import lru_cache

from django.conf import settings

from undersigned.design import assets, players

# Editors and readers see a new page at once; a cache in front may hold it for a moment, and for a day if we are away.
SHARED = "public, max-age=0, s-maxage=2, stale-while-revalidate=60, stale-if-error=86400"
COUNT = "public, max-age=1"
PRIVATE = "no-store"


@lru_cache(maxsize=1)
def everywhere() -> dict[str, str]:
    """On every answer of the public side."""
    fixed = {
        "content-security-policy": _policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.SESSION_COOKIE_SECURE:
        fixed["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return fixed


def page() -> dict[str, str]:
    """A page that is the same for everybody."""
    return {**everywhere(), "cache-control": SHARED, "vary": "Accept-Encoding"}


def personal() -> dict[str, str]:
    """A page that belongs to one signer, or was made for one request: kept nowhere, found by no search engine."""
    return {
        **everywhere(),
        "cache-control": PRIVATE,
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }


def _policy() -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{assets.script_hash()}'",
            f"style-src '{assets.style_hash()}'",
            "img-src 'self' data:",
            "media-src 'self'",
            "connect-src 'self'",
            f"frame-src 'self' {' '.join(players.HOSTS)}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
