"""No more news, and news again after all. The signature stays what it is in both cases."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from undersigned.mail.models import Letter
from undersigned.signing.models import Signature
from undersigned.updates.models import Update


@transaction.atomic
def stop(petition_id: int, signature_id: UUID) -> None:
    """Nothing that waits goes out any more. A second time, or for who is not there, nothing happens."""
    if not _mark(petition_id, signature_id, wants=False):
        return
    _count(petition_id, signature_id, by=1)
    news = Letter.objects.filter(petition_id=petition_id, about=signature_id, kind=Letter.UPDATE)
    news.filter(state__in=(Letter.State.WAITING, Letter.State.STOPPED)).delete()


@transaction.atomic
def again(petition_id: int, signature_id: UUID) -> None:
    """Undoes it."""
    if _mark(petition_id, signature_id, wants=True):
        _count(petition_id, signature_id, by=-1)


def _mark(petition_id: int, signature_id: UUID, *, wants: bool) -> bool:
    """True where that is a change. Only who stands confirmed gets news; who was struck may be put back."""
    had_news = Signature.objects.filter(state__in=(Signature.State.CONFIRMED, Signature.State.STRUCK))
    other = had_news.filter(petition_id=petition_id, id=signature_id, wants_updates=not wants)
    return other.update(wants_updates=wants) > 0


def _count(petition_id: int, signature_id: UUID, *, by: int) -> None:
    """By the update that they got last, which is the one they answer; letters are remembered for a month."""
    news = Letter.objects.filter(petition_id=petition_id, about=signature_id, kind=Letter.UPDATE)
    got = news.filter(state=Letter.State.SENT).order_by("-queued_at", "-id")
    last = got.values_list("update_id", flat=True).first()
    Update.objects.filter(pk=last or 0, unsubscribed_count__gte=-by).update(
        unsubscribed_count=F("unsubscribed_count") + by
    )
