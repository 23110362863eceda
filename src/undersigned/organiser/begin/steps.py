"""What the steps share: the way through them, and who may take it. Each is saved, and can be come back to."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.campaigns.organisation import Organisation
from undersigned.campaigns.starts import gaps
from undersigned.organiser import languages, permissions

ORGANISATION = "begin_organisation"
LABELS: dict[str, Any] = {
    ORGANISATION: gettext_lazy("Organisation"),
    "begin_campaign": gettext_lazy("Campaign"),
    "begin_words": gettext_lazy("Your words"),
    "begin_publish": gettext_lazy("Publish"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """`url`: empty where there is nothing to go to yet."""

    label: Any
    url: str
    is_here: bool
    is_done: bool


class StepView(permissions.GuardedView):
    """A screen of the way. `name`: which of the steps it is."""

    name: str
    template: str

    def answer(
        self, title: Any, *, page: CampaignPage | None = None, status: int = 200, **context: Any
    ) -> HttpResponse:
        steps = self._steps(page)
        number = next(number for number, step in enumerate(steps, 1) if step.is_here)
        heading = _("Step %(number)d of %(total)d: %(title)s") % {"number": number, "total": len(steps), "title": title}
        frame = {
            "header_title": heading,
            "header_icon": "edit",
            "breadcrumbs_items": [
                {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
                {"url": self.request.path, "label": heading},
            ],
            "steps": steps,
        }
        return TemplateResponse(self.request, self.template, {**frame, **context}, status=status)

    def is_done(self, name: str) -> bool:
        """Of a step before this one. Any may be left for later."""
        return name != ORGANISATION or bool(Organisation.load().sponsor)

    def _steps(self, page: CampaignPage | None) -> list[Step]:
        may_name = self.request.user.has_perm(permissions.ADMINISTER)
        names = [name for name in LABELS if name != ORGANISATION or may_name]
        done = [name for name in names[: names.index(self.name)] if self.is_done(name)]
        return [Step(LABELS[name], _url(name, page), is_here=name == self.name, is_done=name in done) for name in names]


class DraftView(StepView):
    """A step with a campaign that has not been published; `self.page` is its row, `self.draft` its newest words."""

    page: CampaignPage
    draft: CampaignPage

    def may_enter(self, request: HttpRequest) -> bool:
        self.page = get_object_or_404(CampaignPage, pk=self.kwargs["page_id"], depth=DEPTH)
        self.may = self.page.permissions_for_user(request.user)
        return bool(self.may.can_edit())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may_enter(request):
            if self.page.live:
                return HttpResponseRedirect(reverse("organiser:begin_published", args=[self.page.pk]))
            self.draft = self.page.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def is_done(self, name: str) -> bool:
        return super().is_done(name) and (name != "begin_words" or not gaps.found(gaps.values(self.draft)))


class Begin(permissions.GuardedView):
    """Leads to the first step that is not done."""

    permission = permissions.ENTER_DESK

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.has_perm(permissions.ADMINISTER) and not Organisation.load().sponsor:
            return HttpResponseRedirect(reverse("organiser:begin_organisation"))
        drafts = CampaignPage.objects.filter(depth=DEPTH, live=False, first_published_at=None, owner=request.user)
        begun = drafts.order_by("-pk").first()
        return HttpResponseRedirect(_url("begin_words", begun) or reverse("organiser:begin_campaign"))


def may_begin(user: Any) -> bool:
    home = HomePage.objects.order_by("pk").first()
    return home is not None and bool(home.permissions_for_user(user).can_add_subpage())


def _url(name: str, page: CampaignPage | None) -> str:
    if name == ORGANISATION or (name == "begin_campaign" and page is None):
        return reverse(f"organiser:{name}")
    if page is None:
        return ""
    return languages.edit_url(page) if name == "begin_campaign" else reverse(f"organiser:{name}", args=[page.pk])
