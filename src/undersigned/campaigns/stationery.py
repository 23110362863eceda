"""What a campaign's letters look like, from the page's fields. Empty wordings stay empty: `mail` has words for them."""

from typing import TYPE_CHECKING

from django.conf import settings

from undersigned.mail.models import Stationery

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage


def of(page: "CampaignPage") -> Stationery:
    """The page's stationery as it would be printed now; not saved."""
    return Stationery(
        petition_id=page.petition_id or 0,
        language=page.language,
        sender_name=page.sender_name or page.sponsor[:100],
        sender_address=page.sender_address or settings.DEFAULT_FROM_EMAIL,
        reply_to=page.contact_email,
        ask=page.title[:200],
        slug=page.original.slug,
        paid_for_by=page.paid_for_by,
        confirm_subject=page.confirm_subject,
        confirm_words=page.confirm_words,
        already_subject=page.already_subject,
        already_words=page.already_words,
    )


def provide(page: "CampaignPage") -> None:
    """Stores it. Sheets in another language stay: letters that wait were written on them."""
    fresh = of(page)
    stored = Stationery.objects.filter(petition_id=fresh.petition_id, language=fresh.language).first()
    fresh.pk = stored.pk if stored else None
    fresh.save()
