"""Updates on the campaign's page: which, in which language, and that approving one has the page baked anew."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import ROSA
from tests.public.test_shelf import bake
from tests.updates import news
from undersigned.campaigns import render
from undersigned.campaigns.models import CampaignPage
from undersigned.mail.models import Letter
from undersigned.public.models import Baked
from undersigned.signing.models import Petition, Signature
from undersigned.updates import shown
from undersigned.updates.models import Update

pytestmark = pytest.mark.django_db


def test_a_page_shows_those_that_were_approved_for_it_newest_first() -> None:
    petition = news.petition()
    old, new = (news.update(petition, en=(name, "Words.")) for name in ("Old", "New"))
    Update.objects.filter(pk=old.pk).update(approved_at=NOW - timedelta(days=2), kind="news")
    hidden = news.update(petition, en=("Only by letter", "Words."))
    Update.objects.filter(pk=hidden.pk).update(on_page=False)
    news.update(petition, approve=False, en=("A draft", "Words."))
    news.update(factories.petition("another"), en=("Of another", "Words."))

    assert shown.facts(petition.pk, "en") == [
        {
            "id": f"update-{new.pk}",
            "on": "2026-03-02",
            "kind": "Answer",
            "subject": "New",
            "words": "Words.",
            "language": "en",
        },
        {
            "id": f"update-{old.pk}",
            "on": "2026-02-28",
            "kind": "",
            "subject": "Old",
            "words": "Words.",
            "language": "en",
        },
    ]


@pytest.mark.once
def test_a_page_in_another_language_shows_that_or_else_the_petitions_own() -> None:
    petition = news.petition()
    news.update(petition, en=("First", "Yes."))
    news.update(petition, en=("Second", "Yes."), es=("Segunda", "Sí."))

    assert [(one["language"], one["subject"]) for one in shown.facts(petition.pk, "es")] == [
        ("es", "Segunda"),
        ("en", "First"),
    ]


@pytest.mark.once
def test_a_page_whose_language_was_changed_since_shows_what_was_approved() -> None:
    petition = news.petition(ROSA)
    news.update(petition, en=("First", "Yes."))
    Petition.objects.update(language="es")
    Signature.objects.update(language="fr")
    news.turn(after=60)

    assert [(one["language"], one["subject"]) for one in shown.facts(petition.pk, "es")] == [("en", "First")]
    assert Letter.objects.get().language == "en"


@pytest.mark.once
def test_approving_one_for_the_page_has_it_baked_anew_and_another_does_not() -> None:
    petition = news.petition(ROSA)
    bake(petition, version=1)
    draft = news.update(petition, approve=False)
    Update.objects.filter(pk=draft.pk).update(on_page=False)
    marked = Baked.objects.filter(name__endswith=":campaign").values_list("is_stale", flat=True)

    news.approved(news.fresh(draft))
    assert list(marked) == [False]
    news.update(petition)
    assert list(marked.all()) == [True]


@pytest.mark.once
def test_the_campaigns_page_tells_it_with_its_links_and_nothing_else_is_html() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    assert 'id="news"' not in render.campaign_html(page, voices=[])
    update = news.update(page.petition, en=("An <i>answer</i>", "Read https://council.example/answer <b>now</b>"))

    html = render.campaign_html(CampaignPage.objects.get(pk=page.pk), voices=[])

    assert f'<li id="update-{update.pk}">' in html
    assert "An &lt;i&gt;answer&lt;/i&gt;" in html
    assert '<a href="https://council.example/answer" rel="nofollow">https://council.example/answer</a>' in html
    assert "&lt;b&gt;now&lt;/b&gt;" in html
