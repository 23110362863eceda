"""What the doors share: the shelf, the batch, the token key, the clock. One of each in a process."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from starlette.requests import Request

from undersigned.public.shelf import Shelf, Shelved
from undersigned.signing import file as database_file
from undersigned.signing import tokens
from undersigned.signing.batch import Batch
from undersigned.signing.count import Totals
from undersigned.signing.postgres import PostgresStore
from undersigned.signing.signature import Confirmed, Withdrawn
from undersigned.signing.sqlite import SqliteStore
from undersigned.signing.store import Store


@dataclass(frozen=True, slots=True)
class Front:
    shelf: Shelf
    batch: Batch
    key: bytes  # signs links and codes

    def heard(self, petition_id: int, outcome: Confirmed | Withdrawn) -> None:
        """The count as this process has just committed it."""
        self.shelf.heard(petition_id, Totals(outcome.count, outcome.samples))

    def mint(self, kind: tokens.Kind, shelved: Shelved, signature_id: UUID) -> str:
        return tokens.mint(kind, signature_id, petition=shelved.petition.uuid, key=self.key, at=now().timestamp())


def of(request: Request) -> Front:
    front: Front = request.scope["front"]
    return front


def shelved(request: Request) -> Shelved | None:
    """The petition that the address names."""
    return of(request).shelf.find(request.path_params["slug"])


def now() -> datetime:
    return datetime.now(UTC)


def open_store() -> Store:
    """By the database that Django uses. Raises `StoreUnavailable`."""
    key = settings.MASTER_KEYS.token

    def code_of(signature_id: UUID, serial: int) -> str:
        return tokens.code(signature_id, serial, key=key)

    if settings.IS_SQLITE:
        return SqliteStore(database_file.path(str(settings.DATABASES["default"]["NAME"])), code_of=code_of)
    return PostgresStore(settings.DATABASE_ADDRESS, code_of=code_of)
