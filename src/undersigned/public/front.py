"""What the doors share: the shelf, the batch, the token key, the clock. One of each in a process."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from starlette.requests import Request

from undersigned.defence.gate import Gate
from undersigned.public.networks import Networks
from undersigned.public.shelf import Shelf, Shelved
from undersigned.signing import file as database_file
from undersigned.signing import keyring, tokens
from undersigned.signing.batch import Batch
from undersigned.signing.postgres import PostgresStore
from undersigned.signing.sqlite import SqliteStore
from undersigned.signing.store import Store
from undersigned.visits.counter import Counter


@dataclass(frozen=True, slots=True)
class Front:
    shelf: Shelf
    batch: Batch
    key: bytes  # signs links and codes
    gate: Gate
    visits: Counter = field(default_factory=lambda: Counter(timezone.localdate()))
    networks: Networks = field(default_factory=lambda: Networks(settings.MASTER_KEYS.index))

    def mint(self, kind: tokens.Kind, shelved: Shelved, signature_id: UUID) -> str:
        return tokens.mint(kind, signature_id, petition=shelved.petition.uuid, key=self.key, at=now().timestamp())


def of(request: Request) -> Front:
    front: Front = request.scope["front"]
    return front


def shelved(request: Request) -> Shelved | None:
    """The petition that the address names, in the language that it names."""
    return of(request).shelf.find(request.path_params["petition"])


def now() -> datetime:
    return datetime.now(UTC)


def open_store() -> Store:
    """By the database that Django uses. Raises `StoreUnavailable`."""
    key = settings.MASTER_KEYS.token

    def code_of(signature_id: UUID, serial: int) -> str:
        return tokens.code(signature_id, serial, key=key)

    def lift(petition_id: int, version: int, first: bytes) -> bytes:
        try:
            return keyring.lift(petition_id, version, first)
        finally:
            connection.close()  # the batch's thread has no other use for Django's, and nobody else to close it

    if settings.IS_SQLITE:
        path = database_file.path(str(settings.DATABASES["default"]["NAME"]))
        return SqliteStore(path, code_of=code_of, lift=lift)
    return PostgresStore(settings.DATABASE_ADDRESS, code_of=code_of, lift=lift)
