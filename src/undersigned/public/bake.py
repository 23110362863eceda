"""Publishing bakes: every page that is the same for all visitors is rendered once and stored.

The only module of this room that knows Wagtail; the front never imports it.

What changes a page without an editor (a remark on the wall, the deadline passing, a count that has come to another
step of its picture) makes it stale; the worker bakes it.
"""

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.rich_text import RichText

from undersigned.campaigns import picture, publish, render
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.public.models import Baked
from undersigned.public.shelf import HOME
from undersigned.signing.models import Petition
from undersigned.voices import moderate, wall

log = logging.getLogger(__name__)

MOST_VOICES = 6


def listen() -> None:
    """Called once, when the app is ready."""
    publish.published.connect(_on_published, dispatch_uid="public.bake")
    publish.unpublished.connect(_on_unpublished, dispatch_uid="public.bake")
    moderate.wall_changed.connect(_on_wall_changed, dispatch_uid="public.bake")


def campaign(page: CampaignPage) -> None:
    """All pages of one campaign, and the picture that they name."""
    # Drawn before the transaction, which keeps signatures waiting. Should the count come to its next step meanwhile,
    # the step that is stored with the page is the one before, and the worker bakes it again.
    step = _draw(page)
    with transaction.atomic():
        _pages(page, step)


def _draw(page: CampaignPage) -> picture.Step:
    """A page without its picture is better than no page."""
    shown = render.picture_of(page)
    try:
        picture.provide(shown)
    except OSError as error:
        log.warning("bake.no_picture", extra={"picture": shown.name, "error": type(error).__name__})
    return shown.step


def _pages(page: CampaignPage, step: picture.Step) -> None:
    facts = render.facts(page)
    html = render.campaign_html(page, voices=wall.approved(page.petition_id, limit=MOST_VOICES))
    _put(f"{page.petition_id}:campaign", html, petition_id=page.petition_id, facts={"campaign": facts}, step=step)
    notice = {"privacy_notice": RichText(page.privacy_notice), "recipient_gets": page.recipient_gets}
    for kind, extra in (("privacy", notice), ("confirm", {}), ("withdraw", {})):
        with translation.override(page.language):
            html = render_to_string(f"public/{kind}.html", {"campaign": facts, **extra})
        _put(f"{page.petition_id}:{kind}", html, petition_id=page.petition_id)


def home() -> None:
    """The page of all open campaigns."""
    found = HomePage.objects.live().order_by("pk").first()
    if found is None:
        return
    is_open = Q(closes_at__isnull=True) | Q(closes_at__gt=timezone.now())
    pages = CampaignPage.objects.live().filter(is_open).select_related("petition").order_by("-first_published_at", "pk")
    _put(HOME, render.home_html(found, [render.facts(page) for page in pages]), petition_id=None)


def everything() -> None:
    """At the start: a new version brings another style, a changed setting another address."""
    for page in CampaignPage.objects.filter(petition__text_version__gt=0).order_by("pk"):
        campaign(page)
    home()


def stale(*, at: datetime) -> int:
    """Bakes what was marked, what a deadline has closed since, and what needs another picture; how many campaigns."""
    closed = Q(petition__closes_at__lte=at, baked_at__lt=F("petition__closes_at"))
    standing = F("petition__tally__confirmed") - F("petition__tally__withdrawn")
    moved = Q(standing__lt=F("picture_since")) | Q(standing__gte=F("picture_until"))
    names = Baked.objects.annotate(standing=standing).filter(
        Q(is_stale=True) | closed | moved, name__endswith=":campaign", petition__published=True
    )
    petitions = list(names.order_by("petition_id").values_list("petition_id", flat=True))
    for page in CampaignPage.objects.live().filter(petition_id__in=petitions).order_by("pk"):
        campaign(page)
    if petitions:
        home()
    return len(petitions)


def _put(
    name: str,
    html: str,
    *,
    petition_id: int | None,
    facts: Mapping[str, Any] | None = None,
    step: picture.Step | None = None,
) -> None:
    values = {
        "petition_id": petition_id,
        "html": html,
        "facts": facts or {},
        "version": time.time_ns(),
        "is_stale": False,
        "picture_since": step.since if step else None,
        "picture_until": step.until if step else None,
        "baked_at": timezone.now(),
    }
    Baked.objects.update_or_create(name=name, defaults=values)


def _on_published(page: CampaignPage | HomePage, **_: Any) -> None:
    if isinstance(page, CampaignPage):
        campaign(page)
    home()


def _on_unpublished(petition: Petition, **_: Any) -> None:
    # The pages that links in letters open stay; the new version tells the front that the others are not shown.
    Baked.objects.filter(petition=petition).update(version=time.time_ns())
    home()


def _on_wall_changed(petition_id: int, **_: Any) -> None:
    Baked.objects.filter(name=f"{petition_id}:campaign").update(is_stale=True)
