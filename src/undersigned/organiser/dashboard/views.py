"""The screen, its annotations and its files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage
from undersigned.fraud import alerts
from undersigned.insight import gather, numbers, outlook
from undersigned.insight.models import Annotation, Boundaries
from undersigned.insight.numbers import Numbers, Sums
from undersigned.mail import unsent
from undersigned.offline import parts
from undersigned.organiser import permissions, spelled
from undersigned.organiser.dashboard import charts, tables, todo
from undersigned.organiser.dashboard.forms import AnnotationForm, MapForm
from undersigned.organiser.petition import PetitionView
from undersigned.voices.models import Remark


@dataclass(frozen=True, slots=True)
class Listed:
    """A table that is read on the screen, and the address of its file."""

    heading: str | Promise
    table: tables.Table
    csv_url: str
    rows: list[tuple[list[Any], int]]  # with what the bar beside it measures
    most: int


class Overview(PetitionView):
    """About fifteen queries, however many have signed: none of them reads the signatures themselves."""

    permission = permissions.ENTER_DESK
    tab = "overview"

    def get(
        self,
        request: HttpRequest,
        petition_id: int,
        *,
        form: AnnotationForm | None = None,
        map_form: MapForm | None = None,
    ) -> HttpResponse:
        now = timezone.now()
        found = numbers.of(petition_id, today=timezone.localdate(now))
        page = CampaignPage.objects.filter(petition_id=petition_id, depth=DEPTH).order_by("pk").first()
        target = page.target if page else None
        ahead = outlook.of(found.whole_days, missing=target - found.standing) if target else None
        removed = Annotation.objects.filter(petition=self.petition, is_removed=True)
        steps = tables.steps(found)
        context: dict[str, Any] = {
            **self.frame(_("Overview")),
            "header_icon": "view",
            "numbers": found,
            "shown": _shown(found, target),
            "beside": _beside(petition_id),
            "page": page,
            "target": target,
            "percent": tables.percent(found.standing, target) if target else None,
            "confirmed_percent": tables.percent(found.all.confirmed, found.all.signed),
            "days_left": _days_left(page, now),
            "is_closed": bool(page and page.closes_at and page.closes_at <= now),
            "bars": charts.bars(found.days),
            "curve": charts.curve(found.days, standing=found.standing, target=target, outlook=ahead),
            "outlook": {**_told(ahead), "needed": _needed(found, target, _days_left(page, now))},
            "days": tables.written(tables.days(found)),
            "steps": steps,
            "step_headings": tables.funnel(found).headings,
            "steps_most": max(step.number for step in steps),
            "passed": _passed(found),
            "behind": spelled.number(found.behind) if found.behind >= gather.AT_ONCE else "",
            "todos": todo.next_things(self._situation(found, page)),
            "listed": self._listed(found),
            "csv": {name.replace("-", "_"): self._address("overview_csv", name) for name in tables.TABLES},
            "annotations_url": self._address("overview_annotations"),
            "annotation_form": form or AnnotationForm(petition=self.petition),
            "removed": removed.first() if "removed" in request.GET else None,
            "generations": tables.written(tables.generations(found)),
            "map": self._map(found),
            "map_url": self._address("overview_map"),
            "map_form": map_form or MapForm(petition=self.petition),
        }
        return TemplateResponse(request, "organiser/dashboard.html", context, status=422 if form or map_form else 200)

    def _map(self, found: Numbers) -> dict[str, Any]:
        boundaries = Boundaries.objects.filter(petition=self.petition).first()
        if boundaries is None:
            return {}
        outlines = [] if boundaries.is_removed else charts.outlines(boundaries, found.areas)
        shown = [(one, tables.written_few(one.confirmed)) for one in outlines]
        return {"boundaries": boundaries, "outlines": shown}

    def _situation(self, found: Numbers, page: Any) -> todo.Situation:
        user, petition_id = self.request.user, self.petition.pk
        voices = Remark.objects.filter(petition_id=petition_id, state=Remark.State.WAITING)
        _waiting, failed = (
            unsent.by_petition([petition_id])[petition_id] if self._may(permissions.READ_LETTERS) else (0, 0)
        )
        can_edit = page is not None and page.permissions_for_user(user).can_edit()
        return todo.Situation(
            numbers=found,
            petition_id=petition_id,
            page=page,
            at=timezone.now(),
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if can_edit else "",
            voices_waiting=voices.count() if self._may(permissions.DECIDE_ON_VOICES) else 0,
            letters_failed=failed,
            can_write=self._may(permissions.WRITE_UPDATES),
            crowds=alerts.large_crowds(petition_id, at=timezone.now()),
        )

    def _may(self, permission: str) -> bool:
        return permissions.may(self.request.user, permission, self.petition.pk)

    def _listed(self, found: Numbers) -> dict[str, Listed]:
        """Languages only where there are several, areas where the post's codes name any."""
        shown: dict[str, tuple[Any, tables.Table, list[int]]] = {
            "ways": (_("Where signers come from"), tables.sources(found), _measured(found.sources))
        }
        if len(found.languages) > 1:
            shown["languages"] = (_("Languages"), tables.languages(found), _measured(found.languages))
        if found.areas:
            measured = [one.confirmed if one.confirmed >= tables.SMALL else 0 for one in found.areas]
            shown["areas"] = (_("Where signers live"), tables.areas(found), measured)
        return {
            name: Listed(
                heading=heading,
                table=table,
                csv_url=self._address("overview_csv", name),
                rows=list(zip(tables.written(table).rows, measured, strict=True)),
                most=max(measured, default=0),
            )
            for name, (heading, table, measured) in shown.items()
        }

    def _address(self, name: str, *rest: str) -> str:
        return reverse(f"organiser:{name}", args=[self.petition.pk, *rest])


class Annotations(Overview):
    """POST `add` with the form's fields; `remove` or `restore` with an annotation's number."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        if "add" in request.POST:
            form = AnnotationForm(request.POST, petition=self.petition)
            if not form.is_valid():
                return self.get(request, petition_id, form=form)
            form.save()
            self._log("add")
            return self._back("#notes")
        if "remove" in request.POST:
            self._change(request.POST["remove"], is_removed=True)
            self._log("remove")
            return self._back("?removed#notes")
        if "restore" in request.POST:
            self._change(request.POST["restore"], is_removed=False)
            self._log("restore")
            return self._back("#notes")
        return HttpResponseBadRequest()

    def _change(self, number: str, *, is_removed: bool) -> None:
        """One that was removed stays until the next is: so long it can be put back."""
        annotations = Annotation.objects.filter(petition=self.petition)
        if not number.isdecimal() or not annotations.filter(pk=number, is_removed=not is_removed).exists():
            raise Http404
        annotations.filter(is_removed=True).exclude(pk=number).delete()
        annotations.filter(pk=number).update(is_removed=is_removed)

    def _log(self, what: str) -> None:
        log(instance=self.petition, action=f"organiser.annotation.{what}", title=self.petition.ask)

    def _back(self, rest: str) -> HttpResponse:
        return HttpResponseRedirect(self._address("overview") + rest)


class Map(Overview):
    """POST `draw` with a file; `remove`, `restore`."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        if "draw" in request.POST:
            form = MapForm(request.POST, request.FILES, petition=self.petition)
            if not form.is_valid():
                return self.get(request, petition_id, map_form=form)
            drawn, name = form.found, form.cleaned_data["file"].name[:100]
            fields = {"paths": drawn.paths, "width": drawn.width, "height": drawn.height, "file_name": name}
            Boundaries.objects.update_or_create(petition=self.petition, defaults={**fields, "is_removed": False})
            self._log("draw")
        elif "remove" in request.POST or "restore" in request.POST:
            is_removed = "remove" in request.POST
            Boundaries.objects.filter(petition=self.petition).update(is_removed=is_removed)
            self._log("remove" if is_removed else "restore")
        else:
            return HttpResponseBadRequest()
        return HttpResponseRedirect(self._address("overview") + "#areas")

    def _log(self, what: str) -> None:
        log(instance=self.petition, action=f"organiser.map.{what}", title=self.petition.ask)


class File(PetitionView):
    """GET: one of the tables."""

    permission = permissions.ENTER_DESK
    tab = "overview"

    def get(self, _request: HttpRequest, petition_id: int, name: str) -> HttpResponse:
        if name not in tables.TABLES:
            raise Http404
        today = timezone.localdate()
        content = tables.as_csv(tables.TABLES[name](numbers.of(petition_id, today=today)))
        file = f"{self.petition.slug}-{name}-{today.isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _beside(petition_id: int) -> dict[str, str]:
    """What stands beside the count; a part that has nobody is not named."""
    now = parts.of(petition_id)
    shown = {"paper": now.paper, "earlier": now.earlier}
    return {name: spelled.number(number) for name, number in shown.items() if number}


def _measured(named: list[tuple[str, Sums]]) -> list[int]:
    return [one.confirmed for _name, one in named]


def _shown(found: Numbers, target: int | None) -> dict[str, str]:
    numbers_ = {
        "standing": found.standing,
        "target": target or 0,
        "today": found.today,
        "last_week": found.last_week or 0,
        "pending": found.pending,
    }
    return {name: spelled.number(number) for name, number in numbers_.items()}


def _told(ahead: outlook.Outlook | None) -> dict[str, Any]:
    """By the name of what can be said; the numbers of a range as they are read."""
    told: dict[str, Any] = {type(ahead).__name__: ahead}
    if isinstance(ahead, outlook.Range):
        for name in ("quick", "middle", "slow"):
            told[name] = spelled.number(getattr(ahead, name) or 0)
        told["usual"] = spelled.number(round(ahead.per_day[1]))
    return told


def _needed(found: Numbers, target: int | None, days_left: int) -> str:
    """How many a day would lead to the target by the deadline; empty where there is none, or nothing is missing."""
    missing = (target or 0) - found.standing
    return spelled.number(-(-missing // days_left)) if days_left > 0 and missing > 0 else ""


def _passed(found: Numbers) -> dict[str, str]:
    signatures, people = found.passed.signatures, found.passed.people
    return {
        "signatures": spelled.number(signatures),
        "people": spelled.number(people),
        "each": number_format(signatures / people, 1) if people else "",
    }


def _days_left(page: Any, at: datetime) -> int:
    return spelled.days_left(page.closes_at, at=at) if page and page.closes_at else 0
