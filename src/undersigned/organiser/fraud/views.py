"""The tab "Fraud": what stands out, the last hours, the rules. Numbers only: whoever sees the numbers sees this."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.fraud.models import Crowd, Hour, Rule
from undersigned.organiser import permissions, spelled
from undersigned.organiser.fraud import chart, words
from undersigned.organiser.petition import PetitionView
from undersigned.signing import networks

HOURS = 48
MOST_ALERTS = 20
MOST_CROWDS = 15
MOST_RULES = 50


class Fraud(PetitionView):
    """GET. Five queries of ours, however many have signed: none of them reads the signatures."""

    permission = permissions.ENTER_DESK
    tab = "fraud"

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        now = timezone.now()
        may_decide = permissions.may(request.user, permissions.CHANGE_SIGNERS, petition_id)
        recent = Hour.objects.filter(petition_id=petition_id, begins_at__gt=now - timedelta(hours=HOURS))
        hours = list(recent.order_by("begins_at"))
        crowds = Crowd.objects.filter(hour__petition_id=petition_id).select_related("hour")
        alerts = crowds.filter(is_alert=True, settled_at__isnull=True, hour__begins_at__gt=now - networks.KEPT)
        largest = crowds.filter(hour__in=hours).exclude(kind=Crowd.Kind.ALL).order_by("-signed", "-kind", "pk")
        settled = request.GET.get("settled", "")
        context: dict[str, Any] = {
            **self.frame(_("Fraud")),
            "header_icon": "warning",
            "may_decide": may_decide,
            "alerts": [
                self._alert(one) for one in alerts.order_by("-hour__begins_at", "-signed", "-kind", "pk")[:MOST_ALERTS]
            ],
            "settled": settled if settled.isdecimal() and len(settled) < 18 else "",
            "chart": chart.of(hours, until=now, count_of=HOURS),
            "hours": [_hour(one) for one in reversed(hours)],
            "waits": _waits(hours),
            "largest": [_crowd(one) for one in largest[:MOST_CROWDS]],
            "rules": [_rule(one) for one in self._rules()] if may_decide else [],
        }
        return TemplateResponse(request, "organiser/fraud/list.html", context)

    def _rules(self) -> Sequence[Rule]:
        rules = Rule.objects.filter(petition=self.petition).select_related("asked_by")
        return list(rules.order_by("-asked_at", "pk")[:MOST_RULES])

    def _alert(self, crowd: Crowd) -> dict[str, Any]:
        return {
            **_crowd(crowd),
            "names": [words.ALERTS[name] for name in crowd.alerts if name in words.ALERTS],
            "rule": reverse("organiser:fraud_new", args=[self.petition.pk]) + "?" + urlencode({"crowd": crowd.pk}),
        }


class Settled(PetitionView):
    """POST `crowd`, and `back` to have it stand out again."""

    permission = permissions.CHANGE_SIGNERS
    tab = "fraud"

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        number = request.POST.get("crowd", "")
        if not number.isdecimal() or len(number) > 18:
            raise Http404
        is_back = "back" in request.POST
        crowd = Crowd.objects.filter(hour__petition_id=petition_id, pk=int(number), settled_at__isnull=not is_back)
        by, at = (None, None) if is_back else (request.user, timezone.now())
        if not Crowd.objects.filter(pk__in=crowd.values("pk")).update(settled_by=by, settled_at=at):
            raise Http404
        action = "organiser.fraud.reopen" if is_back else "organiser.fraud.settle"
        log(instance=self.petition, action=action, title=self.petition.ask)
        query = "" if is_back else f"?settled={number}"
        return HttpResponseRedirect(reverse("organiser:fraud", args=[petition_id]) + query)


def percent(part: int, whole: int) -> str:
    return f"{100 * part // whole}%" if whole else "–"


def _crowd(crowd: Crowd) -> dict[str, Any]:
    return {
        "pk": crowd.pk,
        "whence": words.whence(crowd),
        "hour": _between(crowd.hour),
        "signed": crowd.signed,
        "signed_shown": spelled.number(crowd.signed),
        "confirmed": percent(crowd.confirmed, crowd.signed),
        "quick": percent(crowd.quick, crowd.confirmed),
    }


def _hour(hour: Hour) -> list[Any]:
    numbers = [
        spelled.number(hour.signed),
        spelled.number(hour.confirmed),
        percent(hour.confirmed, hour.signed),
        spelled.number(hour.held),
    ]
    return [_between(hour), *numbers]


def _between(hour: Hour) -> str:
    begin, end = (timezone.localtime(at) for at in (hour.begins_at, hour.begins_at + timedelta(hours=1)))
    return f"{date_format(begin, 'j M')}, {date_format(begin, 'H:i')}–{date_format(end, 'H:i')}"


def _waits(hours: Sequence[Hour]) -> list[dict[str, Any]]:
    sums = [sum(places) for places in zip(*(hour.waits for hour in hours if hour.waits), strict=True)]
    return [
        {
            "label": label,
            "number": one,
            "shown": spelled.number(one),
            "percent": percent(one, sum(sums)),
            "of": sum(sums),
        }
        for label, one in zip(words.WAITS, sums, strict=False)
    ]


def _rule(row: Rule) -> dict[str, Any]:
    return {
        "url": reverse("organiser:fraud_rule", args=[row.petition_id, row.pk]),
        "it": row,
        "state": words.STATES[row.state],
        "chip": words.CHIPS.get(row.state, ""),
        "found": spelled.number(row.found),
        "done": spelled.number(row.done),
        "undone": spelled.number(row.undone),
    }
