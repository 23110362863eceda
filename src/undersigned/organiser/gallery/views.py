"""The gallery's two addresses: the wall of frames, and what hangs in each."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from undersigned.design import assets
from undersigned.organiser import permissions
from undersigned.organiser.gallery import states

MODES = {"": _("As this device has it"), "light": _("Light"), "dark": _("Dark")}
WIDTHS = (320, 390, 1280)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r'<script type="module">(.*?)</script>', re.DOTALL)


class Wall(permissions.GuardedView):
    permission = permissions.ENTER_DESK

    def get(self, request: HttpRequest) -> HttpResponse:
        languages = dict(settings.LANGUAGES)
        context = {
            "header_title": _("Gallery"),
            "header_icon": "view",
            "breadcrumbs_items": [
                {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse_lazy("organiser:gallery"), "label": _("Gallery")},
            ],
            "groups": states.groups(),
            "languages": languages,
            "language": _chosen(request, "language", languages, settings.LANGUAGE_CODE),
            "modes": MODES,
            "mode": _chosen(request, "mode", MODES, ""),
            "widths": WIDTHS,
        }
        return TemplateResponse(request, "organiser/gallery.html", context)


class Specimen(permissions.GuardedView):
    """One page as visitors see it. Its forms lead nowhere, and nothing in it is stored."""

    permission = permissions.ENTER_DESK

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        state = states.find(name)
        if state is None:
            raise Http404
        html = state.html(_chosen(request, "language", dict(settings.LANGUAGES), settings.LANGUAGE_CODE))
        mode = _chosen(request, "mode", MODES, "")
        if mode:
            html = html.replace("</head>", f"<style>:root{{color-scheme:{mode}}}</style></head>", 1)
        policy = {"content-security-policy": _policy(html), "x-robots-tag": "noindex", "cache-control": "no-store"}
        return HttpResponse(html, headers=policy)


def _chosen(request: HttpRequest, name: str, among: object, usual: str) -> str:
    wish = request.GET.get(name, usual)
    return wish if wish in among else usual  # type: ignore[operator]  # a dict


def _policy(html: str) -> str:
    """Lets in the very styles and scripts of this page, pictures of this site, and no form to anywhere."""
    styles, scripts = _hashes(_STYLE, html), _hashes(_SCRIPT, html)
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src 'self' data:; media-src 'self';"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'self';"
        " require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hashes(inline: re.Pattern[str], html: str) -> str:
    return " ".join(f"'{assets.csp_hash(text)}'" for text in inline.findall(html))
