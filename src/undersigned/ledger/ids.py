"""Ids as 16 bytes on SQLite, where Django keeps them as 32 letters: there is one for each entry of the log, for ever."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func


class CompactUUIDField(models.UUIDField):
    """A UUIDField in Python. Compared with another table's column, it is `spelled` first."""

    def get_internal_type(self) -> str:
        return "CompactUUIDField"  # or the backend takes it for a UUIDField, and reads letters

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "blob" if connection.vendor == "sqlite" else "uuid"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        found = self.to_python(value)
        return found.bytes if found is not None and connection.vendor == "sqlite" else found

    def from_db_value(self, value: Any, _expression: object, _connection: BaseDatabaseWrapper) -> UUID | None:
        return UUID(bytes=bytes(value)) if isinstance(value, bytes | memoryview) else value


class Spelled(Func):
    """`Spelled("signature_id")`: the id as a UUIDField has it in this database."""

    output_field = models.UUIDField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="lower(hex(%(expressions)s))", **more)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="%(expressions)s", **more)
