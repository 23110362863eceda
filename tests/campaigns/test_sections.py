"""The list of sections as a whole."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.sections import Sections, anchors

SHARE = {"type": "share", "value": {"heading": "Share"}}
TEXT = {"type": "text", "value": {"heading": "Why", "body": "<p>x</p>"}}


def refusals(sections: list[dict[str, Any]]) -> list[str]:
    block = CampaignPage._meta.get_field("sections").stream_block
    try:
        block.clean(block.to_python(sections))
    except ValidationError as error:
        return [message for each in error.non_block_errors.as_data() for message in each.messages]
    return []


def test_a_page_has_at_most_so_many_of_each_kind_and_twenty_in_all() -> None:
    assert refusals([SHARE, *[TEXT] * 8]) == []
    assert refusals([SHARE, SHARE]) == ["Spread the word: The maximum number of items is 1"]
    assert refusals([TEXT] * 9) == ["Text: The maximum number of items is 8"]
    assert refusals([TEXT] * 21)[0] == "The maximum number of items is 20"


def test_a_page_may_have_no_section_at_all() -> None:
    assert refusals([]) == []


def test_each_section_has_a_place_of_its_own_in_the_page() -> None:
    sections = Sections().to_python([TEXT, SHARE, TEXT, TEXT])

    assert anchors(sections) == ["text", "share", "text-2", "text-3"]


def test_blocks_stay_out_of_migrations() -> None:
    field = CampaignPage._meta.get_field("sections")

    _, path, arguments, options = field.deconstruct()

    assert path == "undersigned.campaigns.sections.SectionsField"
    assert arguments == []
    assert sorted(options) == ["blank", "verbose_name"]


@pytest.mark.django_db
def test_the_database_is_as_the_models_say() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "campaigns", check=True, dry_run=True, verbosity=0)
