"""The editor's form: a draft may lack anything, and a publication is refused in plain sentences."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.campaigns.pages import FIELDS, draft
from undersigned.campaigns import disclosure
from undersigned.campaigns.models import CampaignPage

pytestmark = pytest.mark.django_db

EMPTY_PARAGRAPH = json.dumps(
    {
        "blocks": [
            {
                "key": "a1b2c",
                "text": "",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [],
            }
        ],
        "entityMap": {},
    }
)


def problems(posted: dict[str, Any], *, is_draft: bool) -> dict[str, list[str]]:
    """What Theo is told when he saves, or publishes, what he has typed."""
    page = draft()
    usual = {"language": "en", "postcode_style": "us", "headings": "serif"}
    fields = {"title": FIELDS["title"], "slug": FIELDS["slug"], **usual}
    form = CampaignPage.get_edit_handler().get_form_class()(
        {**fields, "sections-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", **posted},
        {},
        instance=page,
        parent_page=page.get_parent(),
        for_user=get_user_model().objects.create_superuser("theo", "theo@example.net", "x"),
    )
    if is_draft:
        form.defer_required_fields()
    return {name: list(messages) for name, messages in form.errors.items()}


@pytest.mark.parametrize("notice", ["null", EMPTY_PARAGRAPH])
def test_publishing_is_refused_in_the_sentences_of_the_disclosure(notice: str) -> None:
    found = problems({"privacy_notice": notice}, is_draft=False)

    assert found == {name: [str(sentence)] for name, sentence in disclosure.SENTENCES.items()}


@pytest.mark.parametrize("notice", ["null", EMPTY_PARAGRAPH])
def test_a_draft_may_lack_all_of_it(notice: str) -> None:
    assert problems({"privacy_notice": notice}, is_draft=True) == {}


def test_even_a_draft_cannot_have_an_address_of_the_site_itself() -> None:
    assert problems({"privacy_notice": "null", "slug": "media"}, is_draft=True) == {
        "slug": ["This address is one of the site's own. Choose another."]
    }
