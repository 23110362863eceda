"""Enters what waits, and looks at the log as a stranger would."""

from pathlib import Path

from undersigned.ledger import reading
from undersigned.ledger.enter import Enterer
from undersigned.ledger.files import Files
from undersigned.ledger.models import Log, Waiting
from undersigned.signing import subject
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.transparency import tiles
from undersigned.transparency.audit import Audited, audit
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import VerifierKey, parse_verifier
from undersigned.transparency.sources import Fetch, Missing


class Keeper:
    """One worker's part in the log. `seen`: the checkpoints that the auditor has kept."""

    def __init__(self, folder: Path) -> None:
        self.files = Files(folder / "keys", folder / "mark", host="example.org")
        self.enterer = Enterer(subject_of=subject.of, files=self.files)
        self.seen: list[Checkpoint] = []

    def enter_all(self) -> None:
        while Waiting.objects.exists():
            self.enterer.enter()

    def audit(self, of: Petition) -> Audited:
        """Everything that was seen before must be a beginning of it. Raises `Refused`."""
        audited = audit(fetch(of), by=[key(of)], older=self.seen)
        self.seen.append(audited.opened.checkpoint)
        return audited


def key(of: Petition) -> VerifierKey:
    return parse_verifier(Log.objects.get(petition_id=of.pk).verifier)


def fetch(of: Petition) -> Fetch:
    """As it is served."""

    def get(path: str) -> bytes:
        if path == "checkpoint":
            note = reading.checkpoint(of.uuid)
            data = None if note is None else note.encode()
        elif path == "ended":
            data = (reading.ended(of.uuid, Log.objects.get(uuid=of.uuid).epoch) or "").encode() or None
        else:
            data = reading.tile(of.uuid, *tiles.parse_path(path))
        if data is None:
            raise Missing(f"{path} is not there")
        return data

    return get


def count(of: Petition) -> int:
    """The tally's."""
    return Tally.objects.get(petition=of).count


def standing(of: Petition) -> dict[bytes, int]:
    """How many stand under each text, by its hash."""
    texts = of.texts.order_by("version").values_list("version", "sha256")
    found = {
        bytes(digest): Signature.objects.confirmed().filter(petition=of, text_version=version).count()
        for version, digest in texts
    }
    return {digest: number for digest, number in found.items() if number}


def logged(audited: Audited) -> dict[bytes, int]:
    """The same, by the log."""
    found: dict[bytes, int] = {}
    for section in audited.ledger.totals.sections:
        found[section.digest] = found.get(section.digest, 0) + section.count
    return {digest: number for digest, number in found.items() if number}
