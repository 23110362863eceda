"""What a mail provider reports by webhook, here in Postmark's own form: believed with the secret, not without."""

import base64
from typing import Any

import pytest
from anymail.signals import EventType, RejectReason
from django.conf import settings as product
from django.test import Client
from django.urls import resolve

from tests.factories import NOW
from tests.mail import postroom
from tests.people import INES, ROSA
from undersigned.mail import returned
from undersigned.mail.models import Letter
from undersigned.returns import refuse, urls
from undersigned.returns.models import Return
from undersigned.returns.webhooks import reason_of
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature

SECRET = "postmark:a-long-secret-of-the-tests"
HARD = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 1, "Email": ROSA.email}
COMPLAINT = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "TypeCode": 512, "ID": 2, "Email": ROSA.email}
DELIVERED = {"RecordType": "Delivery", "Recipient": ROSA.email, "DeliveredAt": "2026-03-02T09:30:00Z"}


def _posted(event: dict[str, Any], *, secret: str = SECRET) -> int:
    name = base64.b64encode(secret.encode()).decode()
    answer = Client(raise_request_exception=False).post(
        "/anymail/postmark/tracking/", event, content_type="application/json", HTTP_AUTHORIZATION=f"Basic {name}"
    )
    return int(answer.status_code)


def _reasons(email: str) -> list[str]:
    return [one.reason for one in refuse.of(keyring.mailbox(email))]


@pytest.fixture
def reporting(petition: Petition, settings: Any) -> Petition:
    settings.ROOT_URLCONF = "tests.returns.reported"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    return petition


@pytest.mark.parametrize(("event", "reason"), [(HARD, "bounce"), (COMPLAINT, "complaint")])
@pytest.mark.django_db
def test_what_the_provider_says_of_a_mailbox_is_believed_any_number_of_times(
    reporting: Petition, event: dict[str, Any], reason: str
) -> None:
    letter = postroom.letter(reporting, ROSA)
    Letter.objects.update(state=Letter.State.SENT)
    named = {**event, "MessageID": f"<{returned.mint(letter.id, key=product.MASTER_KEYS.token)}@petition.example.org>"}

    assert [_posted(named), _posted(named)] == [200, 200]
    assert _reasons(ROSA.email) == [reason]
    assert list(Return.objects.values_list("letter_id", "kind")) == [(letter.id, reason)]
    assert Signature.objects.get().hold_reason == f"mail-{reason}"


@pytest.mark.django_db
def test_what_arrived_changes_nothing(reporting: Petition) -> None:
    assert _posted(DELIVERED) == 200
    assert _reasons(ROSA.email) == []


@pytest.mark.django_db
def test_who_does_not_know_the_secret_stops_nobodys_letters(reporting: Petition) -> None:
    assert [_posted(HARD, secret=wrong) for wrong in ("postmark:guessed", "", SECRET[:-1])] == [400, 400, 400]
    assert _reasons(ROSA.email) == []


def test_without_a_secret_there_is_no_such_address() -> None:
    assert resolve("/anymail/postmark/tracking/").url_name != "postmark_tracking_webhook"


def test_nothing_that_a_provider_receives_is_taken() -> None:
    assert [one.name for one in urls.urlpatterns if "inbound" in str(one.name)] == []
    assert len(urls.urlpatterns) > 10


@pytest.mark.parametrize(
    ("event", "why", "reason"),
    [
        (EventType.BOUNCED, RejectReason.BOUNCED, "bounce"),
        (EventType.BOUNCED, RejectReason.INVALID, "bounce"),
        (EventType.BOUNCED, RejectReason.BLOCKED, None),
        (EventType.BOUNCED, RejectReason.TIMED_OUT, None),
        (EventType.REJECTED, RejectReason.SPAM, "complaint"),
        (EventType.REJECTED, RejectReason.UNSUBSCRIBED, "never"),
        (EventType.REJECTED, RejectReason.OTHER, None),
        (EventType.COMPLAINED, RejectReason.SPAM, "complaint"),
        (EventType.UNSUBSCRIBED, None, "never"),
        (EventType.DEFERRED, RejectReason.BOUNCED, None),
        (EventType.DELIVERED, None, None),
        (EventType.OPENED, None, None),
    ],
)
def test_a_mailbox_is_stopped_for_what_is_for_good(event: str, why: str | None, reason: str | None) -> None:
    assert reason_of(event, why) == reason


@pytest.mark.django_db
def test_a_bounce_for_now_is_noted_at_its_letter_alone(reporting: Petition) -> None:
    letter = postroom.letter(reporting, INES, at=NOW)
    Letter.objects.update(state=Letter.State.SENT)
    token = returned.mint(letter.id, key=product.MASTER_KEYS.token)
    soft = {"RecordType": "Bounce", "Type": "VirusNotification", "TypeCode": 4, "ID": 3, "Email": INES.email}

    assert _posted({**soft, "MessageID": token}) == 200
    assert _reasons(INES.email) == []
    assert list(Return.objects.values_list("kind", flat=True)) == ["soft"]
