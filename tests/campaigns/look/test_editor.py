"""The editor's form: a draft may keep quiet about its picture; a colour nobody can read is not even saved."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.campaigns.look.photos import photo
from tests.campaigns.pages import FIELDS
from tests.campaigns.test_forms import problems
from undersigned.campaigns import disclosure

pytestmark = pytest.mark.django_db

COMPLETE = {name: FIELDS[name] for name in disclosure.SENTENCES if name != "privacy_notice"}


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_draft_may_have_a_picture_that_nobody_has_described() -> None:
    posted = {"hero_image": str(photo(40, 30).pk), "privacy_notice": "null"}

    assert problems(posted, is_draft=True) == {}


@pytest.mark.parametrize(
    ("said", "refused"),
    [({}, True), ({"hero_alt": "The hall."}, False), ({"hero_is_decorative": "on"}, False)],
)
def test_publishing_asks_what_the_picture_shows(said: dict[str, str], refused: bool) -> None:  # noqa: FBT001
    posted = {"hero_image": str(photo(40, 30).pk), "privacy_notice": "null", **COMPLETE, **said}

    found = problems(posted, is_draft=False)

    assert found.pop("privacy_notice") == [str(disclosure.SENTENCES["privacy_notice"])]  # as no notice was posted
    assert found == ({"hero_alt": [str(disclosure.UNDESCRIBED)]} if refused else {})


def test_even_a_draft_cannot_have_a_colour_that_nobody_can_read() -> None:
    found = problems({"privacy_notice": "null", "action_colour": "#E63946 "}, is_draft=True)

    assert list(found) == ["action_colour"]
    assert found["action_colour"][0].endswith("The nearest shade that has it: #d42337")
