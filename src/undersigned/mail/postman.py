"""Sends what waits in the outbox, many letters at once. Any number of postmen may run.

A postman takes a handful of letters in one transaction, by a lease: until that has run out, nobody else may send them.
Of all the threads only the one that calls `deliver` knows the database; the courier's threads send.

Promise: every letter leaves at least once. It leaves twice only
- when a postman dies between sending letters and noting it: those that left since the last note, which is fifty letters
  or a fifth of a second, and while that one was being written;
- when a connection breaks, or the server stays silent, after the letter has begun to go and before the server has
  answered: nobody can know then whether the server has it.
A database that is away when letters are to be noted makes neither: they are noted when it is back.

Trouble with the mail server never reaches the signing: the letter waits longer each time, and is given up with a
reason. While no connection can be made no letter is taken, and none comes closer to being given up. A letter that
cannot be written (a key, the stationery is missing) waits in the same way and stops no other. Letters of a signature
that is withdrawn vanish, until the round that takes them has begun.
"""

import logging
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from undersigned.mail import compose
from undersigned.mail.compose import Back, Contents, Form, Later, News, Unwanted, Written
from undersigned.mail.courier import Courier, Parcel, Trip, Unreached
from undersigned.mail.models import Letter, Stationery
from undersigned.mail.transport import code

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # a letter taken longer ago belonged to a postman that died
BEGUN_WITHIN_S = (
    60.0  # what is not begun by then is put back, so that the rest of the lease is for the server's answers
)
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]  # after each failure; then it is given up
AT_ONCE = 200
NEWS_AT_ONCE = 50  # of these: who signs now waits for no more of them
USUAL_REST_S, LONGEST_REST_S = 0.5, 30.0
PERMANENT = range(500, 600)  # RFC 5321 §4.2.1: 5yz, do not try again
TROUBLE_LENGTH = 300
ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+")

# By letter; an exception in place of what one letter lacks.
ContentsOf = Callable[[Sequence[Letter]], Mapping[UUID, Contents | Exception]]
BackOf = Callable[[UUID], Back]
OnRefused = Callable[[UUID, str], object]


def nowhere(_letter: UUID) -> Back:
    """What comes back of it is not known."""
    return Back()


def unheard(_letter: UUID, _said: str) -> None:
    """The letter alone remembers it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter that was taken. `until`: the lease it was taken by, which tells it from later ones."""

    letter: Letter
    until: datetime
    error: Exception | None = None
    was_tried: bool = True


class Postman:
    """`contents_of`: what `signing.letters` knows and the outbox does not. `connections`: at once, at most.

    `back_of`: by what each letter is known when it comes back. `on_refused`: is told what the mail server said where it
    will never take this letter; after that is noted, for it locks more than letters.
    """

    def __init__(
        self,
        *,
        contents_of: ContentsOf,
        clock: Callable[[], datetime],
        connections: int,
        back_of: BackOf = nowhere,
        on_refused: OnRefused = unheard,
    ) -> None:
        self.rest_s = USUAL_REST_S  # from the last round to the next
        self._contents_of = contents_of
        self._back_of = back_of
        self._on_refused = on_refused
        self._clock = clock
        self._courier = Courier(connections)
        self._stop = threading.Event()
        self._unnoted: list[Outcome] = []
        self._misses = 0

    def deliver(self) -> int:
        """One round over the letters that are due; how many left.

        Raises `DatabaseError`. What has left by then is remembered, and noted by the next round before all else.
        """
        self.rest_s = USUAL_REST_S
        self._note()
        if self._stop.is_set() or not _due(self._clock()).exists():
            self._courier.rest()
            return 0
        try:
            self._courier.reach()
        except Unreached as error:
            self._explain(error)
            self._miss()
            return 0
        return self._round()

    def stop(self) -> None:
        """From any thread. The round under way ends soon; there is no other."""
        self._stop.set()

    def close(self) -> None:
        self._courier.close()

    def _round(self) -> int:
        letters, until = self._take()
        trip = Trip(self._courier, self._parcels(letters, until), within_s=BEGUN_WITHIN_S)
        of = {letter.id: letter for letter in letters}
        sent = 0
        for group in trip.reports(self._stop):
            sent += sum(carried.error is None for carried in group)
            self._unnoted += [Outcome(of[carried.about], until, carried.error) for carried in group]
            self._note_or_end(trip)
        self._unnoted += [Outcome(of[parcel.about], until, was_tried=False) for parcel in list(trip.untried)]
        self._note()
        self.rest_s = 0 if sent else USUAL_REST_S
        self._misses = 0 if sent else self._misses
        if trip.is_away:
            self._miss()
        return sent

    def _take(self) -> tuple[list[Letter], datetime]:
        """Letters that nobody else may send until the time that is returned with them."""
        now = self._clock()
        until = now + LEASE
        with transaction.atomic():
            # On PostgreSQL others skip these rows until the commit; on SQLite the transaction begins IMMEDIATE, and
            # there is no other beside it.
            due = _due(now).select_for_update(skip_locked=True).order_by("due_at", "id")
            letters = _with_little_news(due[:AT_ONCE])
            ids = [letter.id for letter in letters]
            Letter.objects.filter(id__in=ids).update(state=Letter.State.SENDING, due_at=until)
        return letters, until

    def _parcels(self, letters: Sequence[Letter], until: datetime) -> list[Parcel]:
        """Written when their turn comes, and only then found to lack something."""
        try:
            contents, stationery = self._contents_of(letters), stationery_for(letters)
        except DatabaseError:
            self._unnoted += [Outcome(letter, until, was_tried=False) for letter in letters]
            raise
        form = cache(compose.form)
        return [
            Parcel(
                letter.id,
                partial(
                    _written,
                    partial(form, letter.kind),
                    stationery[letter.id],
                    contents[letter.id],
                    self._back_of(letter.id),
                ),
            )
            for letter in letters
        ]

    def _note_or_end(self, trip: Trip) -> None:
        try:
            self._note()
        except DatabaseError as error:
            log.warning("mail.not_noted", extra={"letters": len(self._unnoted), "error": type(error).__name__})
            trip.end()

    def _note(self) -> None:
        """In one transaction: each costs the disk a turn that signatures wait for."""
        if not self._unnoted:
            return
        now = self._clock()
        with transaction.atomic():
            _note_sent([one.letter.id for one in self._unnoted if one.was_tried and not one.error], at=now)
            _put_back(one for one in self._unnoted if not one.was_tried)
            for one in self._unnoted:
                if one.error:
                    _note_failed(one, one.error, at=now)
        noted, self._unnoted = self._unnoted, []
        for one in noted:
            if isinstance(one.error, SMTPRecipientsRefused) and code(one.error) in PERMANENT:
                self._tell_of_refusal(one.letter.id, str(one.error.recipients))

    def _tell_of_refusal(self, letter: UUID, said: str) -> None:
        """Failed letters are noted by now, and come no second time: trouble with one must not lose the others."""
        try:
            self._on_refused(letter, said)
        except DatabaseError as error:
            log.warning("mail.refusal_lost", extra={"letter": str(letter), "error": type(error).__name__})

    def _explain(self, error: Unreached) -> None:
        """To the desk, at the letter that has waited longest. No attempt is counted: a server may be away for days."""
        now = self._clock()
        first = _due(now).order_by("due_at", "id").first()
        if first:
            _due(now).filter(id=first.id).update(
                state=Letter.State.WAITING, due_at=now + WAITS[0], trouble=_reason(error.__cause__ or error)
            )

    def _miss(self) -> None:
        self._misses = min(self._misses + 1, 10)
        self.rest_s = min(USUAL_REST_S * 2**self._misses, LONGEST_REST_S)
        log.warning("mail.server_away", extra={"again_in_s": self.rest_s})


def stationery_for(letters: Iterable[Letter]) -> dict[UUID, Stationery | Exception]:
    """By letter, in one query: in the signer's language, or else the petition's first."""
    sheets: dict[int, list[Stationery]] = defaultdict(list)
    for sheet in Stationery.objects.filter(petition_id__in={letter.petition_id for letter in letters}).order_by("id"):
        sheets[sheet.petition_id].append(sheet)
    return {letter.id: _sheet(letter, sheets[letter.petition_id]) for letter in letters}


def _sheet(letter: Letter, sheets: Sequence[Stationery]) -> Stationery | Exception:
    if not sheets:
        return Stationery.DoesNotExist(f"petition {letter.petition_id} was never published")
    return next((sheet for sheet in sheets if sheet.language == letter.language), sheets[0])


def _written(
    form: Callable[[Stationery, News | None], Form],
    stationery: Stationery | Exception,
    contents: Contents | Exception,
    back: Back,
) -> Written:
    if isinstance(contents, Exception):
        raise contents
    if isinstance(stationery, Exception):
        raise stationery
    return form(stationery, contents.news).filled(contents, back)


def _due(at: datetime) -> QuerySet[Letter]:
    """Worded as the condition of the index `letter_due`, or else SQLite does not see that it may use it."""
    return Letter.objects.filter(Letter.UNSENT, due_at__lte=at)


def _with_little_news(due: Iterable[Letter]) -> list[Letter]:
    """A round takes as long as its letters do, and whoever signs meanwhile is written to in the next."""
    letters = list(due)
    news = [letter.id for letter in letters if letter.kind in Letter.PATIENT]
    too_many = set(news[NEWS_AT_ONCE:])
    return [letter for letter in letters if letter.id not in too_many]


def _note_sent(ids: Sequence[UUID], *, at: datetime) -> None:
    if ids:
        Letter.objects.filter(id__in=ids).update(
            state=Letter.State.SENT, sent_at=at, attempts=F("attempts") + 1, trouble=""
        )


def _put_back(outcomes: Iterable[Outcome]) -> None:
    """They are due since the first of them was, so that none loses its place to those that came later."""
    by_lease: dict[datetime, list[Letter]] = defaultdict(list)
    for one in outcomes:
        by_lease[one.until].append(one.letter)
    for until, letters in by_lease.items():
        taken = Letter.objects.filter(id__in=[letter.id for letter in letters], state=Letter.State.SENDING)
        first = min(letter.due_at for letter in letters)
        taken.filter(due_at=until).update(state=Letter.State.WAITING, due_at=first)


def _note_failed(outcome: Outcome, error: Exception, *, at: datetime) -> None:
    attempts = outcome.letter.attempts + 1
    is_final = code(error) in PERMANENT or attempts > len(WAITS)
    taken = Letter.objects.filter(id=outcome.letter.id, state=Letter.State.SENDING, due_at=outcome.until)
    if isinstance(error, Unwanted):
        taken.delete()
        return
    if isinstance(error, Later):
        taken.update(state=Letter.State.WAITING, due_at=at + error.wait)
        return
    taken.update(
        state=Letter.State.FAILED if is_final else Letter.State.WAITING,
        attempts=attempts,
        due_at=at + (LEASE if is_final else WAITS[attempts - 1]),
        trouble=_reason(error),
    )
    facts = {"letter": str(outcome.letter.id), "attempts": attempts, "final": is_final, "error": type(error).__name__}
    log.warning("mail.failed", extra=facts)


def _reason(error: BaseException) -> str:
    """For the desk, without any address: servers like to repeat them, also in another spelling."""
    said: Any = [*error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else error
    return ADDRESS.sub("…", f"{type(error).__name__}: {said}")[:TROUBLE_LENGTH]
