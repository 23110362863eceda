"""What a declaration's hash in the log is of: docs/spec/offline.md. Public, and for good: it names no person."""

import hashlib
import json
import re
import unicodedata
from typing import Any
from uuid import UUID

from undersigned.offline.models import Batch

FORMAT = "undersigned offline 1"


def written(batch: Batch, *, list_hash: bytes | None = None) -> str:
    """Canonical JSON. `list_hash`: of an earlier list's file, see `salted`."""
    told: dict[str, Any] = {
        "basis": batch.basis,
        "format": FORMAT,
        "kind": str(batch.kind),
        "number": batch.number,
        "petition": str(batch.petition.uuid),
        "place": batch.place,
        "since": batch.since.isoformat() if batch.since else "",
        "until": batch.until.isoformat() if batch.until else "",
    }
    if list_hash is None:
        told["scans"] = sorted(facts["sha256"] for facts in batch.files.values())
    else:
        told["list"] = list_hash.hex()
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def digest(manifest: str) -> bytes:
    return hashlib.sha256(manifest.encode()).digest()


def served(petition: UUID, name: str) -> str | None:
    """By its hash in lower-case hexadecimal. None: the petition has declared none such."""
    if not re.fullmatch("[0-9a-f]{64}", name):
        return None
    found = Batch.objects.filter(petition__uuid=petition, manifest_hash=bytes.fromhex(name))
    return found.values_list("manifest", flat=True).first()


def salted(salt: bytes, file_hash: bytes) -> bytes:
    """Of a list of a few people, the bare hash could be found by trying: without the salt it cannot."""
    return hashlib.sha256(salt + file_hash).digest()
