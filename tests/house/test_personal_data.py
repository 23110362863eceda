"""Every room that holds something of a person says so, and can hand it out and erase it."""

import importlib

from django.apps import apps
from django.db.models import BinaryField

from tests.house import tree

HOLDERS = {"delivery", "fraud", "ledger", "mail", "offline", "public", "returns", "rights", "signing", "voices"}
ERASED_BY_WITHDRAWING = {"ledger", "signing"}  # the one way a signature's personal data goes: `signature.Withdraw`


def test_every_room_with_sealed_columns_is_known_to_hold_personal_data() -> None:
    rooms = {room.name for room in tree.rooms()}
    sealed = {
        model._meta.app_label
        for model in apps.get_models()
        if any(field.name.startswith("sealed") for field in model._meta.fields if isinstance(field, BinaryField))
    }

    assert (sealed & rooms) - HOLDERS == set()


def test_every_such_room_says_what_it_holds_and_can_hand_it_out_and_erase_it() -> None:
    for room in sorted(HOLDERS):
        module = importlib.import_module(f"undersigned.{room}.personal_data")

        assert module.HOLDINGS, room
        assert callable(module.export), room
        assert callable(getattr(module, "erase", None)) or room in ERASED_BY_WITHDRAWING, room


def test_what_a_room_says_it_holds_is_what_its_tables_hold() -> None:
    columns = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in apps.get_models()
    }

    for room in sorted(HOLDERS):
        for holding in importlib.import_module(f"undersigned.{room}.personal_data").HOLDINGS:
            assert set(holding.columns) - columns[holding.table] == set(), f"{room}: {holding.table}"
