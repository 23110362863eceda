"""When data is deleted: one truth about this site, which the choice makes; an organiser's words are of their copies."""

import re

import pytest

from tests.campaigns.pages import published
from tests.factories import signature
from tests.organiser.desk import text_of
from tests.people import ROSA
from undersigned.campaigns import publish
from undersigned.campaigns.models import CampaignPage
from undersigned.public.models import Baked
from undersigned.retention import policy
from undersigned.retention.models import Policy, Promise
from undersigned.retention.terms import Terms

pytestmark = pytest.mark.django_db

OURS = "This site deletes what it holds of you 30 days after the petition closes. The count stays."
COPIES = "When we delete copies of our own, taken from this site"


def page() -> CampaignPage:
    return published(deleted_when="When it suits us.")


def facts(of: CampaignPage) -> list[tuple[str, str]]:
    """On the privacy page: what is said of deleting, and where."""
    html = Baked.objects.get(name=f"{of.petition_id}:privacy").html
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    return [(name, words) for name, words in found if "delete" in name]


def card(of: CampaignPage) -> str:
    html = Baked.objects.get(name=f"{of.petition_id}:campaign").html
    return text_of(html[html.index('<details class="hint">') :].partition("</details>")[0])


def test_what_the_site_deletes_is_said_by_the_choice_alone() -> None:
    made = page()
    policy.choose(made.petition, Terms(30))

    publish.again(made.petition)

    assert facts(made) == [("When it is deleted", OURS), (COPIES, "When it suits us")]
    assert f"{OURS} Copies of our own, taken from this site, are deleted: When it suits us." in card(made)


def test_where_nobody_has_chosen_the_organisers_words_stand_for_all() -> None:
    """A campaign from before there was a choice, with signatures."""
    made = page()
    signature(made.petition, ROSA)
    Policy.objects.all().delete()
    Promise.objects.all().delete()

    publish.again(made.petition)

    assert facts(made) == [("When it is deleted", "When it suits us")]
    assert "Deleted: When it suits us." in card(made)
