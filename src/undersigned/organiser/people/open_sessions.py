"""Where one is signed in, and the end of all sessions but this."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from undersigned.accounts import sessions

# By what their names for themselves contain; most contain those of others, so the order matters.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS", "Windows": "Windows"} | {
    "Linux": "Linux"
}


@dataclass(frozen=True, slots=True)
class Row:
    browser: str
    began_at: datetime | None
    is_this: bool


class OpenSessions(View):
    """GET: the list. POST: ends the others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        opened = sessions.of(request.user, this=request.session.session_key or "")
        context: dict[str, Any] = {
            "header_title": _("Where you are signed in"),
            "header_icon": "desktop",
            "breadcrumbs_items": [
                {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse_lazy("wagtailadmin_account"), "label": _("Account")},
                {"url": "", "label": _("Where you are signed in")},
            ],
            "rows": [Row(str(spoken(one.browser)), one.began_at, one.is_this) for one in opened],
        }
        return TemplateResponse(request, "organiser/sessions.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        ended = sessions.end(request.user, keep=request.session.session_key or "")
        sentence = ngettext("%(count)d other session has ended.", "%(count)d other sessions have ended.", ended)
        messages.success(request, sentence % {"count": ended})
        return HttpResponseRedirect(reverse("organiser:sessions"))


def spoken(agent: str) -> Any:
    """A browser's long name for itself in three words."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext_lazy("A browser that does not say which")
