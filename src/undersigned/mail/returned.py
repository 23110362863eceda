"""By what a letter is known that comes back: its id, signed, in the address it returns to and in its Message-ID.

    base32( letter id 16 ‖ HMAC-SHA256(derive(key, "return"), letter id)[:8] )

39 letters and digits, which no mail server changes but in their case. It says nothing to anybody else, and nobody else
can make one: who invents a bounce stops nobody's letters.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from undersigned.mail.compose import Back
from undersigned.vault.keys import all_of, derive

MAC_LENGTH = 8
_TOKEN = re.compile(rb"(?<![A-Za-z0-9])[A-Za-z2-7]{39}(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Ways:
    """`address`: of a mailbox that takes whatever is behind a plus sign, too; empty: letters return to their sender."""

    key: bytes
    address: str = ""

    def back(self, letter_id: UUID) -> Back:
        token = mint(letter_id, key=self.key)
        local, at, domain = self.address.rpartition("@")
        return Back(token, f"{local}+{token}@{domain}" if at else "")


def mint(letter_id: UUID, *, key: bytes) -> str:
    return base64.b32encode(letter_id.bytes + _mac(letter_id.bytes, key)).decode().rstrip("=").lower()


def find(raw: bytes, *, key: bytes) -> UUID | None:
    """The first letter of ours that is named anywhere in `raw`."""
    return next((found for token in _TOKEN.findall(raw) if (found := _read(token, key))), None)


def _read(token: bytes, key: bytes) -> UUID | None:
    raw = base64.b32decode(token.upper() + b"=")
    letter_id, mac = raw[:16], raw[16:]
    is_ours = any(hmac.compare_digest(mac, _mac(letter_id, one)) for one in all_of(key))
    return UUID(bytes=letter_id) if is_ours else None


def _mac(letter_id: bytes, key: bytes) -> bytes:
    return hmac.new(derive(key, b"return"), letter_id, "sha256").digest()[:MAC_LENGTH]
