"""What is done beside the visitors: letters, stale pages, scheduled publishing, what has expired.

`undersigned serve` runs it in a thread of its own, `undersigned work` as a process. Any number may run: letters are
claimed, the rest does no harm when done twice.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection

from undersigned.mail.models import Letter
from undersigned.mail.postman import Postman
from undersigned.public import bake
from undersigned.signing import expire, letters
from undersigned.voices import offer

log = logging.getLogger(__name__)

PAUSE_S = 0.5


@dataclass(slots=True)
class Chore:
    name: str
    every_s: float
    do: Callable[[], object]
    due: float = 0.0


class Worker:
    """Runs its chores in turn until it is told to stop. A chore that fails is logged and tried at its next time."""

    def __init__(self) -> None:
        postman = Postman(address_of=_address, links_of=_links, clock=_now)
        self._stop = threading.Event()
        self._chores = [
            Chore("bake", 0.5, lambda: bake.stale(at=_now())),
            Chore("letters", 0.5, postman.deliver),
            Chore("schedule", 30, lambda: call_command("publish_scheduled", verbosity=0)),
            Chore("expire", 60, lambda: expire.unconfirmed(at=_now())),
            Chore("sweep", 60, offer.sweep),
        ]

    def run(self) -> None:
        """Returns after `stop`, when the chore at hand is done."""
        while not self._stop.is_set():
            for chore in self._chores:
                self._attend(chore)
            self._stop.wait(PAUSE_S)
        connection.close()

    def stop(self) -> None:
        self._stop.set()

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


def _address(letter: Letter) -> str:
    return letters.address(letter.petition_id, letter.about)


def _links(letter: Letter) -> dict[str, str]:
    return letters.links(
        petition_id=letter.petition_id,
        signature_id=letter.about,
        serial=letter.serial,
        queued_at=letter.queued_at,
        site_url=settings.WAGTAILADMIN_BASE_URL,
        key=settings.MASTER_KEYS.token,
    )
