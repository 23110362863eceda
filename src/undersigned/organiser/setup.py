"""What is missing or unsafe in this installation: the screen of `undersigned doctor`, for administrators."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from undersigned import checkup
from undersigned.organiser import permissions

LEVELS: dict[checkup.Level, Any] = {
    checkup.Level.WRONG: _("Does not work"),
    checkup.Level.UNSAFE: _("Unsafe"),
    checkup.Level.GOOD: _("Good"),
}


class SetUp(permissions.GuardedView):
    """GET looks at this machine and the database; POST connects to the mail server, too."""

    permission = permissions.ADMINISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request, tries_mail_server=False)

    def post(self, request: HttpRequest) -> HttpResponse:
        return _page(request, tries_mail_server=True)


def _page(request: HttpRequest, *, tries_mail_server: bool) -> HttpResponse:
    found = checkup.findings(tries_mail_server=tries_mail_server)
    context = {
        "header_title": _("Set-up"),
        "header_icon": "cogs",
        "breadcrumbs_items": [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse_lazy("organiser:set_up"), "label": _("Set-up")},
        ],
        "groups": [
            {"level": level.name.lower(), "label": label, "findings": [one for one in found if one.level is level]}
            for level, label in LEVELS.items()
        ],
        "tried_mail_server": tries_mail_server,
    }
    return TemplateResponse(request, "organiser/set_up.html", context)
