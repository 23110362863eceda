"""The rooms that hold something of a person, each by its `personal_data`, as Django finds each app's models.

Rooms above this one are reached so, too: nothing here is imported by name.
"""

from collections.abc import Collection, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Protocol, cast, runtime_checkable
from uuid import UUID

from django.apps import apps

from undersigned.vault.holding import Holding


@runtime_checkable
class Room(Protocol):
    """A room whose rows belong to signatures. A room may also have `waits(petition_id)`: not settled yet."""

    HOLDINGS: tuple[Holding, ...]

    def held(self, petition_id: int, whose: Any) -> dict[str, int]:
        """Rows by table. `whose`: a queryset of the signatures' ids."""

    def erase_many(self, petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
        """Rows that went, by table. Inside the caller's transaction."""


def declaring() -> list[ModuleType]:
    """All that declare something, from the ground floor up."""
    names = [f"{app.name}.personal_data" for app in apps.get_app_configs() if app.name.startswith("undersigned.")]
    return [import_module(name) for name in names if find_spec(name)]


def erasing() -> list[Room]:
    """From the top floor down: `signing`, whose rows tell which others belong to a person, comes after those."""
    return [cast("Room", one) for one in reversed(declaring()) if isinstance(one, Room)]


def waiting(petition_id: int) -> list[str]:
    """The rooms in which something is still on its way."""
    return [name(one) for one in declaring() if hasattr(one, "waits") and one.waits(petition_id)]


def name(room: Any) -> str:
    return str(room.__name__).split(".")[-2]


def held(petition_id: int, whose: Any, *, but: Collection[str] = ()) -> dict[str, int]:
    """Rows by table, of all rooms save for those; tables without any are left out."""
    found: dict[str, int] = {}
    for room in erasing():
        if name(room) in but:
            continue
        for table, rows in room.held(petition_id, whose).items():
            if rows:
                found[table] = found.get(table, 0) + rows
    return dict(sorted(found.items()))


def beside(petition_id: int) -> dict[str, int]:
    """Rows of people who have not signed here, such as those of an earlier list; tables without any are left out."""
    found: dict[str, int] = {}
    for one in declaring():
        found |= one.beside(petition_id) if hasattr(one, "beside") else {}
    return {table: rows for table, rows in sorted(found.items()) if rows}


def clear(petition_id: int, *, most: int) -> int:
    """Up to so many rows of those, of one room; how many went."""
    for one in declaring():
        if hasattr(one, "clear") and (gone := one.clear(petition_id, most=most)):
            return int(gone)
    return 0


def of_address(petition_id: int, email: str) -> dict[str, Any]:
    """What is held of a mailbox that has not signed here, by room."""
    found = {name(one): one.of_address(petition_id, email) for one in declaring() if hasattr(one, "of_address")}
    return {room: told for room, told in found.items() if told}


def erase_address(petition_id: int, email: str) -> dict[str, int]:
    """Rows that went, by table; each room has tables of its own."""
    gone: dict[str, int] = {}
    for one in declaring():
        gone |= one.erase_address(petition_id, email) if hasattr(one, "erase_address") else {}
    return {table: rows for table, rows in gone.items() if rows}


def erase(petition_id: int, ids: Sequence[UUID], *, but: Collection[str] = ()) -> dict[str, int]:
    """All that the rooms hold of these, save for those rooms. Inside the caller's transaction."""
    gone: dict[str, int] = {}
    for room in erasing():
        if name(room) in but:
            continue
        for table, rows in room.erase_many(petition_id, ids).items():
            if rows:
                gone[table] = gone.get(table, 0) + rows
    return gone
