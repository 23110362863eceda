"""What a signer does on their own page: each is done at once, noted, and confirmed by a letter to the mailbox."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from undersigned.mail.models import Letter
from undersigned.rights import ask
from undersigned.rights.ask import NewId
from undersigned.rights.models import Act
from undersigned.signing import correct
from undersigned.signing.correct import Corrected, Gone, NameStands, Sealed
from undersigned.signing.models import Signature
from undersigned.signing.submission import Correction
from undersigned.updates import subscribe
from undersigned.voices import offer

Kind = Act.Kind
MOST_LETTERS = 10  # about what was done, to one signer in a day
WITHIN = timedelta(days=1)
# The letter that tells of it.
LETTERS: dict[str, str] = {
    Kind.CORRECTED: "did-correct",
    Kind.NAME_SHOWN: "did-show",
    Kind.NAME_HIDDEN: "did-hide",
    Kind.REMARK_GONE: "did-remark",
    Kind.NEWS_STOPPED: "did-news",
    Kind.CONSENT_GONE: "did-consent",
}


class Hand:
    """One signer's, at one moment. Every act is one transaction; False: it was so already, and nobody is written to."""

    def __init__(self, petition_id: int, signature_id: UUID, *, language: str, at: datetime, new_id: NewId) -> None:
        self._whose = {"petition_id": petition_id, "signature_id": signature_id}
        self._petition_id, self._signature_id = petition_id, signature_id
        self._language, self._at, self._new_id = language, at, new_id

    @transaction.atomic
    def correct(self, to: Correction) -> Corrected | NameStands | Sealed | Gone:
        outcome = correct.signature(self._petition_id, self._signature_id, to)
        if isinstance(outcome, Corrected) and outcome.has_changed:
            self._done(Kind.CORRECTED)
        return outcome

    def show_name(self) -> bool:
        return self._name(is_shown=True)

    def hide_name(self) -> bool:
        return self._name(is_shown=False)

    @transaction.atomic
    def take_remark_back(self) -> bool:
        return self._done_if(offer.take_back(self._petition_id, self._signature_id) > 0, Kind.REMARK_GONE)

    @transaction.atomic
    def stop_news(self) -> bool:
        wanted = self._rows().filter(wants_updates=True).exists()
        subscribe.stop(self._petition_id, self._signature_id)
        self._rows().update(wants_updates=False)  # also of who has not confirmed, or was struck
        return self._done_if(wanted, Kind.NEWS_STOPPED)

    @transaction.atomic
    def disagree(self, box: str) -> bool:
        return self._done_if(correct.disagree(self._petition_id, self._signature_id, box), Kind.CONSENT_GONE)

    @transaction.atomic
    def _name(self, *, is_shown: bool) -> bool:
        changed = self._rows().filter(shows_name=not is_shown).update(shows_name=is_shown) > 0
        return self._done_if(changed, Kind.NAME_SHOWN if is_shown else Kind.NAME_HIDDEN)

    def _rows(self) -> Any:
        waiting_or_standing = (Signature.State.PENDING, Signature.State.CONFIRMED, Signature.State.STRUCK)
        return Signature.objects.filter(
            petition_id=self._petition_id, id=self._signature_id, state__in=waiting_or_standing
        )

    def _done_if(self, has_changed: bool, kind: Kind) -> bool:  # noqa: FBT001  what comes of the act itself
        if has_changed:
            self._done(kind)
        return has_changed

    def _done(self, kind: Kind) -> None:
        Act.objects.create(**self._whose, kind=kind, at=self._at)
        told = Letter.objects.filter(petition_id=self._petition_id, about=self._signature_id, kind__startswith="did-")
        if told.filter(queued_at__gt=self._at - WITHIN).count() >= MOST_LETTERS:
            return
        ask.queue(
            self._petition_id,
            self._signature_id,
            kind=LETTERS[kind],
            language=self._language,
            at=self._at,
            letter_id=self._new_id(),
        )
