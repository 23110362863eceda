"""Whether letters go to the mailbox of one signature, and why not; what an organiser may change of that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from disposable_email_domains import blocklist
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.organiser import permissions
from undersigned.organiser.petition import PetitionView
from undersigned.returns import refuse
from undersigned.returns.refuse import Reason
from undersigned.signing import keyring
from undersigned.signing.models import Signature
from undersigned.vault.sealing import CannotOpen

SENTENCES: dict[str, Any] = {
    Reason.NEVER: _("Its owner wants no letter from this site. Only its owner can undo that, by the link in a letter."),
    Reason.COMPLAINT: _("Its owner reported a letter as spam. Only its owner can undo that, by writing to you."),
    Reason.BOUNCE: _("A mail server said that there is no such mailbox, or that it takes no letters."),
    Reason.ORGANISER: _("An organiser stopped its letters."),
}


@dataclass(frozen=True, slots=True)
class Stopped:
    since: datetime
    why: Any


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`may_allow`: what stops its letters now is an organiser's to undo. `is_throwaway`: of a service for an hour."""

    stopped: list[Stopped]
    may_allow: bool
    is_throwaway: bool


class Letters(PetitionView):
    """POST `letters`: stop, or allow. Of the whole installation: a mailbox is one, whichever petition it has signed."""

    permission = permissions.CHANGE_SIGNERS
    tab = "signatures"

    def post(self, request: HttpRequest, petition_id: int, signature_id: UUID) -> HttpResponse:
        row = get_object_or_404(Signature, petition_id=petition_id, id=signature_id, is_sample=False)
        email, what = _email(row), request.POST.get("letters", "")
        if what not in ("stop", "allow") or not email:
            return HttpResponseBadRequest()
        if what == "stop":
            refuse.address(email, reason=Reason.ORGANISER, at=timezone.now())
            messages.success(request, _("Stopped. No letter of any campaign goes to this mailbox until you undo it."))
        elif refuse.lift(keyring.mailbox(email), reasons=refuse.ORGANISERS):
            messages.success(request, _("Undone. Release the signature if it is held, and its letter goes out."))
        else:
            messages.warning(
                request, _("Nothing was changed: only the mailbox's owner can undo what stops its letters.")
            )
        log(
            instance=self.petition,
            action=f"organiser.signature.{what}-letters",
            title=self.petition.ask,
            data={"signature": str(signature_id)},
        )
        return HttpResponseRedirect(reverse("organiser:signature", args=[petition_id, signature_id]))


def of(email: str) -> Mailbox:
    """One query."""
    found = refuse.of(keyring.mailbox(email))
    return Mailbox(
        stopped=[Stopped(one.since, SENTENCES[one.reason]) for one in found],
        may_allow=any(Reason(one.reason) in refuse.ORGANISERS for one in found),
        is_throwaway=email.rpartition("@")[2].lower() in blocklist,
    )


def _email(row: Signature) -> str:
    if row.sealed is None:
        return ""
    try:
        email: str = keyring.for_petition(row.petition_id).unseal("signature", row.id, bytes(row.sealed))["email"]
    except CannotOpen:
        return ""
    return email
