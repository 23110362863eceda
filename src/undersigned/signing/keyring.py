"""The keys of one petition, opened once and kept in memory: its data key and the key of its blind index."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from undersigned.signing.models import DataKey, Petition
from undersigned.vault import blind, entropy, sealing
from undersigned.vault.keys import MasterKeys

FIRST_KID = 1


@dataclass(frozen=True, slots=True)
class PetitionKeys:
    """What seals and finds the personal data of one petition."""

    data: sealing.DataKey
    index_key: bytes

    def seal(self, kind: str, row: object, record: dict[str, Any]) -> bytes:
        """`record` sealed for the row whose id is `row`."""
        nonce = entropy.take(sealing.NONCE_LENGTH)
        return sealing.seal(record, key=self.data, kind=kind, row=str(row), nonce=nonce)

    def unseal(self, kind: str, row: object, sealed: bytes) -> dict[str, Any]:
        """Raises `sealing.CannotOpen`."""
        return sealing.unseal(sealed, key=self.data, kind=kind, row=str(row))

    def index(self, email: str) -> bytes:
        return blind.index(email, key=self.index_key)


def provide(petition: Petition, *, at: datetime) -> None:
    """Makes the petition's data key unless it has one. Inside the caller's transaction."""
    if petition.data_keys.exists():
        return
    wrapped = sealing.wrap(
        secrets.token_bytes(32),
        by=_master().seal,
        kid=FIRST_KID,
        owner=str(petition.uuid),
        nonce=secrets.token_bytes(sealing.NONCE_LENGTH),
    )
    DataKey.objects.create(petition=petition, kid=FIRST_KID, wrapped=wrapped, created_at=at)


@lru_cache(maxsize=1024)
def for_petition(petition_id: int) -> PetitionKeys:
    """One query the first time, none later. Raises `DataKey.DoesNotExist`, `sealing.CannotOpen`."""
    row = DataKey.objects.select_related("petition").get(petition_id=petition_id, kid=FIRST_KID, wrapped__isnull=False)
    owner = str(row.petition.uuid)
    key = sealing.unwrap(bytes(row.wrapped or b""), by=_master().seal, kid=row.kid, owner=owner)
    return PetitionKeys(sealing.data_key(row.kid, key), blind.index_key(_master().index, petition=owner))


def _master() -> MasterKeys:
    keys: MasterKeys = settings.MASTER_KEYS
    return keys
