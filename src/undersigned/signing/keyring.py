"""The keys of one petition, opened once and kept in memory: its data keys and those of its blind index."""

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Max

from undersigned.signing.models import DataKey, IndexLayer, Petition
from undersigned.vault import blind, entropy, sealing
from undersigned.vault import keys as key_files
from undersigned.vault.keys import MasterKeys

FIRST_KID = 1


class KeyDestroyed(Exception):
    """The petition's data key was destroyed: nothing can be sealed until it is published anew, with a new key."""


@dataclass(frozen=True, slots=True)
class PetitionKeys:
    """What seals and finds the personal data of one petition."""

    data: sealing.DataKey | None  # the newest, which seals; None: destroyed
    index_key: bytes
    older: Mapping[int, sealing.DataKey] = field(default_factory=dict)  # by id; they still open
    petition_id: int = 0
    recipients: tuple[str, ...] = ()  # in sealed mode: whose keys alone open records

    def seal(self, kind: str, row: object, record: dict[str, Any]) -> bytes:
        """`record` sealed for the row whose id is `row`. Raises `KeyDestroyed`."""
        if self.data is None:
            raise KeyDestroyed(f"petition {self.petition_id}")
        nonce = entropy.take(sealing.NONCE_LENGTH)
        return sealing.seal(record, key=self.data, kind=kind, row=str(row), nonce=nonce)

    def unseal(self, kind: str, row: object, sealed: bytes) -> dict[str, Any]:
        """Raises `sealing.CannotOpen`."""
        kid = sealing.kid_of(sealed)
        key = self.by_id(kid) or self._made_since(kid) or self.data
        if key is None:
            raise sealing.CannotOpen(f"{kind} {row}: the petition's key was destroyed")
        return sealing.unseal(sealed, key=key, kind=kind, row=str(row))

    def index(self, email: str) -> bytes:
        """The first version, whatever layers the petition's index has by now; see `layers`."""
        return blind.index(email, key=self.index_key)

    def by_id(self, kid: int) -> sealing.DataKey | None:
        return self.data if self.data and self.data.kid == kid else self.older.get(kid)

    def _made_since(self, kid: int) -> sealing.DataKey | None:
        """By another process, after these keys were read."""
        if not self.petition_id or kid <= (self.data.kid if self.data else 0):
            return None
        for_petition.cache_clear()
        return for_petition(self.petition_id).by_id(kid)


def provide(petition: Petition, *, at: datetime) -> None:
    """Makes the petition's data key unless it has one. Inside the caller's transaction."""
    if not petition.data_keys.filter(wrapped__isnull=False).exists():
        add_data_key(petition, at=at)


def add_data_key(petition: Petition, *, at: datetime) -> DataKey:
    """One more, which seals from now on. Inside the caller's transaction."""
    newest: int | None = petition.data_keys.aggregate(newest=Max("kid"))["newest"]
    kid = newest + 1 if newest else FIRST_KID
    wrapped = wrap(secrets.token_bytes(32), kid=kid, owner=str(petition.uuid))
    return DataKey.objects.create(petition=petition, kid=kid, wrapped=wrapped, created_at=at)


def add_layer(petition: Petition, *, at: datetime) -> IndexLayer:
    """One more layer of the blind index. Inside the caller's transaction, in which nobody may sign: see `rotate`."""
    newest: int = petition.index_layers.aggregate(newest=Max("version"))["newest"] or blind.VERSION
    version = newest + 1
    wrapped = wrap(secrets.token_bytes(32), kid=version, owner=layer_owner(petition))
    return IndexLayer.objects.create(petition=petition, version=version, wrapped=wrapped, created_at=at)


@lru_cache(maxsize=1024)
def for_petition(petition_id: int) -> PetitionKeys:
    """One query the first time, none later. Raises `DataKey.DoesNotExist`, `sealing.CannotOpen`."""
    rows = list(DataKey.objects.select_related("petition__sealed_to").filter(petition_id=petition_id).order_by("-kid"))
    if not rows:
        raise DataKey.DoesNotExist(f"petition {petition_id} has no data key: it was never published")
    owner = str(rows[0].petition.uuid)
    found = [
        sealing.data_key(row.kid, unwrap(bytes(row.wrapped), kid=row.kid, owner=owner))
        for row in rows
        if row.wrapped is not None
    ]
    index_key = blind.index_key(_master().index, petition=owner)
    sealed_to = getattr(rows[0].petition, "sealed_to", None)
    return PetitionKeys(
        data=found[0] if found else None,
        index_key=index_key,
        older={key.kid: key for key in found[1:]},
        petition_id=petition_id,
        recipients=tuple(sealed_to.recipients) if sealed_to else (),
    )


def lift(petition_id: int, version: int, first: bytes) -> bytes:
    """The first version of an index, as it is in this version; see `layers`. Raises `sealing.CannotOpen`."""
    index = first
    for one in range(blind.VERSION + 1, version + 1):
        index = blind.layer(index, key=_layer_key(petition_id, one))
    return index


def layer_key(layer: IndexLayer) -> bytes:
    """Raises `sealing.CannotOpen`."""
    return unwrap(bytes(layer.wrapped), kid=layer.version, owner=layer_owner(layer.petition))


@lru_cache(maxsize=1024)
def _layer_key(petition_id: int, version: int) -> bytes:
    return layer_key(IndexLayer.objects.select_related("petition").get(petition_id=petition_id, version=version))


def layer_owner(petition: Petition) -> str:
    return f"index of {petition.uuid}"


def all_for(petition_ids: Iterable[int]) -> dict[int, PetitionKeys]:
    """Of these petitions, as they are now, whoever has changed them. One query where none was changed."""
    newest = dict(DataKey.objects.filter(wrapped__isnull=False).values_list("petition_id").annotate(newest=Max("kid")))
    found = {one: for_petition(one) for one in petition_ids}
    if all((keys.data.kid if keys.data else None) == newest.get(one) for one, keys in found.items()):
        return found
    for_petition.cache_clear()
    return {one: for_petition(one) for one in found}


def forget() -> None:
    """All that was read: it is read anew when it is next asked for."""
    for_petition.cache_clear()
    _layer_key.cache_clear()


def wrap(key: bytes, *, kid: int, owner: str) -> bytes:
    """By the newest master key, also where this process was started with the one before."""
    return sealing.wrap(key, by=seal_key(), kid=kid, owner=owner, nonce=secrets.token_bytes(sealing.NONCE_LENGTH))


def unwrap(wrapped: bytes, *, kid: int, owner: str) -> bytes:
    """Raises `sealing.CannotOpen`."""
    try:
        return sealing.unwrap(wrapped, by=_master().seal, kid=kid, owner=owner)
    except sealing.CannotOpen:
        for key in seal_keys()[1:]:
            with suppress(sealing.CannotOpen):
                return sealing.unwrap(wrapped, by=key, kid=kid, owner=owner)
        raise


def seal_key() -> bytes:
    """The newest master key. Reads the key files."""
    return key_files.current(_master().seal, folder=settings.KEYS_FOLDER, name="seal")


def seal_keys() -> list[bytes]:
    """The master key that this process was started with, then those before and after it. Reads the key files."""
    return key_files.relatives(_master().seal, folder=settings.KEYS_FOLDER, name="seal")


def mailbox(email: str) -> bytes:
    """The index of a mailbox over the whole installation: who gets no letter any more is found by it."""
    # By the first key there was: nothing is kept by which an entry could be made anew under another.
    return blind.index(email, key=_mailbox_key(key_files.all_of(_master().index)[-1]))


@lru_cache(maxsize=4)
def _mailbox_key(master: bytes) -> bytes:
    return blind.mailbox_key(master)


def _master() -> MasterKeys:
    keys: MasterKeys = settings.MASTER_KEYS
    return keys
