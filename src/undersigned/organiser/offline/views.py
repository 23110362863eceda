"""The tab's screens: the batches, new sheets, a new list, one batch, its files."""

import secrets
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.offline import bring, declare, folder, parts, table
from undersigned.offline.models import Batch, Earlier, Reading
from undersigned.organiser import permissions, spelled
from undersigned.organiser.offline import files, words
from undersigned.organiser.offline.forms import (
    ColumnsForm,
    SameFileForm,
    SheetsForm,
    StrikeForm,
    UploadForm,
    ending,
    pieces,
)
from undersigned.organiser.petition import PetitionView
from undersigned.signing import count, sealed

CHIPS = {Batch.State.DECLARED: "good", Batch.State.STRUCK: "bad", Batch.State.FAILED: "bad"}


class OfflineView(PetitionView):
    """Who records a batch, too, may see what others recorded."""

    permission = permissions.RECORD_OFFLINE
    tab = "offline"

    def record(self, what: str, batch: Batch, **data: Any) -> None:
        named = {"batch": str(batch.pk), "number": batch.number, **data}
        log(instance=self.petition, action=f"organiser.offline.{what}", title=self.petition.ask, data=named)

    def shown(self, name: str, title: Any, context: dict[str, Any], *, form: Any = None) -> HttpResponse:
        whole = {**self.frame(title), "header_icon": "form", "form": form, **context}
        status = 422 if form is not None and form.is_bound and form.errors else 200
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(self.request, f"organiser/offline/{name}.html", whole, status=status, headers=headers)

    def new(self) -> Batch:
        by: Any = self.request.user  # who may enter has an account
        return Batch(petition=self.petition, recorded_by=by, recorded_at=timezone.now())

    def address(self, batch: Batch) -> str:
        return reverse("organiser:offline_batch", args=[self.petition.pk, batch.pk])


class Batches(OfflineView):
    """What there is, and what it comes to."""

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        rows = Batch.objects.filter(petition=self.petition).select_related("recorded_by").order_by("-recorded_at", "pk")
        now, online = parts.of(self.petition.pk), count.current(self.petition.pk).count
        told = {"online": online, "paper": now.paper, "earlier": now.earlier}
        context = {
            "rows": [_row(one) | {"address": self.address(one)} for one in rows],
            "parts": {name: spelled.number(number) for name, number in told.items()},
        }
        return self.shown("list", _("Paper & earlier"), context)


class Sheets(OfflineView):
    """GET: the form. POST: the sheets are in their part, and in the public log."""

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        return self.shown("sheets", _("Record sheets"), {}, form=SheetsForm())

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        form = SheetsForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.shown("sheets", _("Record sheets"), {}, form=form)
        given = form.cleaned_data
        batch = self.new()
        for name in ("number", "place", "since", "until", "collector", "note"):
            setattr(batch, name, given[name])
        kept = folder.of(settings.OFFLINE, batch.pk)
        # The files first: a kill in between leaves a folder that nothing names, and never a batch without its scans.
        with kept.whole():
            for number, scan in enumerate(given["scans"], 1):
                name = f"scan-{number:02}.{ending(scan)}"
                batch.files[name] = kept.write(name, pieces(scan))
            declare.sheets(batch, at=batch.recorded_at)
        self.record("sheets", batch, scans=len(batch.files))
        messages.success(request, _("The sheets are recorded, and on their way to the public log."))
        return HttpResponseRedirect(reverse("organiser:offline", args=[self.petition.pk]))


class Upload(OfflineView):
    """GET: the form. POST: the list's file is kept, and its columns can be chosen; nothing of it counts.

    Where this server cannot read who has signed, it holds nobody from elsewhere, either.
    """

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        is_open = sealed.reading(self.petition.pk) is sealed.Reading.OPEN
        return self.shown("upload", _("Bring a list in"), {}, form=UploadForm() if is_open else None)

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        if sealed.reading(self.petition.pk) is not sealed.Reading.OPEN:
            return self.get(request, petition_id)
        form = UploadForm(request.POST, request.FILES)
        batch = self._kept(form) if form.is_valid() else None
        if batch is None:
            return self.shown("upload", _("Bring a list in"), {}, form=form)
        self.record("upload", batch)
        return HttpResponseRedirect(self.address(batch))

    def _kept(self, form: UploadForm) -> Batch | None:
        """None: it cannot be read, and why is said at the field."""
        given = form.cleaned_data
        batch = self.new()
        for name in ("place", "basis", "since", "until", "note"):
            setattr(batch, name, given[name])
        batch.salt = secrets.token_bytes(32)
        kept = folder.of(settings.OFFLINE, batch.pk)
        with kept.whole():
            facts = kept.write(folder.LIST, pieces(given["list"]))
            seen = table.look(kept.path / folder.LIST)
            if isinstance(seen, table.Table):
                bring.upload(batch, seen, facts=facts)
                return batch
        kept.remove()
        form.add_error("list", words.fault(seen))
        return None


class BatchView(OfflineView):
    """A screen about `self.batch`, which is one of this petition's or 404."""

    batch: Batch

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may_enter(request):
            mine = Batch.objects.filter(petition_id=kwargs["petition_id"])
            self.batch = get_object_or_404(mine.select_related("petition", "recorded_by"), pk=kwargs["batch"])
        return super().dispatch(request, *args, **kwargs)

    def may_export(self) -> bool:
        """Addresses leave as those of signers do."""
        return permissions.may(self.request.user, permissions.EXPORT_SIGNERS, self.petition.pk)

    @property
    def reading(self) -> Reading | None:
        return Reading.objects.filter(pk=self.batch.pk).first()


class One(BatchView):
    """GET: what it is and how far. POST `do`: columns, again, file, take, cancel, strike, put-back."""

    def get(self, request: HttpRequest, petition_id: int, batch: UUID) -> HttpResponse:  # noqa: ARG002  of the address
        reading = self.reading
        if reading is not None and self.batch.state == Batch.State.DRAFT:
            form = ColumnsForm(headings=reading.headings, initial={k: str(v) for k, v in reading.columns.items()})
            return self._shown(form)
        if reading is not None and self.batch.state == Batch.State.FAILED:
            return self._shown(SameFileForm(sha256=bytes(reading.sha256)))
        return self._shown(StrikeForm() if self.batch.state == Batch.State.DECLARED else None)

    def post(self, request: HttpRequest, petition_id: int, batch: UUID) -> HttpResponse:  # noqa: ARG002  of the address
        done = {
            "columns": self._columns,
            "again": self._again,
            "file": self._file,
            "take": self._take,
            "cancel": self._cancel,
            "strike": self._strike,
            "put-back": self._put_back,
        }
        do = done.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        return do(request)

    def _columns(self, request: HttpRequest) -> HttpResponse:
        reading = self.reading
        if reading is None:
            raise Http404
        form = ColumnsForm(request.POST, headings=reading.headings)
        if self.batch.state == Batch.State.DRAFT and not form.is_valid():
            return self._shown(form)
        if self.batch.state == Batch.State.DRAFT:
            bring.begin(self.batch, form.chosen(), at=timezone.now())
        return HttpResponseRedirect(self.address(self.batch))

    def _again(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  of each step
        bring.again(self.batch, at=timezone.now())
        return HttpResponseRedirect(self.address(self.batch))

    def _file(self, request: HttpRequest) -> HttpResponse:
        reading = self.reading
        if reading is None or self.batch.state != Batch.State.FAILED:
            return HttpResponseRedirect(self.address(self.batch))
        form = SameFileForm(request.POST, request.FILES, sha256=bytes(reading.sha256))
        if not form.is_valid():
            return self._shown(form)
        kept = folder.of(settings.OFFLINE, self.batch.pk)
        kept.write(folder.LIST, pieces(form.cleaned_data["list"]))
        if not bring.again(self.batch, at=timezone.now()):
            self._take_back(kept)
        return HttpResponseRedirect(self.address(self.batch))

    def _take_back(self, kept: folder.Folder) -> None:
        """Somebody was faster, so nobody reads it any more, unless they try again just now."""
        state = Batch.objects.filter(pk=self.batch.pk).values_list("state", flat=True).first()
        if state is None:
            kept.remove()
        elif state != Batch.State.READING:
            kept.forget(folder.LIST)

    def _take(self, request: HttpRequest) -> HttpResponse:
        taken = bring.take(self.batch, at=timezone.now())
        if taken:
            self.batch.number = taken
            self.record("take", self.batch)
            messages.success(request, _("The list stands beside the count now, and is on its way to the public log."))
        return HttpResponseRedirect(self.address(self.batch))

    def _cancel(self, request: HttpRequest) -> HttpResponse:
        if bring.cancel(self.batch, at=timezone.now()):
            self.record("cancel", self.batch)
            messages.success(request, _("The list is not brought in. What was read of it is being destroyed."))
        return HttpResponseRedirect(reverse("organiser:offline", args=[self.petition.pk]))

    def _strike(self, request: HttpRequest) -> HttpResponse:
        form = StrikeForm(request.POST)
        if not form.is_valid():
            return self._shown(form)
        if declare.strike(self.batch, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()):
            self.record("strike", self.batch)
            messages.success(request, _("Struck, and said so in the public log."))
        return HttpResponseRedirect(self.address(self.batch))

    def _put_back(self, request: HttpRequest) -> HttpResponse:
        if declare.put_back(self.batch):
            self.record("put-back", self.batch)
            messages.success(request, _("The sheets stand again, and the public log says so."))
        return HttpResponseRedirect(self.address(self.batch))

    def _shown(self, form: django_forms.Form | None) -> HttpResponse:
        batch, reading = self.batch, self.reading
        context: dict[str, Any] = {
            "row": _row(batch),
            "reading": reading,
            "left": words.left_out(reading.left) if reading else [],
            "left_out": sum(reading.left.values()) if reading else 0,
            "left_shown": spelled.number(sum(reading.left.values())) if reading else "",
            "rows_shown": spelled.number(reading.rows) if reading else "",
            "read_shown": spelled.number(reading.rows_read) if reading else "",
            "news_shown": spelled.number(reading.news) if reading else "",
            "files": [{"name": name, **facts} for name, facts in sorted(batch.files.items())],
            "left_file": files.LEFT,
            "wanting": Earlier.objects.filter(batch=batch, wants_updates=True).count(),
            "news_file": files.NEWS if self.may_export() else "",
            "may_look": bool(reading and reading.left and batch.state != Batch.State.STRUCK),
            "manifest": bytes(batch.manifest_hash).hex() if batch.manifest_hash else "",
            "salt": bytes(batch.salt).hex(),
            "file_hash": bytes(reading.sha256).hex() if reading else "",
        }
        if reading is not None and batch.state == Batch.State.DRAFT:
            form_ = table.Form(reading.encoding, reading.delimiter)
            path = folder.of(settings.OFFLINE, batch.pk).path / folder.LIST
            context["preview"] = table.preview(path, form_) if path.exists() else []
        title = _("Sheets") if batch.kind == Batch.Kind.PAPER else _("Earlier list")
        return self.shown("batch", title, context, form=form)


class Files(BatchView):
    """A scan, the rows that were left out, or who asked for news. Logged before the first byte leaves."""

    asks_again = ("GET", "POST")  # POST: the proof itself

    def get(self, request: HttpRequest, petition_id: int, batch: UUID, name: str) -> HttpResponseBase:  # noqa: ARG002
        if name == files.NEWS and not self.may_export():
            return TemplateResponse(request, "organiser/forbidden.html", status=403)
        made = files.answer(self.batch, name, reading=self.reading)
        self.record("download", self.batch, file=name)
        return made


def _row(batch: Batch) -> dict[str, Any]:
    return {
        "it": batch,
        "is_paper": batch.kind == Batch.Kind.PAPER,
        "chip": CHIPS.get(Batch.State(batch.state), ""),
        "number": spelled.number(batch.number or batch.standing),
        "standing": spelled.number(batch.standing),
        "gone": spelled.number(batch.number - batch.standing),
        "has_gone": batch.state == Batch.State.DECLARED and batch.number != batch.standing,
        **{state.value: batch.state == state for state in Batch.State},
    }
