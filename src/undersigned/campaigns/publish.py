"""Publishing a page opens its petition; unpublishing or deleting the page takes it off. Signatures stay in any case.

The signals below are sent once the rows of lower floors are in step with the page: whoever shows pages listens.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import Signal
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from undersigned.campaigns import stationery, wording
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.signing import register
from undersigned.signing.models import Petition

published = Signal()  # kwargs: page (a campaign, or the home page)
unpublished = Signal()  # kwargs: petition


def connect() -> None:
    """Called once, when the app is ready."""
    page_published.connect(_on_published, sender=CampaignPage, dispatch_uid="campaigns.published")
    page_published.connect(_on_home_published, sender=HomePage, dispatch_uid="campaigns.home")
    page_unpublished.connect(_on_unpublished, sender=CampaignPage, dispatch_uid="campaigns.unpublished")
    post_delete.connect(_on_unpublished, sender=CampaignPage, dispatch_uid="campaigns.deleted")


def open_petition(page: CampaignPage, *, at: Any) -> Petition:
    """The page's petition, brought in step with the page; made if it has none."""
    petition = page.petition or _petition_for(page)
    petition.slug = page.slug
    petition.closes_at = page.closes_at
    petition.target = page.target
    petition.postcode_style = page.postcode_style
    text = register.PetitionText(
        ask=page.title, addressed_to=page.addressed_to, body=page.petition_text, language=page.language
    )
    register.publish(petition, text=text, statements=wording.statements(page), at=at)
    return petition


def _petition_for(page: CampaignPage) -> Petition:
    """A deleted page's petition that nobody signed gives its address to the new one; see `CampaignPage.clean`."""
    unsigned = Petition.objects.filter(slug=page.slug, campaign_page__isnull=True).first()
    return unsigned or register.new(slug=page.slug, ask=page.title, language=page.language)


def _on_published(instance: CampaignPage, **_: Any) -> None:
    if not instance.live:
        return  # scheduled for later: Wagtail sends the signal again then
    with transaction.atomic():
        instance.petition = open_petition(instance, at=timezone.now())
        CampaignPage.objects.filter(pk=instance.pk).update(petition=instance.petition)
        stationery.provide(instance)
    published.send(sender=CampaignPage, page=instance)


def _on_home_published(instance: HomePage, **_: Any) -> None:
    if instance.live:
        published.send(sender=HomePage, page=instance)


def _on_unpublished(instance: CampaignPage, **_: Any) -> None:
    # Wagtail unpublishes a page before it deletes it, but not when a whole tree is deleted: either may be the first.
    petition = Petition.objects.filter(pk=instance.petition_id, published=True).first()
    if petition:
        register.unpublish(petition)
        unpublished.send(sender=CampaignPage, petition=petition)
