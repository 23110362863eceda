"""A new rule, and one rule: its dry run, its progress, what it has done."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.fraud import rules
from undersigned.fraud.models import Crowd, Match, Rule
from undersigned.organiser import permissions, spelled
from undersigned.organiser.fraud import words
from undersigned.organiser.fraud.forms import RuleForm
from undersigned.organiser.fraud.views import percent
from undersigned.organiser.petition import PetitionView
from undersigned.organiser.signatures import words as of_signatures
from undersigned.organiser.signatures.lists import looked_at
from undersigned.signing import count, keyring
from undersigned.signing.keyring import KeyDestroyed
from undersigned.signing.models import Signature
from undersigned.vault.sealing import CannotOpen

State = Rule.State
SHOWN = 5  # of the first that were found, and of the last
MUCH = 20  # % of the count
QUICK_S = 10


class New(PetitionView):
    """GET, perhaps with `crowd`, whose rule it is to be. POST: the dry run begins."""

    permission = permissions.CHANGE_SIGNERS
    tab = "fraud"

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        return self._shown(request, RuleForm(initial=self._initial(request.GET.get("crowd", ""))))

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        form = RuleForm(request.POST)
        if not form.is_valid():
            return self._shown(request, form)
        try:
            row = rules.begin(self.petition, form.asked(), by=request.user, at=timezone.now())
        except KeyDestroyed:
            form.add_error(None, _("The personal data of this petition was deleted: there is nobody to look for."))
            return self._shown(request, form)
        data = {"rule": str(row.pk), "kind": row.kind}
        log(instance=self.petition, action="organiser.rule.begin", title=self.petition.ask, data=data)
        return HttpResponseRedirect(_address(row))

    def _shown(self, request: HttpRequest, form: RuleForm) -> HttpResponse:
        context = {**self.frame(_("New rule")), "header_icon": "warning", "form": form}
        return TemplateResponse(request, "organiser/fraud/new.html", context, status=422 if form.errors else 200)

    def _initial(self, asked: str) -> dict[str, Any]:
        if not asked:
            return {}
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        crowds = Crowd.objects.filter(hour__petition=self.petition).select_related("hour")
        crowd = get_object_or_404(crowds, pk=int(asked))
        begins_at = timezone.localtime(crowd.hour.begins_at)
        initial: dict[str, Any] = {"since": begins_at, "until": begins_at + timedelta(hours=1)}
        if crowd.kind != Crowd.Kind.ALL:
            initial[crowd.kind] = crowd.key
        if "quick" in crowd.alerts:
            initial["within_s"] = QUICK_S
        if "silent" in crowd.alerts:
            initial["kind"] = Rule.Kind.HOLD
        return initial


class One(PetitionView):
    """GET: how far it is, or what it found; names in a finished dry run alone. POST `do`: apply, cancel, undo."""

    permission = permissions.CHANGE_SIGNERS
    asks_again = ("POST",)
    tab = "fraud"
    row: Rule

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may_enter(request):
            mine = Rule.objects.filter(petition_id=kwargs["petition_id"]).select_related("asked_by")
            self.row = get_object_or_404(mine, pk=kwargs["rule"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, petition_id: int, rule: UUID) -> HttpResponse:
        row = self.row
        is_found = row.state == State.FOUND
        if is_found and row.found:
            looked_at(self.petition, "dry run of a rule", rule=str(rule))
        asked = _opened(row)
        context: dict[str, Any] = {
            **self.frame(_("Rule")),
            "header_icon": "warning",
            "row": row,
            "state": words.STATES[row.state],
            "chip": words.CHIPS.get(row.state, ""),
            "kind": row.get_kind_display(),
            "conditions": words.conditions(asked.conditions) if asked else [],
            "note": asked.note if asked else "",
            "is_emptied": not row.sealed,
            "reason": of_signatures.REASONS.get(row.reason, ""),
            "is_busy": row.state in (State.LOOKING, State.APPLYING, State.UNDOING),
            "progress": _progress(row),
            "sample": _sample(row) if is_found else [],
            **(_share(row) if is_found and row.kind == Rule.Kind.STRIKE else {}),
            "shown": {
                name: spelled.number(getattr(row, name)) for name in ("seen", "found", "done", "undone", "changed")
            },
            "address": reverse("organiser:fraud", args=[petition_id]),
        }
        return TemplateResponse(request, "organiser/fraud/rule.html", context, headers={"Cache-Control": "no-store"})

    def post(self, request: HttpRequest, petition_id: int, rule: UUID) -> HttpResponse:  # noqa: ARG002  of the address
        do = request.POST.get("do", "")
        if do not in ("apply", "cancel", "undo"):
            raise Http404
        if self._did(do):
            data = {"rule": str(rule)}
            log(instance=self.petition, action=f"organiser.rule.{do}", title=self.petition.ask, data=data)
        else:
            messages.warning(request, _("The rule has moved on since you read it, so nothing was done."))
        return HttpResponseRedirect(_address(self.row))

    def _did(self, do: str) -> bool:
        if do == "apply":
            return rules.apply(self.row, at=timezone.now())
        return rules.cancel(self.row) if do == "cancel" else rules.undo(self.row)


def _opened(row: Rule) -> rules.Asked | None:
    try:
        return rules.opened(row)
    except CannotOpen:
        return None


def _progress(row: Rule) -> dict[str, Any]:
    """How much of how much; `of` 0: nobody knows yet."""
    done, of = {
        State.LOOKING: (row.seen, row.total or 0),
        State.APPLYING: (row.done + row.changed, row.found),
        State.UNDOING: (row.undone, row.done),
    }.get(State(row.state), (0, 0))
    return {"done": done, "of": of, "done_shown": spelled.number(done), "of_shown": spelled.number(of)}


def _share(row: Rule) -> dict[str, Any]:
    totals = count.current(row.petition_id)
    return {"share": percent(row.found, totals.count), "is_much": 100 * row.found >= MUCH * max(1, totals.count)}


def _sample(row: Rule) -> list[dict[str, Any]]:
    """The first and the last, as they signed."""
    found = row.matches.filter(state=Match.State.FOUND).values_list("signature_id", flat=True)
    first, last = found.order_by("id")[:SHOWN], found.order_by("-id")[:SHOWN]
    rows = Signature.objects.filter(petition_id=row.petition_id, id__in={*first, *last}).order_by("id")
    keys = keyring.for_petition(row.petition_id)
    return [_line(keys, one) for one in rows.only("petition_id", "id", "sealed", "signed_at", "confirmed_at")]


def _line(keys: keyring.PetitionKeys, row: Signature) -> dict[str, Any]:
    try:
        record = keys.unseal("signature", row.id, bytes(row.sealed)) if row.sealed else {}
    except CannotOpen:
        record = {}
    return {
        "url": reverse("organiser:signature", args=[row.petition_id, row.id]),
        "name": record.get("name", ""),
        "email": record.get("email", ""),
        "signed_at": row.signed_at,
        "waited": row.confirmed_at - row.signed_at if row.confirmed_at else None,
    }


def _address(row: Rule) -> str:
    return reverse("organiser:fraud_rule", args=[row.petition_id, row.pk])
