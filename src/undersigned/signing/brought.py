"""Whom a signer brought: the code in the links they pass on, and how many came by it, confirmed, and stand.

Read for the signer's own page; nothing here is asked while somebody signs. Who passed a petition on to whom, and on
from there, is the chain of `via` in the table: each signature holds the code of the one it came by.
"""

import base64
import hmac
from functools import lru_cache
from uuid import UUID

from undersigned.signing.models import Signature
from undersigned.vault.keys import all_of, derive

CODE_BYTES = 5  # eight characters; of a million signers' codes less than one pair is expected to be alike


def share_code(signature_id: UUID, *, petition: UUID, key: bytes) -> str:
    """Eight characters that tell one signer's links from another's, always the same, and reveal nothing.

    Without the key nobody can tell whose a code is, nor make one for a signature that they know.
    """
    oldest = all_of(key)[-1]  # or links that people have passed on would not be theirs any more
    digest = hmac.new(_share_key(oldest), petition.bytes + signature_id.bytes, "sha256").digest()
    return base64.b32encode(digest[:CODE_BYTES]).decode().lower()


def people(petition_id: int, code: str) -> int:
    """Who came by the links with this code and stand. One query, by an index that holds nobody else."""
    # `via__gt`: what the index says of its rows, so that both databases see that it is meant.
    return Signature.objects.confirmed().filter(petition_id=petition_id, via=code, via__gt="").count()


@lru_cache(maxsize=4)
def _share_key(key: bytes) -> bytes:
    return derive(key, b"share")
