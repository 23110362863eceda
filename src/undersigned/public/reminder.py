"""A cookie that says: somebody at this browser has signed. The page's script asks for a share then, not for a name.

It holds no identity, is sent nowhere but to this petition's own pages, and nothing here reads it.
"""

from django.conf import settings
from starlette.responses import Response

KEPT_S = 365 * 24 * 3600


def put(answer: Response, slug: str) -> None:
    _set(answer, slug, kept_s=KEPT_S)


def take_away(answer: Response, slug: str) -> None:
    """Who has withdrawn may sign again."""
    _set(answer, slug, kept_s=0)


def name(slug: str) -> str:
    return f"u_signed_{slug}"


def _set(answer: Response, slug: str, *, kept_s: int) -> None:
    answer.set_cookie(
        name(slug),
        "1",
        max_age=kept_s,
        path=f"/{slug}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=False,  # it is for the script
        samesite="lax",
    )
