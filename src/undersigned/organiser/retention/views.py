"""One petition's retention: the calendar, the choice, the dry run, the deletion, the proof of what is left."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.campaigns import publish
from undersigned.organiser import permissions, spelled
from undersigned.organiser.petition import PetitionView
from undersigned.organiser.retention.forms import TermsForm, shown
from undersigned.retention import census, erase, plan, policy, proof, sentences
from undersigned.retention.models import Erasure

KINDS = {"json": "application/json", "txt": "text/plain; charset=utf-8"}


class Retention(PetitionView):
    """GET: the calendar; with `dry-run`, what would go. POST `do`: choose, delete."""

    permission = permissions.RETAIN
    tab = "retention"
    asks_again = ("POST",)

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        return self._shown(TermsForm(initial=shown(policy.of(self.petition))))

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        done = {"choose": self._choose, "delete": self._delete}.get(request.POST.get("do", ""))
        if done is None:
            raise Http404
        return done()

    def _choose(self) -> HttpResponse:
        form = TermsForm(self.request.POST)
        if not form.is_valid():
            return self._shown(form)
        terms, now = form.terms(), timezone.now()
        if policy.would_be_due(self.petition, terms, at=now) and plan.dry_run(self.petition, at=now, everything=True):
            form.add_error("preset", _AT_ONCE)
            return self._shown(form)
        policy.choose(self.petition, terms)
        publish.again(self.petition)
        self._log("choose", **terms.stored())
        messages.success(
            self.request,
            _("Chosen. Whoever signs from now on is told so; who signed before is kept no longer than they were told."),
        )
        return HttpResponseRedirect(self.request.path)

    def _delete(self) -> HttpResponse:
        form = TermsForm(initial=shown(policy.of(self.petition)))
        if self.request.POST.get("slug", "").strip() != self.petition.slug:
            problem = _("Type %(slug)s to delete all of it.") % {"slug": self.petition.slug}
            return self._shown(form, problem=problem, status=422)
        begun = erase.begin(self.petition, by=self.request.user, at=timezone.now())
        if isinstance(begun, erase.NotOver):
            return self._shown(form, problem=_NOT_OVER, status=422)
        if isinstance(begun, Erasure):
            self._log("delete")
        return HttpResponseRedirect(self.request.path)

    def _shown(self, form: TermsForm, *, problem: Any = "", status: int = 200) -> HttpResponse:
        now, petition = timezone.now(), self.petition
        erasures = list(
            Erasure.objects.filter(petition=petition).select_related("asked_by").order_by("-begun_at", "-pk")
        )
        under_way = next((row for row in erasures if row.state != Erasure.State.DONE), None)
        wants_run = "dry-run" in self.request.GET or bool(problem)
        dry_run = plan.dry_run(petition, at=now, everything=True) if wants_run else None
        context = {
            **self.frame(_("Retention")),
            "header_icon": "history",
            "form": form,
            "sentence": sentences.sentence(policy.of(petition)),
            "items": [_item(one) for one in plan.plan(petition, now=now)],
            "counted_at": census.counted_at(petition),
            "dry_run": [] if dry_run is None else [(table, spelled.number(rows)) for table, rows in dry_run.items()],
            "ran": dry_run is not None,
            "is_over": policy.is_over(petition, at=now),
            "not_over": _NOT_OVER,
            "problem": problem,
            "under_way": under_way and _progress(under_way),
            "done": [_proved(row) for row in erasures if row.state == Erasure.State.DONE],
            "backups": proof.backups(settings.BACKUPS_KEPT_DAYS),
        }
        found = 422 if form.errors else status
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(
            self.request, "organiser/retention/retention.html", context, status=found, headers=headers
        )

    def _log(self, what: str, **data: Any) -> None:
        log(instance=self.petition, action=f"organiser.retention.{what}", title=self.petition.ask, data=data)


class Proof(PetitionView):
    """The proof of one deletion, as a file."""

    permission = permissions.RETAIN
    tab = "retention"

    def get(self, request: HttpRequest, petition_id: int, erasure: int, kind: str) -> HttpResponse:  # noqa: ARG002
        done = Erasure.objects.filter(petition_id=petition_id, state=Erasure.State.DONE)
        row = get_object_or_404(done, pk=erasure)
        if kind not in KINDS:
            raise Http404
        content = json.dumps(row.proof, indent=1, ensure_ascii=False) if kind == "json" else proof.text(row.proof)
        name = f"{self.petition.slug}-deleted-{row.begun_at.date().isoformat()}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(f"{content}\n", content_type=KINDS[kind], headers=headers)


_AT_ONCE = _(
    "By this choice all that tells who has signed would be deleted at once, since the campaign closed too long ago. "
    "Choose more days; or delete it below, where a dry run comes first."
)
_NOT_OVER = _("People can still sign or confirm. Close the campaign, or take its page off, and wait a day.")


def _item(one: plan.Item) -> dict[str, Any]:
    return {"at": one.at, "what": plan.KINDS[one.kind], "count": spelled.number(one.count), "kind": one.kind}


def _progress(row: Erasure) -> dict[str, Any]:
    total, gone = sum(row.before.values()), sum(row.removed.values())
    return {
        "it": row,
        "total": total,
        "gone": min(gone, total),
        "gone_shown": spelled.number(gone),
        "shown": spelled.number(total),
    }


def _proved(row: Erasure) -> dict[str, Any]:
    left = row.proof["left"]
    rows = [(table, spelled.number(rows), spelled.number(left.get(table, 0))) for table, rows in row.before.items()]
    links = {kind: reverse("organiser:retention_proof", args=[row.petition_id, row.pk, kind]) for kind in KINDS}
    return {"it": row, "rows": rows, "count": spelled.number(row.proof["stays"]["count"]), "links": links}
