"""The front page of the desk: one card a campaign, with the four numbers and what waits for somebody."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage
from undersigned.insight import numbers as insight
from undersigned.mail import unsent
from undersigned.organiser import gate, languages, listing, permissions, spelled
from undersigned.organiser.begin.steps import may_begin
from undersigned.signing.models import Signature
from undersigned.voices.models import Remark


@dataclass(frozen=True, slots=True)
class Card:
    """One campaign as plain values. Numbers that are shown are written out; None: not for this reader, or not yet."""

    title: str
    is_published: bool
    samples: int
    confirmed: str
    percent: int | None  # of the organiser's own target
    target: str
    today: str
    pending: str
    held: int
    closes_at: datetime | None
    days_left: int | None
    is_closed: bool
    petition_id: int | None
    letters_waiting: int | None
    letters_failed: int | None
    voices_waiting: int | None
    edit_url: str
    begin_url: str  # the steps to publishing, while it never was
    view_url: str
    overview_url: str
    export_url: str
    translate_url: str
    versions: list[languages.Version]  # none where there is one language only


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one petition: confirmed since midnight, waiting to confirm, held back, remarks that wait for a decision."""

    today: int
    pending: int
    held: int
    voices: int


class CampaignsPanel(Component):
    name = "campaigns"
    template_name = "organiser/campaigns.html"
    order = 10

    class Media:
        css: ClassVar = {"all": ["organiser/campaigns.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        return {
            "cards": cards(request, at=timezone.now()),
            "add_url": _add_url(request.user),
            "alarms": gate.alarms_on() if request.user.has_perm(permissions.ADMINISTER) else 0,
            "surges": gate.surges_on() if request.user.has_perm(permissions.ADMINISTER) else 0,
            "set_up_url": reverse("organiser:set_up") if request.user.has_perm(permissions.ADMINISTER) else "",
        }


def cards(request: HttpRequest, *, at: datetime) -> list[Card]:
    """The same number of queries, however many campaigns. Published ones first."""
    user: Any = request.user
    campaigns = listing.within(CampaignPage.objects.filter(depth=DEPTH), permissions.pages(user), column="pk")
    pages = list(campaigns.select_related("petition__tally").order_by("-live", "title", "pk"))
    ids = [page.petition_id for page in pages if page.petition_id]
    numbers = _numbers(ids, at=at)
    letters = unsent.by_petition(ids) if permissions.may(user, permissions.READ_LETTERS) else {}
    editable = _editable(user)
    translations = _translations()
    return [
        _card(
            page,
            numbers.get(page.petition_id, Numbers(0, 0, 0, 0)),
            letters=letters if permissions.may(user, permissions.READ_LETTERS, page.petition_id) else None,
            sees_voices=permissions.may(user, permissions.DECIDE_ON_VOICES, page.petition_id),
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk in editable else "",
            view_url=(page.get_url(request) or "") if page.live else "",
            may_export=permissions.may(user, permissions.EXPORT_SIGNERS, page.petition_id),
            versions=languages.versions(page, translations.get(page.path, []), editable=editable),
            at=at,
        )
        for page in pages
    ]


def _numbers(ids: list[int], *, at: datetime) -> dict[int, Numbers]:
    """Four queries, and none that costs more where more have signed."""
    today = insight.today(ids, today=timezone.localdate(at))
    pending = _counted(Signature.objects.pending(), ids)
    held = _counted(Signature.objects.held(), ids)
    voices = _counted(Remark.objects.filter(state=Remark.State.WAITING), ids)
    return {one: Numbers(today.get(one, 0), pending.get(one, 0), held.get(one, 0), voices.get(one, 0)) for one in ids}


def _counted(rows: QuerySet[Any], ids: list[int]) -> dict[int, int]:
    """By petition."""
    found = rows.filter(petition_id__in=ids).order_by().values("petition_id").annotate(n=Count("*"))
    return dict(found.values_list("petition_id", "n"))


def _card(
    page: Any,
    numbers: Numbers,
    *,
    letters: dict[int, tuple[int, int]] | None,
    sees_voices: bool,
    edit_url: str,
    view_url: str,
    may_export: bool,
    versions: list[languages.Version],
    at: datetime,
) -> Card:
    tally = getattr(page.petition, "tally", None) if page.petition else None
    confirmed = tally.count if tally else 0
    waiting, failed = letters.get(page.petition_id, (0, 0)) if letters is not None else (None, None)
    return Card(
        title=page.title,
        is_published=page.live,
        samples=tally.samples if tally else 0,
        confirmed=spelled.number(confirmed),
        percent=100 * confirmed // page.target if page.target else None,
        target=spelled.number(page.target or 0),
        today=spelled.number(numbers.today),
        pending=spelled.number(numbers.pending),
        held=numbers.held,
        closes_at=page.closes_at,
        days_left=spelled.days_left(page.closes_at, at=at) if page.closes_at else None,
        is_closed=bool(page.closes_at and page.closes_at <= at),
        petition_id=page.petition_id,
        letters_waiting=waiting,
        letters_failed=failed,
        voices_waiting=numbers.voices if sees_voices else None,
        edit_url=edit_url,
        begin_url=reverse("organiser:begin_words", args=[page.pk]) if edit_url and not page.first_published_at else "",
        view_url=view_url,
        overview_url=reverse("organiser:overview", args=[page.petition_id]) if page.petition_id else "",
        export_url=reverse("organiser:export", args=[page.petition_id]) if may_export and page.petition_id else "",
        translate_url=languages.translate_url(page) if edit_url and languages.is_any_missing(versions) else "",
        versions=versions,
    )


def _translations() -> dict[str, list[Any]]:
    """By the place of their original in the tree. One query."""
    found = defaultdict(list)
    for page in CampaignPage.objects.filter(depth=DEPTH + 1).order_by("slug"):
        found[page.path[: -page.steplen]].append(page)
    return found


def _editable(user: AbstractBaseUser) -> set[int]:
    policy = policy_registry.get_by_type(Page)
    pages = policy.instances_user_has_any_permission_for(user, ["change", "publish"])
    return set(pages.filter(pk__in=CampaignPage.objects.values("pk")).values_list("pk", flat=True))


def _add_url(user: AbstractBaseUser) -> str:
    """Where a new campaign begins; empty for those who may not begin one."""
    return reverse("organiser:begin_campaign") if may_begin(user) else ""
