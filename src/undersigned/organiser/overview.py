"""The front page of the desk: one card a campaign, with the four numbers and what waits for somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.mail.models import Letter
from undersigned.organiser import permissions
from undersigned.signing import count
from undersigned.signing.models import Petition, Signature
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
    closes_at: datetime | None
    days_left: int | None
    is_closed: bool
    petition_id: int | None
    letters_waiting: int | None
    letters_failed: int | None
    voices_waiting: int | None
    edit_url: str
    view_url: str


class CampaignsPanel(Component):
    name = "campaigns"
    template_name = "organiser/campaigns.html"
    order = 10

    class Media:
        css: ClassVar = {"all": ["organiser/campaigns.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        return {"cards": cards(request, at=timezone.now()), "add_url": _add_url(request.user)}


def cards(request: HttpRequest, *, at: datetime) -> list[Card]:
    """The same number of queries, however many campaigns. Published ones first."""
    user: Any = request.user
    pages = list(CampaignPage.objects.select_related("petition__tally").order_by("-live", "title", "pk"))
    ids = [page.petition_id for page in pages if page.petition_id]
    numbers = {petition.pk: petition for petition in _numbered(ids, midnight=_midnight(at))}
    letters = _letters(ids) if user.has_perm(permissions.READ_LETTERS) else None
    sees_voices = user.has_perm(permissions.DECIDE_ON_VOICES)
    editable = _editable(user)
    return [
        _card(
            page,
            numbers.get(page.petition_id),
            letters=letters,
            sees_voices=sees_voices,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk in editable else "",
            view_url=(page.get_url(request) or "") if page.live else "",
            at=at,
        )
        for page in pages
    ]


def _numbered(ids: Iterable[int], *, midnight: datetime) -> Any:
    """Petitions with `before_today`, `pending`, `remarks`. One query.

    `before_today` is the last number that was given before midnight: it is found by walking back from the newest
    signature, so that it costs as much as today has brought, not as much as the campaign holds.
    """
    own = Signature.objects.filter(petition=OuterRef("pk"))
    earlier = own.filter(number__isnull=False, confirmed_at__lt=midnight).order_by("-number").values("number")[:1]
    pending = own.pending().order_by().values("petition").annotate(n=Count("*")).values("n")
    waiting = Remark.objects.filter(petition=OuterRef("pk"), state=Remark.State.WAITING)
    remarks = waiting.order_by().values("petition").annotate(n=Count("*")).values("n")
    return Petition.objects.filter(pk__in=ids).annotate(
        before_today=Coalesce(Subquery(earlier), 0),
        pending=Coalesce(Subquery(pending), 0),
        remarks_waiting=Coalesce(Subquery(remarks), 0),
    )


def _letters(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Waiting (or being sent) and given up, by petition. One query."""
    unsent = Letter.objects.filter(petition_id__in=ids).exclude(state=Letter.State.SENT)
    rows = (
        unsent.order_by()
        .values("petition_id")
        .annotate(
            waiting=Count("pk", filter=~Q(state=Letter.State.FAILED)),
            failed=Count("pk", filter=Q(state=Letter.State.FAILED)),
        )
    )
    return {row["petition_id"]: (row["waiting"], row["failed"]) for row in rows}


def _card(
    page: Any,
    numbers: Any,
    *,
    letters: dict[int, tuple[int, int]] | None,
    sees_voices: bool,
    edit_url: str,
    view_url: str,
    at: datetime,
) -> Card:
    tally = getattr(page.petition, "tally", None) if page.petition else None
    confirmed = tally.confirmed - tally.withdrawn if tally else 0
    waiting, failed = letters.get(page.petition_id, (0, 0)) if letters is not None else (None, None)
    return Card(
        title=page.title,
        is_published=page.live,
        samples=tally.samples if tally else 0,
        confirmed=_formatted(confirmed),
        percent=100 * confirmed // page.target if page.target else None,
        target=_formatted(page.target or 0),
        today=_formatted(tally.confirmed - numbers.before_today if tally and numbers else 0),
        pending=_formatted(numbers.pending if numbers else 0),
        closes_at=page.closes_at,
        days_left=_days(at, page.closes_at) if page.closes_at else None,
        is_closed=bool(page.closes_at and page.closes_at <= at),
        petition_id=page.petition_id,
        letters_waiting=waiting,
        letters_failed=failed,
        voices_waiting=(numbers.remarks_waiting if numbers else 0) if sees_voices else None,
        edit_url=edit_url,
        view_url=view_url,
    )


def _editable(user: AbstractBaseUser) -> set[int]:
    policy = policy_registry.get_by_type(Page)
    pages = policy.instances_user_has_any_permission_for(user, ["change", "publish"])
    return set(pages.filter(pk__in=CampaignPage.objects.values("pk")).values_list("pk", flat=True))


def _add_url(user: AbstractBaseUser) -> str:
    """Where a new campaign begins; empty for those who may not begin one."""
    home = HomePage.objects.order_by("pk").first()
    if home is None or not home.permissions_for_user(user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", home.pk])


def _midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _days(at: datetime, closes_at: datetime) -> int:
    return (timezone.localtime(closes_at).date() - timezone.localtime(at).date()).days


def _formatted(number: int) -> str:
    return count.formatted(number, get_language() or "en")
