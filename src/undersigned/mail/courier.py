"""Carries letters to the mail server: several at once, over connections that are kept. Knows nothing of the outbox.

A connection that was closed by the server, or has carried as many letters as the server allows, is replaced by a new
one, and the letter goes over that; unless it had begun to go, for then the server may have it.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from undersigned.mail import transport

log = logging.getLogger(__name__)

KEPT_IDLE_S = 10.0
TOGETHER = 50  # letters reported at once
REPORTED_WITHIN_S = 0.2
PARTING_S = 1.0  # how long letters under way are waited for, once it is told to stop
ABOUT_THE_LETTER = (SMTPRecipientsRefused, SMTPDataError, ValueError)  # the next one may fare better


class Unreached(Exception):
    """No server, no TLS, a refused password, too many connections: the letter was not tried. Its cause says which."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter, written when its turn comes. `about`: whatever its sender knows it by."""

    about: UUID
    write: Callable[[], EmailMessage]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of it. No error: the server has it."""

    about: UUID
    error: Exception | None


@dataclass(slots=True)
class Line:
    """A connection. One user at a time: who takes it from the courier's list owns it until it is put back."""

    backend: BaseEmailBackend
    carried: int = 0
    used_at: float = 0.0

    def close(self) -> None:
        """Whatever the server says to it."""
        try:
            self.backend.close()
        except (SMTPException, OSError) as error:
            log.info("mail.close", extra={"error": type(error).__name__})


class Courier:
    """`connections`: at most so many at once; fewer as long as fewer keep up."""

    def __init__(self, connections: int) -> None:
        self.connections = connections
        self._idle: list[Line] = []  # the one used last is at the end, and taken first
        self._is_closed = False

    def reach(self) -> None:
        """Makes sure that there is a connection, or was a moment ago. Raises `Unreached`."""
        self._idle.append(self._line())

    def carry(self, message: EmailMessage) -> None:
        """Raises `Unreached`, or `smtplib`'s errors, or `ValueError` for a message that cannot be written."""
        line = self._line()
        if line.carried:
            try:
                return self._carry(message, line)
            except OSError as error:
                if not transport.was_not_taken(error):
                    raise
            line = _opened()
        try:
            self._carry(message, line)
        except SMTPSenderRefused as error:
            if error.smtp_code == transport.CLOSING:
                raise Unreached from error
            raise

    def rest(self) -> None:
        """Closes what nothing has needed for a while: servers give few connections away."""
        long_ago = time.monotonic() - KEPT_IDLE_S
        while self._idle and self._idle[0].used_at < long_ago:
            self._idle.pop(0).close()

    def close(self) -> None:
        """From now on no connection is kept; one that is under way, of a letter left behind, ends with its letter."""
        self._is_closed = True
        self._hang_up()

    def _hang_up(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _line(self) -> Line:
        try:
            return self._idle.pop()
        except IndexError:
            return _opened()

    def _carry(self, message: EmailMessage, line: Line) -> None:
        try:
            line.backend.send_messages([message])
        except BaseException:
            line.close()
            raise
        line.carried += 1
        line.used_at = time.monotonic()
        self._idle.append(line)
        if self._is_closed:
            self._hang_up()


class Trip:
    """One round's parcels on their way. `reports` runs it; afterwards `untried` are those whose turn did not come."""

    def __init__(self, courier: Courier, parcels: Sequence[Parcel], *, within_s: float) -> None:
        self.untried = deque(parcels)
        self._courier = courier
        self._ends_at = time.monotonic() + within_s
        self._is_over = threading.Event()
        self._reports: SimpleQueue[Carried | None] = SimpleQueue()  # None: one of those who carry has gone home
        self._at_work = 0
        self._hung_up = self._was_unreached = False

    @property
    def is_away(self) -> bool:
        """The server, when all was over: it hung up, or refuses our sender, or can no longer be reached."""
        return self._hung_up or (self._was_unreached and bool(self.untried))

    def end(self) -> None:
        """No other letter is begun. Those under way are waited for."""
        self._is_over.set()

    def reports(self, stop: threading.Event) -> Iterator[list[Carried]]:
        """In groups as they come. Once `stop` is set, what does not answer soon is left behind and never reported."""
        for _ in range(0 if stop.is_set() else min(self._courier.connections, len(self.untried))):
            self._at_work += 1
            # A daemon, so that a server that does not answer keeps no process from ending.
            threading.Thread(target=self._carry, name="mail-courier", daemon=True).start()
        leave_at = float("inf")
        try:
            while self._at_work and time.monotonic() < leave_at:
                if group := self._group():
                    yield group
                if stop.is_set():
                    leave_at = min(leave_at, time.monotonic() + PARTING_S)
                if stop.is_set() or time.monotonic() > self._ends_at:
                    self.end()
        finally:
            self.end()

    def _group(self) -> list[Carried]:
        """Those of the next moments; fewer than `TOGETHER` where not so many come."""
        group: list[Carried] = []
        ends_at = time.monotonic() + REPORTED_WITHIN_S
        while self._at_work and len(group) < TOGETHER:
            try:
                carried = self._reports.get(timeout=max(ends_at - time.monotonic(), 0))
            except Empty:
                break
            if carried is None:
                self._at_work -= 1
            else:
                group.append(carried)
        return group

    def _carry(self) -> None:
        """What each thread does."""
        try:
            while not self._is_over.is_set():
                try:
                    parcel = self.untried.popleft()
                except IndexError:
                    return
                try:
                    self._courier.carry(parcel.write())
                except Unreached:
                    self.untried.appendleft(parcel)  # for the others, if they fare better
                    self._was_unreached = True
                    return
                except Exception as error:  # noqa: BLE001  reported: the one who sent it judges
                    self._judge(error)
                    self._reports.put(Carried(parcel.about, error))
                else:
                    self._reports.put(Carried(parcel.about, None))
        finally:
            self._reports.put(None)

    def _judge(self, error: Exception) -> None:
        if isinstance(error, OSError) and not isinstance(error, ABOUT_THE_LETTER):
            self._hung_up = True  # so it may be for every letter
            self.end()


def _opened() -> Line:
    line = Line(get_connection())
    try:
        line.backend.open()
    except OSError as error:
        raise Unreached from error
    return line
