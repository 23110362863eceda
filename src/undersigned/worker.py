"""What is done beside the visitors: letters, stale pages, scheduled publishing, what has expired.

`undersigned serve` runs it as a process beside the server, so that it never holds the interpreter that signatures go
through; `undersigned work` runs it alone. Any number may run: letters are taken by one of them, the rest does no harm
when done twice.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection

from undersigned import settings as knobs
from undersigned.mail import forget
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.mail.postman import Postman
from undersigned.public import bake
from undersigned.signing import expire, letters
from undersigned.voices import offer

log = logging.getLogger(__name__)

PAUSE_S = 0.5
PARTING_S = 3.0  # for letters under way, once it is told to stop


@dataclass(slots=True)
class Chore:
    name: str
    every_s: float
    do: Callable[[], object]
    due: float = 0.0


class Worker:
    """Runs its chores in turn until it is told to stop. A chore that fails is logged and tried at its next time.

    Letters have a thread of their own: a mail server that hangs keeps no page from being baked.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._postman = Postman(contents_of=_contents, clock=_now, connections=knobs.settings.mail_connections)
        self._letters = Chore("letters", 0, self._postman.deliver)
        self._chores = [
            Chore("bake", 0.5, lambda: bake.stale(at=_now())),
            Chore("schedule", 30, lambda: call_command("publish_scheduled", verbosity=0)),
            Chore("expire", 60, lambda: expire.unconfirmed(at=_now())),
            Chore("sweep", 60, offer.sweep),
            Chore("forget", 300, lambda: forget.sent(at=_now())),
        ]

    def run(self) -> None:
        """Returns after `stop`, when the chore at hand is done; letters that nobody answers for are left behind."""
        # A daemon: what waits for a mail server must not keep the process from ending.
        post = threading.Thread(target=self._post, name="letters", daemon=True)
        post.start()
        while not self._stop.is_set():
            for chore in self._chores:
                self._attend(chore)
            self._stop.wait(PAUSE_S)
        connection.close()
        post.join(PARTING_S)

    def stop(self) -> None:
        self._postman.stop()
        self._stop.set()

    def _post(self) -> None:
        while not self._stop.is_set():
            self._attend(self._letters)
            self._stop.wait(self._postman.rest_s)
        self._postman.close()
        connection.close()

    def _attend(self, chore: Chore) -> None:
        if self._stop.is_set() or time.monotonic() < chore.due:
            return
        close_old_connections()
        try:
            chore.do()
        except DatabaseError as error:
            log.warning("worker.database_away", extra={"chore": chore.name, "error": type(error).__name__})
        except Exception:
            log.exception("worker.%s", chore.name)
        chore.due = time.monotonic() + chore.every_s


def _now() -> datetime:
    return datetime.now(UTC)


def _contents(of: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
    return letters.contents(of, site_url=settings.WAGTAILADMIN_BASE_URL, key=settings.MASTER_KEYS.token)
