"""What mail providers report by webhook, in the one form that django-anymail makes of it for all of them."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.conf import settings
from django.utils import timezone

from undersigned.mail import returned
from undersigned.returns import refuse, take_in
from undersigned.returns.models import Refusal
from undersigned.returns.report import What

Reason = Refusal.Reason
GONE = (RejectReason.INVALID, RejectReason.BOUNCED)
OF_EVENT = {EventType.COMPLAINED: Reason.COMPLAINT, EventType.UNSUBSCRIBED: Reason.NEVER}
# What a provider knows from before, and therefore did not even try.
OF_REJECTION = {
    RejectReason.INVALID: Reason.BOUNCE,
    RejectReason.BOUNCED: Reason.BOUNCE,
    RejectReason.SPAM: Reason.COMPLAINT,
    RejectReason.UNSUBSCRIBED: Reason.NEVER,
}
WHATS = {Reason.BOUNCE: What.BOUNCE, Reason.COMPLAINT: What.COMPLAINT}


def listen() -> None:
    tracking.connect(on_event, dispatch_uid="undersigned.returns")


def on_event(event: AnymailTrackingEvent, **_: Any) -> None:
    """The address is the provider's word: who knows the webhook's secret is believed. Any number of times."""
    at = timezone.now()
    reason = reason_of(event.event_type, event.reject_reason)
    if reason is not None and event.recipient:
        refuse.address(event.recipient, reason=reason, at=at)
    is_soft = event.event_type == EventType.BOUNCED and reason is None
    what = What.SOFT if is_soft else WHATS.get(reason, What.NOTHING) if reason else What.NOTHING
    found = returned.find(f"{event.message_id} {event.esp_event}".encode(), key=settings.MASTER_KEYS.token)
    if found is not None:
        take_in.letter(found, what, at=at)


def reason_of(event_type: str, reject_reason: str | None) -> Refusal.Reason | None:
    """None: it says nothing for good about the mailbox."""
    if event_type == EventType.BOUNCED:
        return Reason.BOUNCE if reject_reason in GONE else None
    if event_type == EventType.REJECTED:
        return OF_REJECTION.get(reject_reason or "")
    return OF_EVENT.get(event_type)
