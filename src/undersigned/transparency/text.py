"""The canonical form of a petition's text, whose hash binds a signature to what was signed."""

import hashlib
import json
import unicodedata


def canonical(*, ask: str, addressed_to: str, body: str, language: str) -> str:
    """JSON with sorted keys, no spaces, UTF-8 as it stands, NFC, lines ended by LF (the subset of RFC 8785 needed)."""
    fields = {"addressed_to": addressed_to, "ask": ask, "body": body, "language": language}
    clean = {name: _normal(value) for name, value in fields.items()}
    return json.dumps(clean, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(canonical_text: str) -> bytes:
    """SHA-256 of the canonical JSON in UTF-8."""
    return hashlib.sha256(canonical_text.encode()).digest()


def fields(canonical_text: str) -> dict[str, str]:
    """What it was made of."""
    found: dict[str, str] = json.loads(canonical_text)
    return found


def _normal(value: str) -> str:
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
