"""Sends what waits in the outbox. Any number of postmen may run: a letter is taken by one conditional UPDATE.

Promise: every letter leaves at least once, and twice only when a postman dies between sending and noting it. Trouble
with the mail server never reaches the signing: the letter waits longer each time, and is given up with a reason. A
letter that cannot be written (a key, the stationery is missing) waits in the same way and stops no other.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet

from undersigned.mail import compose
from undersigned.mail.models import Letter, Stationery
from undersigned.vault.sealing import CannotOpen

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # a letter taken longer ago belonged to a postman that died
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]  # after each failure; then it is given up
AT_ONCE = 100
PERMANENT = range(500, 600)  # RFC 5321 §4.2.1: 5yz, do not try again
TROUBLE_LENGTH = 300
# It cannot be opened or written, or the server refuses it: the next letter may fare better.
ABOUT_THE_LETTER = (SMTPRecipientsRefused, SMTPDataError, CannotOpen, ObjectDoesNotExist, ValueError)
ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+")


@dataclass(frozen=True, slots=True)
class Postman:
    """`address_of`, `links_of`: what `signing.letters` knows and the outbox does not."""

    address_of: Callable[[Letter], str]
    links_of: Callable[[Letter], Mapping[str, str]]
    clock: Callable[[], datetime]

    def deliver(self) -> int:
        """One round over the letters that are due; how many left. One connection for all of them."""
        due = list(_claimable(self.clock()).order_by("due_at", "id").values_list("id", flat=True)[:AT_ONCE])
        if not due:
            return 0
        connection = get_connection()
        sent = 0
        try:
            for letter_id in due:
                letter = self._claim(letter_id)
                if letter and self._send(letter, connection):
                    sent += 1
        except ServerAway:
            log.warning("mail.server_away", extra={"waiting": len(due) - sent})
        finally:
            _close(connection)
        return sent

    def _claim(self, letter_id: UUID) -> Letter | None:
        now = self.clock()
        taken = _claimable(now).filter(id=letter_id).update(state=Letter.State.SENDING, due_at=now + LEASE)
        # None, too, where its signature has been withdrawn since.
        return Letter.objects.filter(id=letter_id).first() if taken else None

    def _send(self, letter: Letter, connection: BaseEmailBackend) -> bool:
        try:
            message = self._written(letter)
            self._reach(connection, letter)
            message.connection = connection
            message.send()
        except ABOUT_THE_LETTER as error:
            _close(connection)
            self._failed(letter, error)
            return False
        except OSError as error:  # it hung up, or refuses our sender: so it may be for every letter
            self._failed(letter, error)
            raise ServerAway from error
        Letter.objects.filter(id=letter.id).update(
            state=Letter.State.SENT, sent_at=self.clock(), attempts=letter.attempts + 1, trouble=""
        )
        return True

    def _written(self, letter: Letter) -> EmailMultiAlternatives:
        to, stationery = self.address_of(letter), stationery_for(letter)
        return compose.message(kind=letter.kind, stationery=stationery, to=to, links=self.links_of(letter))

    def _reach(self, connection: BaseEmailBackend, letter: Letter) -> None:
        """No server, no TLS, a refused password: that counts as no attempt, for a server may be away for days."""
        try:
            connection.open()
        except OSError as error:
            Letter.objects.filter(id=letter.id, state=Letter.State.SENDING).update(
                state=Letter.State.WAITING, due_at=self.clock() + WAITS[0], trouble=_reason(error)
            )
            raise ServerAway from error

    def _failed(self, letter: Letter, error: Exception) -> None:
        attempts = letter.attempts + 1
        is_final = _code(error) in PERMANENT or attempts > len(WAITS)
        wait = LEASE if is_final else WAITS[attempts - 1]
        Letter.objects.filter(id=letter.id, state=Letter.State.SENDING).update(
            state=Letter.State.FAILED if is_final else Letter.State.WAITING,
            attempts=attempts,
            due_at=self.clock() + wait,
            trouble=_reason(error),
        )
        log.warning("mail.failed", extra={"letter": str(letter.id), "attempts": attempts, "final": is_final})


class ServerAway(Exception):
    """The mail server does not answer: the other letters wait for the next round."""


def stationery_for(letter: Letter) -> Stationery:
    """In the signer's language, or else the petition's first. Raises `Stationery.DoesNotExist`."""
    choices = Stationery.objects.filter(petition_id=letter.petition_id).order_by("id")
    found = choices.filter(language=letter.language).first() or choices.first()
    if found is None:
        raise Stationery.DoesNotExist(f"petition {letter.petition_id} was never published")
    return found


def _claimable(at: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(Q(state=Letter.State.WAITING) | Q(state=Letter.State.SENDING), due_at__lte=at)


def _code(error: Exception) -> int:
    """What the server said of this letter; 0 where it said nothing of it. A refused password condemns no letter."""
    if isinstance(error, SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, SMTPDataError) else 0


def _reason(error: Exception) -> str:
    """For the desk, without any address: servers like to repeat them, also in another spelling."""
    said: Any = [*error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else error
    return ADDRESS.sub("…", f"{type(error).__name__}: {said}")[:TROUBLE_LENGTH]


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError) as error:
        log.info("mail.close", extra={"error": type(error).__name__})
