"""The headers of every answer of the desk: what it may load and run, who may frame it, who is told where one was.

Wagtail writes some scripts into its pages, so each answer has a nonce: `nonce()` is that of the one being made.
"""

import base64
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from wagtail.admin.widgets.chooser import BaseChooser

from undersigned.design import assets, players
from undersigned.vault import entropy

NONCE_LENGTH = 16
EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex",
}
NO_PAGE = "default-src 'none'; sandbox; frame-ancestors 'self'"  # a file, data, a redirect
_nonce: ContextVar[str] = ContextVar("nonce", default="")


class Headers(MiddlewareMixin):
    """The outermost: also what another middleware answers has them. A view may say what is stricter."""

    def process_request(self, request: Any) -> None:
        request.outer_nonce = nonce()  # of the page that this request is made for, where Wagtail makes a preview
        _nonce.set(base64.b64encode(entropy.take(NONCE_LENGTH)).decode())

    def process_response(self, request: Any, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        response.headers.setdefault("Content-Security-Policy", _policy(request, response))
        _nonce.set(request.outer_nonce)
        return response


def nonce() -> str:
    return _nonce.get()


def let_choosers_run() -> None:
    """Wagtail writes each chooser's script beside it, with no nonce and no way to give it one: this one has it."""
    BaseChooser.render = _chooser


def _chooser(self: Any, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> str:  # noqa: ARG001
    """`BaseChooser.render` of Wagtail 8.0; what the script is given, as JSON, cannot end it."""
    data = self.get_value_data(value)
    script = mark_safe(self.render_js_init(attrs["id"], name, data).replace("<", "\\u003C"))  # noqa: S308
    return format_html('{}<script nonce="{}">{}</script>', self.render_html(name, data, attrs), nonce(), script)


def _policy(request: HttpRequest, response: HttpResponseBase) -> str:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return NO_PAGE
    return _visitors() if getattr(request, "is_preview", False) else _desks()  # as Wagtail marks its requests


def _desks() -> str:
    """Styles are written into the page by the editor, so those are free; see docs/decisions/desk-policy.md."""
    return _joined(
        f"script-src 'self' 'nonce-{nonce()}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "object-src 'none'",
    )


def _visitors() -> str:
    """As `public.headers` has it, but that the editor frames it and its colours are not published yet."""
    scripts = " ".join(f"'{one}'" for one in assets.script_hashes())
    return _joined(
        f"script-src {scripts}",
        "style-src 'unsafe-inline'",
        "img-src 'self' data:",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )


def _joined(*own: str) -> str:
    shared = (
        "media-src 'self'",
        "connect-src 'self'",
        f"frame-src 'self' {' '.join(players.HOSTS)}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
    return "; ".join(("default-src 'none'", *own, *shared))
