"""The queue of remarks: read, decide, undo. Every decision is bound to the words that stood on the screen."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from undersigned.organiser import listing, permissions
from undersigned.signing import keyring
from undersigned.signing.models import Signature
from undersigned.vault.sealing import CannotOpen
from undersigned.voices import moderate
from undersigned.voices.models import Remark

STATES: dict[str, Any] = {
    Remark.State.WAITING: _("Waiting"),
    Remark.State.HELD: _("Held"),
    Remark.State.APPROVED: _("On the page"),
    Remark.State.DECLINED: _("Declined"),
}
DECISIONS = {
    "approve": moderate.approve,
    "hold": moderate.hold,
    "decline": moderate.decline,
    "reopen": moderate.reopen,
}
UNDO = "organiser.undo"  # in the session: the last decision, until the next screen has offered to undo it


@dataclass(frozen=True, slots=True)
class Card:
    """One remark as plain values. `words` is None where the record cannot be opened."""

    id: str
    seen: str
    words: str | None
    shown_as: str
    ask: str
    offered_at: Any
    decided_at: Any
    state: str
    language: str
    may_publish: bool
    is_sample: bool
    is_standing: bool

    @property
    def can_approve(self) -> bool:
        return self.words is not None and self.may_publish and self.is_standing and self.state != Remark.State.APPROVED


class Queue(permissions.GuardedView):
    permission = permissions.DECIDE_ON_VOICES

    def get(self, request: HttpRequest) -> HttpResponse:
        """Six queries, however many remarks; two more a campaign the first time this process opens its keys."""
        choice = listing.chosen(request.GET, states=STATES, default=Remark.State.WAITING)
        allowed = permissions.petitions(request.user, self.permission)
        petitions = listing.petitions(choice, allowed)
        remarks = listing.rows(Remark.objects.all(), choice, allowed)
        counts = listing.counted(remarks)
        page = listing.page(
            _in_order(remarks, choice.state), request.GET.get("p", "1"), total=counts.get(choice.state, 0)
        )
        context = {
            "header_title": _("Voices"),
            "header_icon": "openquote",
            "breadcrumbs_items": _breadcrumbs(),
            "choice": choice,
            "petitions": petitions,
            "tabs": listing.tabs(STATES, counts, choice),
            "page": page,
            "cards": [_card(remark) for remark in page.object_list],
            "undo": request.session.pop(UNDO, None),
        }
        return TemplateResponse(request, "organiser/voices.html", context)


class Decisions(permissions.GuardedView):
    """POST `one`: "approve <id>", or `many`: "approve" with `remark` once a remark; `seen-<id>` for each."""

    permission = permissions.DECIDE_ON_VOICES

    def post(self, request: HttpRequest) -> HttpResponse:
        decision, _space, one = request.POST.get("one", request.POST.get("many", "")).partition(" ")
        if decision not in DECISIONS:
            return HttpResponseBadRequest()
        choice = listing.chosen(request.POST, states=STATES, default=Remark.State.WAITING)
        allowed = permissions.petitions(request.user, self.permission)
        remarks = _remarks([one] if one else request.POST.getlist("remark"), allowed)
        outcomes = [(remark, self._decide(decision, remark)) for remark in remarks]
        _tell(request, decision, outcomes)
        return HttpResponseRedirect(f"{reverse('organiser:voices')}?{choice.query}")

    def _decide(self, decision: str, remark: Remark) -> moderate.Outcome:
        if self.request.POST.get(f"seen-{remark.id}") != _seen(remark):
            return moderate.Changed()
        outcome = DECISIONS[decision](remark, at=timezone.now())
        if isinstance(outcome, moderate.Decided):
            log(instance=remark, action=f"organiser.voice.{decision}", title=remark.petition.ask)
        return outcome


def _in_order(remarks: QuerySet[Remark], state: str) -> QuerySet[Remark]:
    """What waits: the oldest first. What is decided: the newest decision first."""
    order = ("offered_at", "id") if state == Remark.State.WAITING else ("-decided_at", "id")
    signature = Signature.objects.filter(petition_id=OuterRef("petition_id"), id=OuterRef("signature_id"))
    standing = Exists(signature.filter(state=Signature.State.CONFIRMED))
    return remarks.filter(state=state).select_related("petition").annotate(is_standing=standing).order_by(*order)


def _card(remark: Any) -> Card:
    """`remark`: with `is_standing`, as `_in_order` has it."""
    try:
        opened = keyring.for_petition(remark.petition_id).unseal("remark", remark.id, bytes(remark.sealed))
    except CannotOpen:
        opened = {"words": None, "shown_as": ""}
    return Card(
        id=str(remark.id),
        seen=_seen(remark),
        words=opened["words"],
        shown_as=opened["shown_as"],
        ask=remark.petition.ask,
        offered_at=remark.offered_at,
        decided_at=remark.decided_at,
        state=remark.state,
        language=remark.language,
        may_publish=remark.may_publish,
        is_sample=remark.is_sample,
        is_standing=remark.is_standing,
    )


def _seen(remark: Remark) -> str:
    """Which words, in which state: it differs as soon as the signer rewrites them or a colleague decides."""
    return f"{remark.state} {remark.offered_at.isoformat()}"


def _remarks(ids: list[str], allowed: listing.Allowed) -> list[Remark]:
    """Raises `Http404` where one of them is no remark's that the reader may decide on."""
    try:
        wanted = {uuid.UUID(value) for value in ids}
    except ValueError as error:
        raise Http404 from error
    remarks = listing.within(Remark.objects.filter(id__in=wanted), allowed)
    found = list(remarks.select_related("petition").order_by("offered_at", "id"))
    if len(found) < len(wanted):
        raise Http404
    return found


def _tell(request: HttpRequest, decision: str, outcomes: list[tuple[Remark, moderate.Outcome]]) -> None:
    decided = [remark for remark, outcome in outcomes if isinstance(outcome, moderate.Decided)]
    if decided and decision == "reopen":
        messages.success(request, _done(decision, len(decided)))
    elif decided:
        request.session[UNDO] = {
            "sentence": _done(decision, len(decided)),
            "remarks": [{"id": str(remark.id), "seen": _seen(remark)} for remark in decided],
        }
    elif not outcomes:
        messages.warning(request, _("No voice was selected."))
    for kind, count in Counter(type(outcome) for _remark, outcome in outcomes).items():
        if kind is not moderate.Decided:
            messages.warning(request, _refused(kind, count))


def _done(decision: str, count: int) -> str:
    sentences = {
        "approve": ngettext("%(count)d voice is on the page.", "%(count)d voices are on the page.", count),
        "hold": ngettext("%(count)d voice is held.", "%(count)d voices are held.", count),
        "decline": ngettext("%(count)d voice is declined.", "%(count)d voices are declined.", count),
        "reopen": ngettext("%(count)d voice waits again.", "%(count)d voices wait again.", count),
    }
    return sentences[decision] % {"count": count}


def _refused(kind: type[moderate.Outcome], count: int) -> str:
    sentences = {
        moderate.MayNotPublish: ngettext(
            "%(count)d voice was not approved: its signer has not allowed publication.",
            "%(count)d voices were not approved: their signers have not allowed publication.",
            count,
        ),
        moderate.NotStanding: ngettext(
            "%(count)d voice was not approved: its signature does not stand any more.",
            "%(count)d voices were not approved: their signatures do not stand any more.",
            count,
        ),
        moderate.Changed: ngettext(
            "%(count)d voice has changed since you read it, so nothing was decided. Please read it again.",
            "%(count)d voices have changed since you read them, so nothing was decided. Please read them again.",
            count,
        ),
    }
    return sentences[kind] % {"count": count}


def _breadcrumbs() -> list[dict[str, Any]]:
    return [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse_lazy("organiser:voices"), "label": _("Voices")},
    ]
