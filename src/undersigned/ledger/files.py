"""What a log has outside of the database: its private key, and the high-water mark, a file each.

The mark is the text of the last checkpoint that was, or is about to be, signed. A database that was restored from an
older backup does not fit it, and would otherwise be given a second history, with the same signature under it.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from undersigned.ledger import durable
from undersigned.ledger.models import Log
from undersigned.transparency import checkpoint, keys
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import SigningKey
from undersigned.transparency.strict import Refused


@dataclass(frozen=True, slots=True)
class Files:
    """The folders of all logs; `host`: what the origin of a new log begins with."""

    keys: Path
    marks: Path
    host: str

    def keys_of(self, uuid: UUID, *, epoch: int = 1) -> list[SigningKey]:
        """The newest first; while it replaces another, that one signs too. Raises `Refused` where the file is none."""
        text = _read(self.key_file(uuid, epoch=epoch)) or ""
        found = [keys.parse_signer(line.strip()) for line in text.strip().splitlines()]
        if any(key.kind != keys.LOG for key in found):
            raise Refused("a witness's key cannot sign a log")
        return found

    def make_key(self, uuid: UUID) -> SigningKey:
        """For a new log: the key's name is the log's origin. Takes the one that is there, if another was faster."""
        key = self.another(f"{self.host}/log/{uuid}")
        with suppress(FileExistsError):
            durable.make(self.key_file(uuid), f"{key.private()}\n")
        return self.keys_of(uuid)[0]

    def another(self, origin: str) -> SigningKey:
        """A new key, in no file yet."""
        return SigningKey(origin, secrets.token_bytes(keys.KEY_LENGTH))

    def set_keys(self, uuid: UUID, signers: Sequence[SigningKey], *, epoch: int = 1) -> None:
        """On disk when it returns."""
        durable.replace(self.key_file(uuid, epoch=epoch), "".join(f"{key.private()}\n" for key in signers))

    def mark_of(self, uuid: UUID, *, epoch: int = 1) -> Checkpoint | None:
        """Raises `Refused` where the file does not hold one."""
        text = _read(self.mark_file(uuid, epoch=epoch))
        return None if text is None else checkpoint.parse(text)

    def set_mark(self, uuid: UUID, mark: Checkpoint, *, epoch: int = 1) -> None:
        """On disk when it returns."""
        durable.replace(self.mark_file(uuid, epoch=epoch), mark.text)

    def key_file(self, uuid: UUID, *, epoch: int = 1) -> Path:
        return self.keys / _name(uuid, epoch)

    def mark_file(self, uuid: UUID, *, epoch: int = 1) -> Path:
        return self.marks / _name(uuid, epoch)


def keys_for(files: Files, log: Log) -> list[SigningKey]:
    """Those that sign it now, among them the one that the log is published with. Raises `Refused`."""
    found, file = files.keys_of(log.uuid, epoch=log.epoch), files.key_file(log.uuid, epoch=log.epoch)
    if not found:
        raise Refused(f"the log's key is not there: put {file} back, or copy it from the machine that has it")
    if log.verifier not in [str(key.verifier) for key in found]:
        raise Refused(f"{file} is not the key that this log is published with: put that one back")
    return found


def _read(file: Path) -> str | None:
    """None: it is not there."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise Refused(f"{file} is not text in UTF-8: put the right one back") from None


def _name(uuid: UUID, epoch: int) -> str:
    """Of both files. A log that had to begin again has others: the old ones tell that it ended."""
    return str(uuid) if epoch == 1 else f"{uuid}.{epoch}"
