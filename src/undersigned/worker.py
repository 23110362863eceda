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
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection

from undersigned import settings as knobs
from undersigned.custody import reseal
from undersigned.defence.pace import Pace
from undersigned.delivery import make
from undersigned.fraud import gather as hours
from undersigned.fraud import rules, surge
from undersigned.insight import gather, places
from undersigned.ledger import witnesses
from undersigned.ledger.enter import Enterer
from undersigned.ledger.files import Files
from undersigned.ledger.witnesses import Asker
from undersigned.mail import forget
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.mail.postman import Postman
from undersigned.mail.returned import Ways
from undersigned.offline import bring, settle
from undersigned.public import bake, names
from undersigned.receipts import queue as receipts
from undersigned.receipts.letters import with_receipts
from undersigned.retention import census, erase, scrub
from undersigned.returns import report, take_in
from undersigned.returns.letters import allowed
from undersigned.rights import ask, leave
from undersigned.rights import letters as own
from undersigned.signing import expire, networks, rotate, sealed, subject
from undersigned.updates import letters, sending
from undersigned.voices import offer
from undersigned.watch import hold, ratio

log = logging.getLogger(__name__)

_pace = Pace(knobs.settings.mail_to_a_domain)  # letters of all this process's postmen, of which there is one

PAUSE_S = 0.5
PACKETS_PAUSE_S = 1.0
FRAUD_PAUSE_S = 1.0
ERASING_STEPS = 12
KEY_STEPS = 4
WITNESSES_PAUSE_S = 1.0
PARTING_S = 3.0  # for what is under way in all threads, once it is told to stop


@dataclass(slots=True)
class Chore:
    name: str
    every_s: float
    do: Callable[[], object]
    due: float = 0.0


class Worker:
    """Runs its chores in turn until it is told to stop. A chore that fails is logged and tried at its next time.

    Letters have a thread of their own: a mail server that hangs keeps no page from being baked. So has the log, which
    enters within a second what was counted, whatever is being baked. So have packets and lists that are brought
    in, and the search for fraud and the count of signers by wording: they take minutes.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        ways = Ways(settings.MASTER_KEYS.token, knobs.settings.bounce_address)
        self._postman = Postman(
            contents_of=_contents,
            clock=_now,
            connections=knobs.settings.mail_connections,
            back_of=ways.back,
            on_refused=lambda letter_id, said: take_in.letter(letter_id, report.of_answer(said), at=_now()),
        )
        self._letters = Chore("letters", 0, self._postman.deliver)
        self._enterer = Enterer(subject_of=subject.of, files=log_files())
        self._log = Chore("log", 0, self._enterer.enter)
        self._asker = Asker(clock=time.monotonic)
        self._witnesses = Chore("witnesses", 0, self._ask_witnesses)
        self._packets = Chore("packets", 0, self._make_packets)
        self._rules = Chore("rules", 0, self._follow_rules)
        self._hours = Chore("hours", 30, self._look_at_hours)
        self._census = Chore("census", 600, lambda: census.take(at=_now()))
        self._chores = [
            Chore("bake", 0.5, lambda: bake.stale(at=_now())),
            Chore("papers", 1, bake.papers),
            Chore("names", 60, lambda: names.look(at=_now())),
            Chore("insight", 10, lambda: gather.on(at=_now())),
            Chore("places", 10, lambda: places.on(key=settings.MASTER_KEYS.token)),
            Chore("updates", 2, lambda: sending.turn(at=_now())),
            Chore("receipts", 2, lambda: receipts.turn(at=_now(), is_wanted=knobs.settings.mail_receipts)),
            Chore("schedule", 30, lambda: call_command("publish_scheduled", verbosity=0)),
            Chore("expire", 60, lambda: expire.unconfirmed(at=_now())),
            Chore("watch", 60, lambda: ratio.look(at=_now())),
            Chore("surges", 60, _look_at_surges),
            Chore("networks", 60, lambda: networks.forget(at=_now())),
            Chore("sweep", 60, offer.sweep),
            Chore("keys", 1, self._change_keys),
            Chore("sealed", 30, self._let_go),
            Chore("own pages", 0.5, lambda: ask.turn(at=_now(), new_id=uuid4)),
            Chore("leaving", 2, lambda: leave.turn(at=_now())),
            Chore("retention", 2, self._erase),
            Chore("calendar", 600, lambda: erase.by_date(at=_now())),
            Chore("settle", 2, settle.turn),
            Chore("follow", 30, settle.follow),
            Chore("parts", 30, bake.parts),
            Chore("forget", 300, lambda: forget.sent(at=_now())),
        ]

    def run(self) -> None:
        """Returns after `stop`, when the chore at hand is done; letters that nobody answers for are left behind."""
        beside = [self._post, self._enter, self._pack, self._search, self._cosign]
        # Daemons: what waits for a mail server must not keep the process from ending, and each of them may be killed.
        threads = [threading.Thread(target=one, name=one.__name__.strip("_"), daemon=True) for one in beside]
        for thread in threads:
            thread.start()
        while not self._stop.is_set():
            for chore in self._chores:
                self._attend(chore)
            self._stop.wait(PAUSE_S)
        connection.close()
        until = time.monotonic() + PARTING_S
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def stop(self) -> None:
        self._postman.stop()
        self._stop.set()

    def _post(self) -> None:
        while not self._stop.is_set():
            self._attend(self._letters)
            self._stop.wait(self._postman.rest_s)
        self._postman.close()
        connection.close()

    def _enter(self) -> None:
        while not self._stop.is_set():
            self._attend(self._log)
            self._stop.wait(self._enterer.rest_s)
        connection.close()

    def _pack(self) -> None:
        while not self._stop.is_set():
            self._attend(self._packets)
            self._stop.wait(PACKETS_PAUSE_S)
        connection.close()

    def _cosign(self) -> None:
        while not self._stop.is_set() and knobs.settings.witnesses:
            self._attend(self._witnesses)
            self._stop.wait(WITNESSES_PAUSE_S)
        connection.close()

    def _ask_witnesses(self) -> None:
        if file := knobs.settings.witnesses:
            self._asker.ask(witnesses.parse(file.read_text()))

    def _search(self) -> None:
        while not self._stop.is_set():
            self._attend(self._rules)
            self._attend(self._hours)
            self._attend(self._census)
            self._stop.wait(FRAUD_PAUSE_S)
        connection.close()

    def _follow_rules(self) -> None:
        while not self._stop.is_set() and rules.turn(at=_now()):
            pass

    def _look_at_hours(self) -> None:
        """Rules go first: somebody waits for them."""
        while not self._stop.is_set() and hours.turn(at=_now()):
            self._follow_rules()

    def _change_keys(self) -> None:
        """A few steps, so that pages are not kept waiting."""
        for _ in range(KEY_STEPS):
            if self._stop.is_set() or not rotate.move_index(at=_now()) + reseal.turn(at=_now()):
                return

    def _let_go(self) -> None:
        """Of what a sealed campaign needed for its letters."""
        while not self._stop.is_set() and sealed.drop(at=_now()):
            pass

    def _make_packets(self) -> None:
        while not self._stop.is_set() and bring.turn(at=_now(), root=settings.OFFLINE):
            pass
        while not self._stop.is_set() and make.turn(at=_now(), root=settings.DELIVERIES):
            pass

    def _erase(self) -> None:
        """A dozen steps, so that pages and letters are not kept waiting."""
        for _ in range(ERASING_STEPS):
            if self._stop.is_set() or not erase.turn(at=_now(), scrub=scrub.clean):
                return

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


def _look_at_surges() -> int:
    return surge.look(at=_now()) if knobs.settings.proof_of_work == "when-needed" else 0


def log_files() -> Files:
    one = knobs.settings
    return Files(one.log_keys_folder, one.log_mark_folder, host=urlsplit(one.site_url).netloc)


def _now() -> datetime:
    return datetime.now(UTC)


def _contents(of: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
    site_url, key = settings.WAGTAILADMIN_BASE_URL, settings.MASTER_KEYS.token
    found = letters.contents(of, site_url=site_url, key=key)
    found = own.contents(of, found, site_url=site_url, key=key)
    return allowed(of, hold.held(of, with_receipts(of, found)), wait_of=_pace.wait)
