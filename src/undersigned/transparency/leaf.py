"""The commitment that stands for one signature in the public log: it reveals nothing and can be opened in parts.

    c_e = HMAC-SHA256(HMAC-SHA256(salt, "email"), canonical e-mail)
    c_n = HMAC-SHA256(HMAC-SHA256(salt, "name"), NFC(name))
    C   = SHA-256("undersigned/sign/v1" ‖ 0 ‖ text hash ‖ c_e ‖ c_n)

`salt` is 32 random bytes that are kept only inside the sealed personal data: once that is destroyed the leaf is noise.
"""

import hashlib
import hmac
import unicodedata

SALT_LENGTH = 32
_LABEL = b"undersigned/sign/v1\0"


def commitment(*, salt: bytes, text_hash: bytes, canonical_email: str, name: str) -> bytes:
    """32 bytes. `text_hash`: `text.digest` of the version that was signed."""
    email_part = _part(salt, b"email", canonical_email)
    name_part = _part(salt, b"name", unicodedata.normalize("NFC", name))
    return of_parts(text_hash=text_hash, email_part=email_part, name_part=name_part)


def of_parts(*, text_hash: bytes, email_part: bytes, name_part: bytes) -> bytes:
    """The commitment, where one of its parts is not to be shown."""
    return hashlib.sha256(_LABEL + text_hash + email_part + name_part).digest()


def _part(salt: bytes, field: bytes, value: str) -> bytes:
    return hmac.new(hmac.new(salt, field, "sha256").digest(), value.encode(), "sha256").digest()
