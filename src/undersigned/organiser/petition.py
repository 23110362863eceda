"""The frame of every screen about one petition: who may see it, the way back, and the tabs beside it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.organiser import permissions
from undersigned.signing import sealed
from undersigned.signing.models import Petition


@dataclass(frozen=True, slots=True)
class Tab:
    name: str  # of its address: `organiser:<name>`, with the petition's number
    label: str | Promise
    permission: str


TABS = [
    Tab("overview", _("Overview"), permissions.ENTER_DESK),
    Tab("signatures", _("Signatures"), permissions.SEE_SIGNERS),
    Tab("fraud", _("Fraud"), permissions.ENTER_DESK),
    Tab("offline", _("Paper & earlier"), permissions.RECORD_OFFLINE),
    Tab("updates", _("Updates"), permissions.WRITE_UPDATES),
    Tab("export", _("Download"), permissions.EXPORT_SIGNERS),
    Tab("delivery", _("Delivery"), permissions.DELIVER),
    Tab("retention", _("Retention"), permissions.RETAIN),
]


class PetitionView(permissions.GuardedView):
    """`self.petition` is the one of the address; an unknown number is 404, a reader without `permission` gets 403."""

    tab: str  # the one of `TABS` that this screen belongs to
    needs_names = False  # nothing can be done here where this server cannot read who signed; see `sealed`
    petition: Petition

    def may_enter(self, request: HttpRequest) -> bool:
        return permissions.may(request.user, self.permission, self.kwargs["petition_id"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may_enter(request):
            self.petition = get_object_or_404(Petition, pk=kwargs["petition_id"])
            reads = sealed.reading(self.petition.pk) if self.needs_names else sealed.Reading.OPEN
            if reads is not sealed.Reading.OPEN:
                return self.unreadable(reads)
        return super().dispatch(request, *args, **kwargs)

    def unreadable(self, reads: sealed.Reading) -> HttpResponseBase:
        """Says what works and what does not. 409 to what would have been done."""
        may_export = permissions.may(self.request.user, permissions.EXPORT_SIGNERS, self.petition.pk)
        context = {
            **self.frame(_("Sealed campaign")),
            "header_icon": "lock",
            "reads": reads.value,
            "may_download": self.tab == "export",
            "export_url": reverse("organiser:export", args=[self.petition.pk]) if may_export else "",
        }
        status = HTTPStatus.OK if self.request.method == "GET" else HTTPStatus.CONFLICT
        return TemplateResponse(self.request, "organiser/sealed.html", context, status=status)

    def frame(self, title: Any) -> dict[str, Any]:
        """What `organiser/petition.html`, which the screen's template extends, needs beside the screen's own values."""
        tabs = [tab for tab in TABS if permissions.may(self.request.user, tab.permission, self.petition.pk)]
        return {
            "petition": self.petition,
            "header_title": title,
            "breadcrumbs_items": [
                {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
                {"url": self.request.path, "label": self.petition.ask},
            ],
            "tabs": [
                {
                    "label": tab.label,
                    "url": reverse(f"organiser:{tab.name}", args=[self.petition.pk]),
                    "is_here": tab.name == self.tab,
                }
                for tab in tabs
            ],
        }
