"""Accept one signature: the row and the letter it becomes. Knows nothing of HTTP; the door calls it.

Nothing is written here. The door hands the command to the batch and answers after the commit.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from undersigned.signing import sealed
from undersigned.signing.keyring import PetitionKeys
from undersigned.signing.petition import Petition
from undersigned.signing.signature import NewSignature, Sign, State
from undersigned.signing.submission import Submission
from undersigned.transparency import leaf
from undersigned.vault import blind

Entropy = Callable[[int], bytes]


def signature(
    submission: Submission,
    *,
    petition: Petition,
    keys: PetitionKeys,
    language: str,
    hold_reason: str,
    at: datetime,
    entropy: Entropy,
    network: bytes = b"",
) -> Sign:
    """`hold_reason`: empty, or why it must wait for an organiser, unmailed. `entropy(n)`: n random bytes.

    `network`: whence it came, as `network.hashed` made it.
    """
    row = new_id(at, entropy)
    salt = entropy(leaf.SALT_LENGTH)
    mailbox = blind.canonical_email(submission.email)
    record = {
        "name": submission.name,
        "email": submission.email,
        "postcode": submission.postcode,
        "salt": salt.hex(),
        **({"agreed": submission.agreed} if submission.agreed else {}),
    }
    commitment = leaf.commitment(
        salt=salt,
        text_hash=petition.text_hashes[submission.text_version],
        canonical_email=mailbox,
        name=submission.name,
    )
    return Sign(
        NewSignature(
            petition_id=petition.id,
            id=row,
            state=State.HELD if hold_reason else State.PENDING,
            blind_index=keys.index(mailbox),
            sealed=keys.seal("signature", row, sealed.kept_for_letters(record) if keys.recipients else record),
            locked=sealed.locked(record, row=row, petition=petition.uuid, keys=keys, at=at),
            commitment=commitment,
            text_version=submission.text_version,
            wording_version=submission.wording_version,
            wants_updates=submission.wants_updates,
            shows_name=submission.shows_name,
            language=language,
            source=submission.source,
            via=submission.via,
            hold_reason=hold_reason,
            signed_at=at,
            network=network,
        )
    )


def new_id(at: datetime, entropy: Entropy) -> UUID:
    """RFC 9562 §5.7, UUIDv7: ordered by time, so that an index of millions grows at its end."""
    milliseconds = int(at.timestamp() * 1000)
    random = int.from_bytes(entropy(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & (2**62 - 1)
    return UUID(int=value)


def first_id(at: datetime) -> UUID:
    """No signature that came then or later has a smaller id."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
