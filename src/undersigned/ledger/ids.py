"""Ids as 16 bytes on SQLite, where Django keeps them as 32 letters: each entry of the log has one, for ever."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func

if TYPE_CHECKING:
    UUIDField = models.UUIDField[UUID | str, UUID]
else:
    UUIDField = models.UUIDField


class CompactUUIDField(UUIDField):
    """A UUIDField in Python. Compared with another table's column, it is `spelled` first."""

    def get_internal_type(self) -> str:
        return "CompactUUIDField"  # or the backend takes it for a UUIDField, and reads letters

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "blob" if connection.vendor == "sqlite" else "uuid"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        found = super().get_db_prep_value(value, connection, prepared)
        return bytes.fromhex(found) if isinstance(found, str) else found

    def from_db_value(self, value: Any, _expression: object, _connection: BaseDatabaseWrapper) -> UUID | None:
        return UUID(bytes=bytes(value)) if isinstance(value, bytes | memoryview) else value


class Spelled(Func):
    """`Spelled("signature_id")`: the id as a UUIDField has it in this database."""

    output_field = models.UUIDField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="lower(hex(%(expressions)s))", **more)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s", **more)
