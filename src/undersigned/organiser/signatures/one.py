"""One signature at the desk: what is known of it, what has happened to it, and what is decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from undersigned.fraud import rules
from undersigned.fraud.models import Match, Rule
from undersigned.mail.models import Letter
from undersigned.organiser import permissions, spelled
from undersigned.organiser.petition import PetitionView
from undersigned.organiser.signatures import mailbox, words
from undersigned.organiser.signatures.lists import looked_at
from undersigned.sharing import links
from undersigned.signing import accept, brought, decide, keyring
from undersigned.signing.decide import Changed, Decided, NotDue, Reason
from undersigned.signing.models import Petition, Signature, Text, Wording
from undersigned.vault import entropy
from undersigned.vault.sealing import CannotOpen
from undersigned.voices import moderate
from undersigned.voices.models import Remark

State = Signature.State
Outcome = Decided | NotDue | Changed


@dataclass(frozen=True, slots=True)
class Event:
    """`by`: an organiser's name, where one has done it."""

    at: datetime
    what: Any
    detail: Any = ""
    by: str = ""


class One(PetitionView):
    """GET: everything that is held on one signer. Ten queries of ours, whatever has happened to it."""

    permission = permissions.SEE_SIGNERS
    tab = "signatures"

    def get(self, request: HttpRequest, petition_id: int, signature_id: UUID) -> HttpResponse:
        row = Signature.objects.filter(petition_id=petition_id, id=signature_id).first()
        if row is None:
            raise Http404
        looked_at(self.petition, "one", signature=str(signature_id))
        opened = _opened(row)
        context: dict[str, Any] = {
            **self.frame(_("Signature")),
            "header_icon": "user",
            "signature": row,
            "number": spelled.number(row.number) if row.number is not None else "",
            "opened": opened,
            "is_sealed": row.locked is not None,
            "mailbox": mailbox.of(opened["email"]) if opened and opened.get("email") else None,
            "state": words.STATES[row.state],
            "kind": words.KINDS.get(row.state, "plain"),
            "meaning": words.MEANINGS[row.state],
            "reason": words.reason(row.hold_reason) if row.state in (State.HELD, State.STRUCK) else "",
            "source": links.NAMES.get(row.source, row.source),
            "text": Text.objects.filter(petition_id=petition_id, version=row.text_version).first(),
            "wording": Wording.objects.filter(petition_id=petition_id, version=row.wording_version).first(),
            "brought": _brought(self.petition, row),
            "events": _history(self.petition, row),
            "reasons": words.REASONS,
            "may_decide": permissions.may(request.user, permissions.CHANGE_SIGNERS, petition_id) and not row.is_sample,
        }
        return TemplateResponse(request, "organiser/signatures/one.html", context)


class Decisions(PetitionView):
    """POST `decision`, and for a strike its `reason`. The decision and its line in the history are one transaction."""

    permission = permissions.CHANGE_SIGNERS
    tab = "signatures"

    def post(self, request: HttpRequest, petition_id: int, signature_id: UUID) -> HttpResponse:
        name = request.POST.get("decision", "")
        reason = request.POST.get("reason", "")
        if name not in _DECIDE or (name == "strike" and reason and reason not in words.REASONS):
            return HttpResponseBadRequest()
        if name == "strike" and not reason:
            messages.error(request, _("Nothing was changed. Choose why the signature is struck, then strike it."))
        else:
            self._decide(name, signature_id, reason)
        return HttpResponseRedirect(reverse("organiser:signature", args=[petition_id, signature_id]))

    def _decide(self, name: str, signature_id: UUID, reason: str) -> None:
        try:
            with transaction.atomic():
                outcome = _DECIDE[name](self.petition.pk, signature_id, reason)
                if isinstance(outcome, Decided):
                    self._record(name, signature_id, reason)
        except OperationalError:  # the database was locked for long, or PostgreSQL has ended one of two that met
            messages.error(self.request, _("Too much was going on, so nothing was changed. Please try again."))
            return
        told = messages.success if isinstance(outcome, Decided) else messages.warning
        told(self.request, _sentence(name, outcome))

    def _record(self, name: str, signature_id: UUID, reason: str) -> None:
        data = {"signature": str(signature_id)} | ({"reason": reason} if name == "strike" else {})
        log(instance=self.petition, action=f"organiser.signature.{name}", title=self.petition.ask, data=data)
        if name in ("release", "reinstate"):
            rules.leave_alone(self.petition.pk, signature_id)
        if name in ("strike", "reinstate"):
            # The page may show their words or their first name: it is baked again.
            moderate.wall_changed.send(sender=Remark, petition_id=self.petition.pk)


def _opened(row: Signature) -> dict[str, Any] | None:
    """Name, email and postcode; empty once they are destroyed, None where they cannot be opened, as in sealed mode."""
    if row.locked is not None:
        return None
    if row.sealed is None:
        return {}
    try:
        return keyring.for_petition(row.petition_id).unseal("signature", row.id, bytes(row.sealed))
    except CannotOpen:
        return None


def _brought(petition: Petition, row: Signature) -> int:
    code = brought.share_code(row.id, petition=petition.uuid, key=settings.MASTER_KEYS.token)
    return brought.people(petition.pk, code)


def _history(petition: Petition, row: Signature) -> list[Event]:
    """In the order in which it happened."""
    events = [Event(row.signed_at, _("Signed"))]
    if row.confirmed_at:
        events.append(Event(row.confirmed_at, _("Confirmed")))
    if row.withdrawn_at:
        events.append(Event(row.withdrawn_at, words.WITHDRAWN_BECAUSE.get(row.withdraw_reason, _("Withdrawn"))))
    letters = Letter.objects.filter(petition_id=petition.pk, about=row.id).order_by("queued_at", "id")
    events += [
        Event(
            letter.sent_at or letter.queued_at, words.LETTERS.get(letter.kind, letter.kind), letter.get_state_display()
        )
        for letter in letters
    ]
    decided = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(petition),
        object_id=str(petition.pk),
        action__in=[f"organiser.signature.{name}" for name in words.DECISIONS],
        data__signature=str(row.id),
    )
    for entry in decided.select_related("user").order_by("timestamp", "id"):
        name = entry.action.rpartition(".")[2]
        detail = words.reason(entry.data["reason"]) if entry.data.get("reason") else ""
        events.append(Event(entry.timestamp, words.DECISIONS[name], detail, str(entry.user_display_name)))
    return sorted([*events, *_by_rules(row)], key=lambda event: event.at)


def _by_rules(row: Signature) -> list[Event]:
    """What a rule has done to it, and undone; in the name of who began it."""
    events = []
    found = Match.objects.filter(rule__petition_id=row.petition_id, signature_id=row.id)
    for match in found.select_related("rule__asked_by").order_by("id"):
        done, undone = _NAMES[Rule.Kind(match.rule.kind)]
        by = match.rule.asked_by.get_username() if match.rule.asked_by else ""
        detail = words.reason(match.rule.reason) if match.rule.reason else _("by a rule")
        if match.done_at:
            events.append(Event(match.done_at, words.DECISIONS[done], detail, by))
        if match.undone_at:
            events.append(Event(match.undone_at, words.DECISIONS[undone], _("the rule was undone"), by))
    return events


_NAMES = {Rule.Kind.STRIKE: ("strike", "reinstate"), Rule.Kind.HOLD: ("hold", "release")}


def _release(petition_id: int, signature_id: UUID, _reason: str) -> Outcome:
    at = timezone.now()
    return decide.release(petition_id, signature_id, letter_id=accept.new_id(at, entropy.take), at=at)


def _letter(petition_id: int, signature_id: UUID, _reason: str) -> Outcome:
    at = timezone.now()
    return decide.write_again(petition_id, signature_id, letter_id=accept.new_id(at, entropy.take), at=at)


_DECIDE: dict[str, Callable[[int, UUID, str], Outcome]] = {
    "hold": lambda petition_id, signature_id, _reason: decide.hold(petition_id, signature_id),
    "release": _release,
    "letter": _letter,
    "strike": lambda petition_id, signature_id, reason: decide.strike(
        petition_id, signature_id, reason=Reason(reason), at=timezone.now()
    ),
    "reinstate": lambda petition_id, signature_id, _reason: decide.reinstate(
        petition_id, signature_id, at=timezone.now()
    ),
}


def _sentence(name: str, outcome: Outcome) -> Any:
    if isinstance(outcome, Changed):
        return _("The signature has changed since you read it, so nothing was done. Please read it again.")
    if isinstance(outcome, NotDue):
        return _("No letter was sent: at most three go to one address, a minute and then ten minutes apart.")
    if name == "release" and not outcome.is_mailed:
        return _("Released. No letter was sent, for three have gone to this address already; the link in them works.")
    return {
        "hold": _("Held. It is not counted, and no letter goes out. Release it to undo this."),
        "release": _("Released. The letter that asks to confirm is on its way."),
        "letter": _("The letter that asks to confirm is on its way again."),
        "strike": _("Struck. The count is one less, and the public log says so. Put it back to undo this."),
        "reinstate": _("Put back. The signature counts again, with the number it had, and the public log says so."),
    }[name]
