"""An organiser's words for each way: taken where there are some, shown at the desk as they will be sent."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.campaigns.pages import draft
from undersigned.campaigns import render, share_words

pytestmark = pytest.mark.django_db

OWN = {
    "share_whatsapp": "Hi! I signed.",
    "share_sms": "Sign?",
    "share_post": "Sundays!",
    "share_email_subject": "Will you sign?",
    "share_email_words": "Dear neighbour",
}


def test_the_facts_hold_what_was_written_and_nothing_else() -> None:
    assert render.share(draft())["own"] == {}
    assert render.share(draft(slug="own", **OWN))["own"] == {
        "whatsapp": "Hi! I signed.",
        "sms": "Sign?",
        "post": "Sundays!",
        "subject": "Will you sign?",
        "email": "Dear neighbour",
    }


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("share_whatsapp", "Now (51 characters): <q>Hi! I signed. http://127.0.0.1:8000/own/?s=whatsapp</q>"),
        ("share_sms", "Now (38 characters): <q>Sign? http://127.0.0.1:8000/own/?s=sms</q>"),
        ("share_post", "Now (39 characters): <q>Sundays! http://127.0.0.1:8000/own/?s=x</q>"),
        ("share_email_subject", "Now (14 characters): <q>Will you sign?</q>"),
        ("share_email_words", "Now (49 characters): <q>Dear neighbour http://127.0.0.1:8000/own/?s=email</q>"),
    ],
)
def test_the_desk_shows_what_will_be_sent(field: str, sent: str) -> None:
    assert share_words._preview(draft(slug="own", **OWN), field) == sent


def test_what_is_typed_at_the_desk_cannot_be_longer_than_a_message(client: Client) -> None:
    client.force_login(get_user_model().objects.create_superuser("theo", "theo@example.net", "x"))

    html = client.get(reverse("wagtailadmin_pages:edit", args=[draft(share_sms="<b>Sign</b>").pk])).content.decode()

    assert 'name="share_sms" value="&lt;b&gt;Sign&lt;/b&gt;" maxlength="100"' in html
    assert "<q>&lt;b&gt;Sign&lt;/b&gt; http://127.0.0.1:8000/sundays/?s=sms</q>" in html


def test_after_the_close_nobody_is_asked_to_sign() -> None:
    page = draft()
    page.closes_at = timezone.now()

    assert render.share(page) == {
        "title": "Keep the library open on Sundays",
        "words": "Keep the library open on Sundays",
        "url": "http://127.0.0.1:8000/sundays/",
        "own": {},
        "has_papers": False,
    }
