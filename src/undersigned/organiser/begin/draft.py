"""Third and fourth step: a draft's gaps and its preview; then what it lacks, and publishing."""

import base64
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from undersigned import checkup
from undersigned.campaigns import address
from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.papers import content as papers
from undersigned.campaigns.starts import gaps
from undersigned.organiser import languages, permissions
from undersigned.organiser.begin import checklist
from undersigned.organiser.begin.steps import DraftView, StepView
from undersigned.sharing import links, qr


@dataclass(frozen=True, slots=True)
class Question:
    """A gap, and the names of the fields that it stands in."""

    gap: gaps.Gap
    places: list[str]


class Words(DraftView):
    """POST `mark`, `words`, as often as there are gaps: fills those that have words."""

    name = "begin_words"
    template = "organiser/begin/words.html"

    def get(self, _request: HttpRequest, page_id: int) -> HttpResponse:
        return self.answer(
            _("Your words"),
            page=self.page,
            draft=self.draft,
            questions=_questions(self.draft),
            preview_url=reverse("wagtailadmin_pages:view_draft", args=[page_id]),
            editor_url=languages.edit_url(self.page),
            publish_url=reverse("organiser:begin_publish", args=[page_id]),
        )

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:  # noqa: ARG002  the address has it
        typed = dict(zip(request.POST.getlist("mark"), request.POST.getlist("words"), strict=False))
        marks = [question.gap.mark for question in _questions(self.draft)]
        words = {mark: "\n".join(typed[mark].strip().splitlines()) for mark in marks if typed.get(mark, "").strip()}
        if words:
            gaps.fill(self.draft, words)
            self.draft.save_revision(user=request.user, clean=False, log_action=True)
            messages.success(request, _("Saved. This is how it reads now."))
        return HttpResponseRedirect(request.path)


class Publish(DraftView):
    """GET says what is still lacking. POST publishes, where nothing is."""

    name = "begin_publish"
    template = "organiser/begin/publish.html"

    def get(self, _request: HttpRequest, page_id: int) -> HttpResponse:
        return self._page(page_id, checklist.of(self.draft))

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        lacking = checklist.of(self.draft)
        if lacking or not self.may.can_publish():
            return self._page(page_id, lacking, status=422)
        self.page.get_latest_revision().publish(user=request.user)
        return HttpResponseRedirect(reverse("organiser:begin_published", args=[page_id]))

    def _page(self, page_id: int, lacking: list[checklist.Lack], *, status: int = 200) -> HttpResponse:
        return self.answer(
            _("Publish"),
            page=self.page,
            status=status,
            draft=self.draft,
            lacking=lacking,
            may_publish=self.may.can_publish(),
            words_url=reverse("organiser:begin_words", args=[page_id]),
        )


class Published(StepView):
    """The page is public: where it is, and what comes next."""

    name = "begin_publish"
    template = "organiser/begin/published.html"

    def may_enter(self, request: HttpRequest) -> bool:
        self.page = get_object_or_404(CampaignPage, pk=self.kwargs["page_id"], depth=DEPTH)
        return bool(self.page.permissions_for_user(request.user).can_edit())

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if not self.page.live:
            return HttpResponseRedirect(reverse("organiser:begin_publish", args=[page_id]))
        url = address.absolute(self.page.visited_at)
        administers = request.user.has_perm(permissions.ADMINISTER)
        found = checkup.findings(tries_mail_server=False) if administers else []
        return self.answer(
            _("Published"),
            page=self.page,
            campaign=self.page,
            url=url,
            qr_code=_data_url(qr.svg(qr.drawing(links.tagged(url, "qr")))),
            has_papers=bool(papers.of(self.page)),
            amiss=[one for one in found if one.level is checkup.Level.WRONG],
        )


def _questions(draft: CampaignPage) -> list[Question]:
    """In the order of the fields, each gap once."""
    places: dict[gaps.Gap, list[str]] = {}
    for name, left in gaps.found(gaps.values(draft)).items():
        for gap in left:
            places.setdefault(gap, []).append(checklist.label(name))
    return [Question(gap, where) for gap, where in places.items()]


def _data_url(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
