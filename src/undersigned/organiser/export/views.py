"""The screen where a layout is chosen, and the download."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.organiser import permissions, spelled
from undersigned.organiser.delivery import handing
from undersigned.organiser.export import table
from undersigned.organiser.export.layouts import LAYOUTS
from undersigned.organiser.people import again
from undersigned.organiser.petition import PetitionView
from undersigned.signing import count, sealed

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Export(PetitionView):
    """GET: what can be had. POST `layout`, `kind`: the file. Logged before the first byte leaves."""

    permission = permissions.EXPORT_SIGNERS
    asks_again = ("GET", "POST")
    tab = "export"
    needs_names = True

    def unreadable(self, reads: sealed.Reading) -> HttpResponseBase:
        """In sealed mode the file holds what the recipients' keys open."""
        if self.request.method != "POST" or reads is not sealed.Reading.SEALED:
            return super().unreadable(reads)
        return again.before(self.request) or self._archive()

    def _archive(self) -> HttpResponseBase:
        data = {"layout": "sealed", "kind": "jsonl"}
        log(instance=self.petition, action="organiser.signatures.export", title=self.petition.ask, data=data)
        name = f"{self.petition.slug}-sealed-{timezone.localdate().isoformat()}.jsonl"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        pieces = handing.flowing(sealed.archive(self.petition.pk))
        return StreamingHttpResponse(pieces, content_type="application/jsonl", headers=headers)

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        totals = count.current(petition_id)
        context: dict[str, Any] = {
            **self.frame(_("Download signatures")),
            "header_icon": "download",
            "layouts": LAYOUTS.values(),
            "signers": totals.count - totals.samples,
            "signers_shown": spelled.number(totals.count - totals.samples),
            "samples": totals.samples,
        }
        return TemplateResponse(request, "organiser/export.html", context)

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponseBase:
        petition = self.petition
        layout = LAYOUTS.get(request.POST.get("layout", ""))
        kind = request.POST.get("kind", "csv")
        if layout is None or kind not in KINDS:
            raise Http404
        log(
            instance=petition,
            action="organiser.signatures.export",
            title=petition.ask,
            data={"layout": layout.name, "kind": kind},
        )
        name = f"{petition.slug}-{layout.name}-{timezone.localdate().isoformat()}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        if kind == "csv":
            pieces = table.pieces(petition_id, layout)
        else:
            pieces = handing.flowing(table.workbook(petition_id, layout, at=timezone.now()))
        return StreamingHttpResponse(pieces, content_type=KINDS[kind], headers=headers)
