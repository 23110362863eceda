"""What import-linter cannot see of the rooms' floors: keys between tables, and whether its own lists are complete."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.house import tree

# They bake, with Wagtail's pages in hand. All else in `public` answers visitors.
BAKERY = {"bake", "apps"}


def floor_of() -> dict[str, int]:
    """Room -> floor, the ground floor being 0."""
    layers = reversed(tree.contract("floors")["layers"])
    return {room: floor for floor, layer in enumerate(layers) for room in re.findall(r"\w+", layer)}


def test_every_room_is_on_a_floor() -> None:
    assert [room.name for room in tree.rooms() if room.name not in floor_of()] == []


def test_no_table_points_to_a_higher_floor_or_along_its_own() -> None:
    floors = floor_of()
    upward = []
    for model in apps.get_models(include_auto_created=True):
        room = model._meta.app_label
        for field in model._meta.get_fields(include_hidden=False):
            target = field.related_model if field.is_relation and not field.auto_created else None
            if isinstance(target, type) and room in floors and target._meta.app_label in floors:
                other = target._meta.app_label
                if other != room and floors[other] >= floors[room]:
                    upward.append(f"{room}.{model.__name__}.{field.name} -> {other}.{target.__name__}")

    assert upward == []


def test_the_hot_path_contract_names_every_file_that_answers_visitors() -> None:
    files = {path.stem for path in (tree.PACKAGE / "public").glob("*.py")} - BAKERY - {"__init__"}
    listed = {name.removeprefix("undersigned.public.") for name in tree.contract("hot-path")["source_modules"]}

    assert files - listed == set()


@pytest.mark.django_db
@pytest.mark.once
def test_the_migrations_say_what_the_models_say(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"
