"""Publishing a page opens its petition; unpublishing or deleting the page takes it off. Signatures stay in any case.

A translation opens nothing: it adds its words to the petition that its original has opened, once that is public.

The signals below are sent once the rows of lower floors are in step with the page: whoever shows pages listens.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import Signal
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from undersigned.campaigns import sealing, stationery, wording
from undersigned.campaigns.languages.fields import shared
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.retention import policy
from undersigned.signing import register
from undersigned.signing.models import Petition

published = Signal()  # kwargs: page (a campaign, or the home page)
unpublished = Signal()  # kwargs: petition, translation (its language; empty: all of it is gone)


def connect() -> None:
    """Called once, when the app is ready."""
    page_published.connect(_on_published, sender=CampaignPage, dispatch_uid="campaigns.published")
    page_published.connect(_on_home_published, sender=HomePage, dispatch_uid="campaigns.home")
    page_unpublished.connect(_on_unpublished, sender=CampaignPage, dispatch_uid="campaigns.unpublished")
    post_delete.connect(_on_unpublished, sender=CampaignPage, dispatch_uid="campaigns.deleted")


def again(petition: Petition) -> None:
    """What is public, as it is, with what was decided since beside the page. Nobody's draft goes with it."""
    pages = CampaignPage.objects.live().filter(petition=petition).order_by("path")
    original = next((page for page in pages if not page.is_translation), None)
    if original:
        _on_published(original)


def open_petition(page: CampaignPage, *, at: Any) -> Petition:
    """The page's petition, brought in step with the page; made if it has none."""
    petition = page.petition or petition_for(page)
    petition.slug = page.slug
    petition.closes_at = policy.closes_at(petition, page.closes_at)
    petition.target = page.target
    petition.postcode_style = page.postcode_style
    register.publish(
        petition,
        text=_text(page),
        statements=wording.statements(page),
        at=at,
        sealed_to=sealing.recipients_of(page),
    )
    return petition


def _text(page: CampaignPage) -> register.PetitionText:
    return register.PetitionText(
        ask=page.title, addressed_to=page.addressed_to, body=page.petition_text, language=page.language
    )


def petition_for(page: CampaignPage) -> Petition:
    """Of a page that has none yet.

    A deleted page's petition that nobody signed gives its address to the new one; see `CampaignPage.clean`.
    """
    taken = CampaignPage.objects.filter(petition__isnull=False).values("petition")
    unsigned = Petition.objects.filter(slug=page.slug).exclude(pk__in=taken).first()
    return unsigned or register.new(slug=page.slug, ask=page.title, language=page.language)


def _on_published(instance: CampaignPage, **_: Any) -> None:
    if not instance.live:
        return  # scheduled for later: Wagtail sends the signal again then
    if not instance.original.live:
        return  # it is shown as soon as the original is
    with transaction.atomic():
        if not instance.is_translation:
            _publish_original(instance)
        for page in [instance] if instance.is_translation else instance.translations().live():
            register.translate(page.petition, text=_text(page), statements=wording.statements(page), at=timezone.now())
            stationery.provide(page)
        policy.promise(instance.original.petition, delivered_on=instance.original.delivered_on)
    published.send(sender=CampaignPage, page=instance)


def _publish_original(page: CampaignPage) -> None:
    page.petition = open_petition(page, at=timezone.now())
    CampaignPage.objects.filter(pk=page.pk).update(petition=page.petition)
    page.translations().update(**shared(page))
    stationery.provide(page)


def _on_home_published(instance: HomePage, **_: Any) -> None:
    if instance.live:
        published.send(sender=HomePage, page=instance)


def _on_unpublished(instance: CampaignPage, **_: Any) -> None:
    # Wagtail unpublishes a page before it deletes it, but not when a whole tree is deleted: either may be the first.
    petition = Petition.objects.filter(pk=instance.petition_id or 0, published=True).first()
    if petition is None:
        return
    if not instance.is_translation:
        register.unpublish(petition)
    translation = instance.language if instance.is_translation else ""
    unpublished.send(sender=CampaignPage, petition=petition, translation=translation)
