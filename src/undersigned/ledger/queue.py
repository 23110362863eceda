"""Puts into the waiting rows what no store counts: texts, what an organiser strikes or declares, sample signers.

Each inside the caller's transaction.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from undersigned.ledger import waiting
from undersigned.ledger.models import Waiting
from undersigned.transparency.entry import Reason

ROWS_AT_ONCE = 1_000


def text(petition_id: int, *, version: int) -> None:
    """It is in the log before anything that is signed under it."""
    Waiting.objects.create(petition_id=petition_id, kind=waiting.TEXT, text_version=version)


def void(petition_id: int, commitments: Mapping[UUID, bytes], *, reason: Reason) -> None:
    """`commitments`: by the signatures' ids."""
    _change_all(petition_id, commitments, kind=waiting.VOID, reason=reason)


def reinstate(petition_id: int, commitments: Mapping[UUID, bytes]) -> None:
    """Only of what others than its signer have voided; see `transparency.ledger`."""
    _change_all(petition_id, commitments, kind=waiting.REINSTATE, reason=0)


def declare(petition_id: int, declared_id: UUID, *, number: int, manifest: bytes) -> None:
    """`number` signatures beside the count. `manifest`: the hash of what tells more of them."""
    _change(petition_id, declared_id, kind=waiting.OFFLINE, reason=0, commitment=_declaration(number, manifest))


def take_back(petition_id: int, declared_id: UUID, *, reason: Reason, number: int, manifest: bytes) -> None:
    """What was declared. `declare_again` undoes it."""
    _change(petition_id, declared_id, kind=waiting.VOID, reason=reason, commitment=_declaration(number, manifest))


def declare_again(petition_id: int, declared_id: UUID, *, number: int, manifest: bytes) -> None:
    _change(petition_id, declared_id, kind=waiting.REINSTATE, reason=0, commitment=_declaration(number, manifest))


def samples(petition_id: int, ids: Iterable[UUID], *, text_version: int) -> None:
    _put(petition_id, ids, kind=waiting.SIGN, reason=0, text_version=text_version)


def void_samples(petition_id: int, ids: Iterable[UUID]) -> None:
    _put(petition_id, ids, kind=waiting.VOID, reason=Reason.INVALIDATED, text_version=0)


def _declaration(number: int, manifest: bytes) -> bytes:
    return number.to_bytes(4, "big") + manifest


def _change(petition_id: int, signature_id: UUID, *, kind: int, reason: int, commitment: bytes) -> None:
    _change_all(petition_id, {signature_id: commitment}, kind=kind, reason=reason)


def _change_all(petition_id: int, commitments: Mapping[UUID, bytes], *, kind: int, reason: int) -> None:
    Waiting.objects.bulk_create(
        (
            Waiting(
                petition_id=petition_id,
                signature_id=one,
                kind=kind,
                reason=reason,
                text_version=0,
                commitment=commitment,
            )
            for one, commitment in commitments.items()
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _put(petition_id: int, ids: Iterable[UUID], *, kind: int, reason: int, text_version: int) -> None:
    Waiting.objects.bulk_create(
        (
            Waiting(
                petition_id=petition_id,
                signature_id=one,
                kind=kind,
                reason=reason,
                text_version=text_version,
                commitment=waiting.NO_COMMITMENT,
            )
            for one in ids
        ),
        batch_size=ROWS_AT_ONCE,
    )
