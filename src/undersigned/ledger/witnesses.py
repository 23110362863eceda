"""Asks witnesses to cosign what was signed: c2sp.org/tlog-witness, from the side of the log.

It comes after the sealing, on a thread of its own, and holds nothing up: a witness that is away, slow or lying costs
its own cosignature. Who fetches a checkpoint gets the cosignatures that are there.
"""

import logging
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit

from undersigned.ledger.models import Checkpoint, Cosigned, Log
from undersigned.ledger.tables import Tables
from undersigned.transparency import keys, note
from undersigned.transparency.keys import VerifierKey
from undersigned.transparency.strict import Refused, number, to_base64
from undersigned.transparency.tree import Tree

log = logging.getLogger(__name__)

WITHIN_S = 5.0
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


def ask(witnesses: Iterable[Witness]) -> int:
    """Each for all logs that it has not come up to yet. How many cosignatures were given."""
    given = 0
    for one in witnesses:
        for petition_id in list(Log.objects.order_by("petition_id").values_list("petition_id", flat=True)):
            try:
                given += _ask(one, petition_id)
            except Refused as trouble:
                _tell(one, trouble)  # of this log: it may know the others
            except (OSError, HTTPException) as trouble:
                _tell(one, trouble)
                break  # another time
    return given


def _tell(one: Witness, trouble: Exception) -> None:
    log.warning("ledger.witness", extra={"witness": one.key.name, "why": str(trouble)[:300]})


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
    request = urllib.request.Request(f"{witness.address}/add-checkpoint", data=body, method="POST")  # noqa: S310  parsed
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with _opener.open(request, timeout=WITHIN_S) as answer:
            return answer.status, _limited(answer.read(LONGEST + 1))
    except HTTPError as error:
        with error:
            return error.code, _limited(error.read(LONGEST + 1))


def _limited(data: bytes) -> bytes:
    if len(data) > LONGEST:
        raise Refused("its answer is longer than any")
    return data


def _straight() -> urllib.request.OpenerDirector:
    """Follows nobody elsewhere, and asks no proxy."""
    opener = urllib.request.OpenerDirector()
    handlers = (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    )
    for handler in handlers:
        opener.add_handler(handler())
    return opener


_opener = _straight()
