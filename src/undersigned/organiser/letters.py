"""The outbox as the desk sees it: which letters wait, went, or were given up and why. No address ever appears here."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from undersigned.mail import unsent
from undersigned.mail.models import Letter
from undersigned.organiser import listing, permissions
from undersigned.rights import acts, leave

STATES: dict[str, Any] = {
    Letter.State.WAITING: _("Waiting"),
    Letter.State.SENDING: _("Being sent"),
    Letter.State.SENT: _("Sent"),
    Letter.State.FAILED: _("Given up"),
}
KINDS: dict[str, Any] = {
    "confirm": _("Asks to confirm a signature"),
    "already": _("Says that the signature is there already"),
    "update": _("Brings news of the campaign"),
    "receipt": _("Brings the receipt"),
    "own-page": _("Brings the link to the signer's own page"),
    **dict.fromkeys(
        [*acts.LETTERS.values(), leave.WITHDRAWN, leave.ERASED], _("Says that what a signer did themselves is done")
    ),
}
MOST_SENT = 10_000  # whoever looks for an older one finds it with its signature
MOST_AT_ONCE = 1_000  # letters to be tried again by one press of the button
_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One letter as plain values; `name` is the beginning of its id, as the log has it."""

    id: str
    name: str
    kind: str
    ask: str
    attempts: int
    trouble: str
    queued_at: Any
    due_at: Any
    sent_at: Any
    state: str
    can_retry: bool


class Outbox(permissions.GuardedView):
    permission = permissions.READ_LETTERS

    def get(self, request: HttpRequest) -> HttpResponse:
        """Five queries, however many letters; of what was sent, only the latest are counted and shown."""
        choice = listing.chosen(request.GET, states=STATES, default=Letter.State.WAITING)
        allowed = permissions.petitions(request.user, self.permission)
        petitions = listing.petitions(choice, allowed)
        asks = {petition.pk: petition.ask for petition in petitions}
        letters = listing.rows(Letter.objects.all(), choice, allowed)
        sent = letters.filter(state=Letter.State.SENT)
        counts = unsent.by_state([choice.petition_id] if choice.petition_id else asks)
        counts[Letter.State.SENT] = listing.count_to(MOST_SENT, sent)
        is_sent = choice.state == Letter.State.SENT
        # Each in the order of its small index.
        in_state = (
            sent.order_by("-sent_at", "-id")
            if is_sent
            else letters.filter(state=choice.state).order_by("-due_at", "id")
        )
        total = min(counts.get(choice.state, 0), MOST_SENT)
        page = listing.page(in_state.defer("about"), request.GET.get("p", "1"), total=total)
        context = {
            "header_title": _("Letters"),
            "header_icon": "mail",
            "breadcrumbs_items": _breadcrumbs(),
            "choice": choice,
            "petitions": petitions,
            "tabs": listing.tabs(STATES, counts, choice, most=MOST_SENT),
            "page": page,
            "rows": [_row(letter, asks) for letter in page.object_list],
            "may_retry": permissions.may(request.user, permissions.SEND_LETTERS_AGAIN, choice.petition_id),
        }
        return TemplateResponse(request, "organiser/letters.html", context)


class Attempts(permissions.GuardedView):
    """POST `letter` with an id: that one is tried again; without: all of the chosen campaign, or of all campaigns."""

    permission = permissions.SEND_LETTERS_AGAIN

    def post(self, request: HttpRequest) -> HttpResponse:
        choice = listing.chosen(request.POST, states=STATES, default=Letter.State.FAILED)
        mine = listing.rows(Letter.objects.all(), choice, permissions.petitions(request.user, self.permission))
        letters = mine.filter(state=Letter.State.FAILED)
        if "letter" in request.POST:
            letters = letters.filter(pk=_existing(request.POST["letter"], mine))
        again = [letter for letter in letters.order_by("due_at", "id")[:MOST_AT_ONCE] if _queue_again(letter)]
        if again:
            sentence = ngettext(
                "%(count)d letter is on its way again.", "%(count)d letters are on their way again.", len(again)
            )
            messages.success(request, sentence % {"count": len(again)})
        else:
            messages.warning(request, _("Nothing was sent: no letter here was given up."))
        return HttpResponseRedirect(f"{reverse('organiser:letters')}?{choice.query}")


def _queue_again(letter: Letter) -> bool:
    """One conditional update: whoever comes second finds nothing to do. Attempts count from the beginning again."""
    given_up = Letter.objects.filter(pk=letter.pk, state=Letter.State.FAILED)
    if not given_up.update(state=Letter.State.WAITING, due_at=timezone.now(), attempts=0):
        return False
    log(instance=letter, action="organiser.letter.retry", title=_name(letter))
    return True


def _existing(value: str, mine: QuerySet[Letter]) -> uuid.UUID:
    """Raises `Http404` where there is no such letter among those that the reader may send again."""
    try:
        letter_id = uuid.UUID(value)
    except ValueError as error:
        raise Http404 from error
    if not mine.filter(pk=letter_id).exists():
        raise Http404
    return letter_id


def _row(letter: Letter, asks: dict[int, str]) -> Row:
    return Row(
        id=str(letter.id),
        name=_name(letter),
        kind=str(KINDS.get(letter.kind, letter.kind)),
        ask=asks.get(letter.petition_id, ""),
        attempts=letter.attempts,
        trouble=_ADDRESS.sub("…", letter.trouble),  # the postman has taken the address out; servers quote others too
        queued_at=letter.queued_at,
        due_at=max(letter.due_at, letter.queued_at),
        sent_at=letter.sent_at,
        state=letter.state,
        can_retry=letter.state == Letter.State.FAILED,
    )


def _name(letter: Letter) -> str:
    return str(letter.pk)[:8]


def _breadcrumbs() -> list[dict[str, Any]]:
    return [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse_lazy("organiser:letters"), "label": _("Letters")},
    ]
