"""Asks witnesses to cosign what was signed: c2sp.org/tlog-witness, from the side of the log.

It comes after the sealing, on a thread of its own, and holds nothing up: a witness that is away, slow or lying costs
its own cosignature. Who fetches a checkpoint gets the cosignatures that are there.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from undersigned.ledger.models import Checkpoint, Cosigned, Log
from undersigned.ledger.tables import Tables
from undersigned.transparency import keys, note
from undersigned.transparency.keys import VerifierKey
from undersigned.transparency.strict import Refused, number, to_base64
from undersigned.transparency.tree import Tree

log = logging.getLogger(__name__)

WITHIN_S = 10.0  # from the first packet to the answer's last byte
SHORTEST_PAUSE_S = 1.0  # doubled each time that nothing came
LONGEST_PAUSE_S = 3_600.0  # of a witness that has not been told of this log yet, or will not have it
LONGEST_AWAY_S = 60.0  # of one that cannot be reached
LONGEST = 64 * 1024  # bytes of an answer
CONFLICT = 409
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Witness:
    key: VerifierKey
    address: str  # below which /add-checkpoint is

    @property
    def name(self) -> str:
        return f"{self.key.name}+{self.key.id.hex()}"


def parse(text: str) -> list[Witness]:
    """A line each: public key, blank, address. Empty lines and comments (#) are passed over. Raises `Refused`."""
    return [_witness(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


_Of = tuple[str, int | None]  # the witness's name and a petition's id; None: the witness answers nobody


@dataclass(frozen=True, slots=True)
class _Trouble:
    why: str
    pause_s: float
    again_at: float


class Asker:
    """Used by one thread. Whoever gave nothing is asked again later and later, and why is told once.

    `clock`: seconds that never go back.
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._troubles: dict[_Of, _Trouble] = {}

    def ask(self, witnesses: Iterable[Witness]) -> int:
        """Each for all logs that it has not come up to yet. How many cosignatures were given."""
        return sum(self._round(one) for one in witnesses)

    def _round(self, one: Witness) -> int:
        given, anywhere = 0, (one.name, None)
        for petition_id in list(Log.objects.order_by("petition_id").values_list("petition_id", flat=True)):
            here = (one.name, petition_id)
            if self._rests(anywhere):
                break
            if self._rests(here):
                continue
            try:
                came = _ask(one, petition_id)
            except Refused as trouble:  # of this log: it may know the others
                self._put_off(here, trouble, longest_s=LONGEST_PAUSE_S)
                self._goes_on(anywhere)
            except (OSError, HTTPException) as trouble:
                self._put_off(anywhere, trouble, longest_s=LONGEST_AWAY_S)
            else:
                given += came
                for of in (here, anywhere) if came else ():
                    self._goes_on(of)
        return given

    def _rests(self, of: _Of) -> bool:
        return of in self._troubles and self._clock() < self._troubles[of].again_at

    def _put_off(self, of: _Of, trouble: Exception, *, longest_s: float) -> None:
        before, why = self._troubles.get(of), str(trouble)[:300]
        if before is None or before.why != why:
            log.warning("ledger.witness", extra={"witness": of[0], "petition": of[1], "why": why})
        pause_s = min(2 * before.pause_s, longest_s) if before else SHORTEST_PAUSE_S
        self._troubles[of] = _Trouble(why, pause_s, self._clock() + pause_s)

    def _goes_on(self, of: _Of) -> None:
        if self._troubles.pop(of, None):
            log.warning("ledger.witness_goes_on", extra={"witness": of[0], "petition": of[1]})


def _witness(line: str) -> Witness:
    written, _, address = line.strip().partition(" ")
    key, parts = keys.parse_verifier(written), urlsplit(address.strip())
    if key.kind != keys.WITNESS:
        raise Refused(f"{key.name} is the key of a log, not of a witness")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused(f"the address of {key.name} does not begin with https://")
    return Witness(key, address.strip().rstrip("/"))


def _ask(witness: Witness, petition_id: int) -> bool:
    """Whether a new cosignature came."""
    signed = Checkpoint.objects.filter(petition_id=petition_id, note__isnull=False).order_by("-size").first()
    kept = Cosigned.objects.filter(petition_id=petition_id, witness=witness.name).first()
    if signed is None or signed.note is None or (kept and kept.size >= signed.size):
        return False
    tree, old = Tree(Tables(petition_id).read, signed.size), kept.size if kept else 0
    status, said = _posted(witness, _request(tree, old, signed.note))
    if status == CONFLICT:  # it has seen more, or less, than we remember
        old = number(said.decode("ascii", "replace").removesuffix("\n"), what="the witness's size")
        if old > signed.size:
            raise Refused(f"it has cosigned {old} entries of a log that has {signed.size} here: see undersigned log")
        status, said = _posted(witness, _request(tree, old, signed.note))
    if status != 200:
        raise Refused(f"answered {status}: {said[:200].decode('utf-8', 'replace').strip()}")
    line = _line(witness, signed.note, said)
    given = {"size": signed.size, "note": signed.note, "line": line}
    Cosigned.objects.update_or_create(petition_id=petition_id, witness=witness.name, defaults=given)
    return True


def _request(tree: Tree, old: int, signed: str) -> bytes:
    proof = "".join(f"{to_base64(one)}\n" for one in tree.consistency(old))
    return f"old {old}\n{proof}\n{signed}".encode()


def _line(witness: Witness, signed: str, said: bytes) -> str:
    """Of what was answered the one line that counts, after it was checked. Raises `Refused`."""
    text = note.parse(signed.encode()).text
    for found in note.parse(text.encode() + b"\n" + said).signatures:
        if (found.name, found.key_id) == (witness.key.name, witness.key.id):
            witness.key.check(text, found.value)
            return str(found)
    raise Refused("its answer holds no cosignature of its own")


def _posted(witness: Witness, body: bytes) -> tuple[int, bytes]:
    """Whole, and in time. A timeout of the socket alone would begin anew with each byte that drips in."""
    until = time.monotonic() + WITHIN_S
    connection, path = _connection(witness.address)
    try:
        connection.connect()
        late = threading.Timer(until - time.monotonic(), _cut, [connection.sock])
        late.start()
        try:
            connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8", "Connection": "close"})
            with connection.getresponse() as answer:
                said = answer.status, _limited(answer.read(LONGEST + 1))
        finally:
            late.cancel()
    except (OSError, HTTPException):
        _check_time(until)
        raise
    finally:
        connection.close()
    _check_time(until)  # what was cut off may look like an answer that ended
    return said


def _connection(address: str) -> tuple[HTTPConnection, str]:
    """Follows nobody elsewhere, and asks no proxy. And the path to ask for."""
    parts = urlsplit(f"{address}/add-checkpoint")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.netloc, timeout=WITHIN_S), parts.path


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):  # closed a moment ago
        connected.shutdown(socket.SHUT_RDWR)


def _check_time(until: float) -> None:
    if time.monotonic() >= until:
        raise TimeoutError(f"gave no whole answer within {WITHIN_S:g} seconds") from None


def _limited(data: bytes) -> bytes:
    if len(data) > LONGEST:
        raise Refused("its answer is longer than any")
    return data
