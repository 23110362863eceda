"""The papers of data protection: made from what the rooms declare, complete, in both languages."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import INES, ROSA
from tests.voices.remarks import offered
from undersigned.campaigns.organisation import Organisation
from undersigned.cli import main
from undersigned.records import papers
from undersigned.retention import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What ties a row to a person, or is one's.
TELLING = {"signature_id", "about", "blind_index", "mailbox", "email", "sealed"}


def test_every_table_that_tells_of_a_person_is_in_the_record() -> None:
    declared = {one.table for room in rooms.declaring() for one in room.HOLDINGS}
    telling = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("undersigned.")
        and TELLING & {field.name for field in model._meta.concrete_fields}
    }

    assert telling - declared - {"campaigns_organisation", "fraud_crowd"} == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_record_names_every_holding_and_every_campaign(language: str) -> None:
    petition = desk.campaign("Keep the library open", "library").petition
    factories.signature(petition, ROSA)
    said = papers.markdown("record", at=NOW, language=language)

    assert [one.table for room in rooms.declaring() for one in room.HOLDINGS if f"{one.table}: " not in said] == []
    assert "### Keep the library open" in said
    assert ("180 days" in said) or ("180 días" in said)


def test_the_breach_kit_has_the_numbers_of_each_campaign_and_nobodys_name() -> None:
    petition = desk.campaign("Keep the library open", "library").petition
    offered(factories.signature(petition, ROSA))
    factories.signature(petition, INES)

    said = papers.markdown("breach", at=NOW, language="en")

    assert "### Keep the library open: 2 people\n\n- signing_signature: 2\n- voices_remark: 1\n" in said
    assert "sealed by the campaign’s key; a keyed hash; in clear: name, email address, postcode" in said
    assert [word for word in (ROSA.name, ROSA.email, "my children") if word in said] == []


@pytest.mark.parametrize("name", papers.NAMES)
def test_both_languages_have_the_same_sections_tables_and_brackets(name: str) -> None:
    Organisation.objects.create(sponsor="Friends & Sons", contact_email="us@example.org")
    english, spanish = (papers.markdown(name, at=NOW, language=language) for language in ("en", "es"))

    def shape(text: str) -> list[str]:
        return [found[0] for found in re.finditer(r"^(#+|\d+\.|-|\|)(?= )", text, re.MULTILINE)]

    assert shape(english) == shape(spanish)
    assert "Friends & Sons" in english or name == "breach"


def test_what_an_organiser_typed_is_no_html() -> None:
    Organisation.objects.create(sponsor="<script>alert(1)</script>", contact_email="us@example.org")

    assert "<script>" not in papers.page("record", at=NOW, language="en")


def test_the_command_writes_all_of_them(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["records", str(tmp_path), "--language", "es"])

    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{name}.{ending}" for name in papers.NAMES for ending in ("md", "html")
    )
    assert (tmp_path / "record.md").read_text().startswith("# Registro de actividades de tratamiento\n")
