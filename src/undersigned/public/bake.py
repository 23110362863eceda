"""Publishing bakes: every page that is the same for all visitors is rendered once and stored.

The only module of this room that knows Wagtail; the front never imports it.

What changes a page without an editor (a remark on the wall, the deadline passing, a count that has come to another
step of its picture) makes it stale; the worker bakes it.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_delete
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.images.models import Rendition
from wagtail.rich_text import RichText

from undersigned.campaigns import picture, publish, render
from undersigned.campaigns.look import renditions
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.campaigns.papers import content, setting
from undersigned.offline import declare
from undersigned.offline import parts as offline_parts
from undersigned.public.models import Baked
from undersigned.public.shelf import HOME, place
from undersigned.signing.models import Petition
from undersigned.updates import sending
from undersigned.voices import moderate, wall

log = logging.getLogger(__name__)

MOST_VOICES = 6

T = TypeVar("T")


def listen() -> None:
    """Called once, when the app is ready."""
    publish.published.connect(_on_published, dispatch_uid="public.bake")
    publish.unpublished.connect(_on_unpublished, dispatch_uid="public.bake")
    moderate.wall_changed.connect(_on_wall_changed, dispatch_uid="public.bake")
    sending.page_changed.connect(_on_wall_changed, dispatch_uid="public.bake")
    declare.parts_changed.connect(_on_wall_changed, dispatch_uid="public.bake")
    post_delete.connect(_on_rendition_gone, sender=Rendition, dispatch_uid="public.bake")


def campaign(page: CampaignPage) -> None:
    """All pages of one campaign, and the pictures that they name."""
    # Drawn before the transaction, which keeps signatures waiting. Should the count come to its next step meanwhile,
    # the step that is stored with the page is the one before, and the worker bakes it again.
    step = _draw(page)
    with transaction.atomic():
        _pages(page, step)
        _order_papers(page)


def _draw(page: CampaignPage) -> picture.Step:
    """A page without its picture is better than no page."""
    renditions.provide(page)
    shown = render.picture_of(page)
    try:
        picture.provide(shown)
    except OSError as error:
        log.warning("bake.no_picture", extra={"picture": shown.name, "error": type(error).__name__})
    return shown.step


def _pages(page: CampaignPage, step: picture.Step) -> None:
    facts = render.facts(page)
    voices = wall.approved(page.petition.pk, limit=MOST_VOICES)
    signers = render.signers(page, at=timezone.now())
    html = render.campaign_html(page, voices=voices, signers=signers or ())
    kept = {"campaign": facts} if signers is None else {"campaign": facts, "names": signers}
    own = _place(page)
    _put(f"{own}:campaign", html, page=page, facts=kept, step=step)
    notice = {"privacy_notice": RichText(page.privacy_notice), "recipient_gets": page.recipient_gets}
    for kind, extra in (("privacy", notice), ("confirm", {}), ("withdraw", {})):
        with translation.override(page.language):
            html = render_to_string(f"public/{kind}.html", {"campaign": facts, **extra})
        _put(f"{own}:{kind}", html, page=page)


def _order_papers(page: CampaignPage) -> None:
    """For the worker to set, where they say something else now. Emptied where there are none any more."""
    needed = {paper.kind: paper.digest for paper in content.of(page)} if page.live else {}
    for kind in content.KINDS:
        digest = needed.get(kind, "")
        known = Baked.objects.filter(name=f"{_place(page)}:{kind}")
        if known.filter(facts={"digest": digest}).exists():
            continue
        values: dict[str, Any] = {"facts": {"digest": digest}, "is_stale": bool(digest), "version": time.time_ns()}
        values |= {} if digest else {"body": b""}
        if not known.update(**values) and digest:
            petition_id = page.petition_id
            name, at = f"{_place(page)}:{kind}", timezone.now()
            Baked.objects.create(name=name, petition_id=petition_id, body=b"", baked_at=at, **values)


def papers() -> int:
    """Sets what was ordered, each in a process of its own; how many it set."""
    ordered = Baked.objects.filter(Q(name__endswith=":poster") | Q(name__endswith=":sheet"), is_stale=True)
    names = dict(ordered.order_by("name").values_list("name", "petition_id"))
    done = 0
    for page in CampaignPage.objects.live().filter(petition_id__in=names.values()).order_by("pk") if names else ():
        for paper in content.of(page):
            name = f"{_place(page)}:{paper.kind}"
            if name in names:
                body = setting.pdf(paper) or b""
                digest = paper.digest if body else ""  # with the next bake it is tried again
                set_ = {"body": body, "facts": {"digest": digest}, "is_stale": False, "version": time.time_ns()}
                Baked.objects.filter(name=name).update(**set_)
                done += 1
    return done


def _place(page: CampaignPage) -> str:
    return place(page.petition.pk, page.language if page.is_translation else "")


def home() -> None:
    """The page of all campaigns that are open or have something to tell."""
    found = HomePage.objects.live().order_by("pk").first()
    if found is None:
        return
    pages = render.listed(at=timezone.now())
    told = [facts for facts in (_tried(render.facts, page) for page in pages) if facts]
    _put(HOME, render.home_html(found, told))


def everything() -> None:
    """At the start: a new version brings another style, a changed setting another address."""
    began = time.time_ns()
    once_published = CampaignPage.objects.filter(petition__text_version__gt=0, first_published_at__isnull=False)
    _each(once_published)
    _forget_translations(before=began)
    home()


def _forget_translations(*, before: int) -> None:
    """Those whose pages were deleted: nobody can bake them in this version's style. Their letters open in the first."""
    gone = Baked.objects.filter(name__contains="/", name__endswith=":campaign", version__lt=before)
    for name in list(gone.order_by("name").values_list("name", flat=True)):
        Baked.objects.filter(name__startswith=name.removesuffix("campaign")).delete()


def stale(*, at: datetime) -> int:
    """Bakes what was marked, what a deadline has closed since, and what needs another picture; how many campaigns."""
    closed = Q(petition__closes_at__lte=at, baked_at__lt=F("petition__closes_at"))
    standing = F("petition__tally__confirmed") - F("petition__tally__withdrawn") - F("petition__tally__struck")
    moved = Q(standing__lt=F("picture_since")) | Q(standing__gte=F("picture_until"))
    names = Baked.objects.annotate(standing=standing).filter(
        Q(is_stale=True) | closed | moved, name__endswith=":campaign", petition__published=True, is_shown=True
    )
    petitions = list(names.order_by("petition_id").values_list("petition_id", flat=True).distinct())
    _each(CampaignPage.objects.live().filter(petition_id__in=petitions))
    if petitions:
        home()
    return len(petitions)


def _each(pages: QuerySet[CampaignPage]) -> None:
    for page in pages.order_by("pk"):
        _tried(campaign, page)


def _tried(act: Callable[[CampaignPage], T], page: CampaignPage) -> T | None:
    """One that cannot be baked keeps the pages it has, and keeps no other from being baked."""
    try:
        return act(page)
    except DatabaseError:
        raise
    except Exception:
        log.exception("bake.failed", extra={"petition": page.petition_id})
        return None


def parts() -> int:
    """Marks pages whose parts beside the count have moved: who is in an earlier list has signed. How many petitions."""
    moved = 0
    for petition_id, now in sorted(offline_parts.every().items()):
        baked = Baked.objects.filter(petition_id=petition_id, name__endswith=":campaign", is_stale=False, is_shown=True)
        told = [facts["campaign"].get("parts", {}) for facts in baked.values_list("facts", flat=True)]
        if any(one.get("paper") != now.paper or one.get("earlier") != now.earlier for one in told):
            _on_wall_changed(petition_id)
            moved += 1
    return moved


def _put(
    name: str,
    html: str,
    *,
    page: CampaignPage | None = None,
    facts: Mapping[str, Any] | None = None,
    step: picture.Step | None = None,
) -> None:
    values = {
        "petition_id": page.petition_id if page else None,
        "html": html,
        "facts": facts or {},
        "version": time.time_ns(),
        "is_shown": page.live if page else True,
        "is_stale": False,
        "picture_since": step.since if step else None,
        "picture_until": step.until if step else None,
        "baked_at": timezone.now(),
    }
    Baked.objects.update_or_create(name=name, defaults=values)


def _on_published(page: CampaignPage | HomePage, **_: Any) -> None:
    if isinstance(page, CampaignPage):
        _in_every_language(page.petition)
    home()


def _on_unpublished(petition: Petition, translation: str, **_: Any) -> None:
    # The pages that links in letters open stay; the new version tells the front that the others are not shown.
    baked = Baked.objects.filter(petition=petition)
    if translation:
        gone = baked.filter(name__startswith=f"{place(petition.pk, translation)}:")
        _hide(gone, is_shown=False)
        _in_every_language(petition)
    else:
        _hide(baked)
    home()


def _hide(baked: QuerySet[Baked], **changes: bool) -> None:
    """What a page showed of signers goes with it."""
    for page in baked.filter(name__endswith=":campaign"):
        page.html, page.facts = "", {"campaign": page.facts["campaign"]}
        page.save(update_fields=["html", "facts"])
    baked.update(version=time.time_ns(), **changes)


def _in_every_language(petition: Petition) -> None:
    """Each page names the others."""
    for page in CampaignPage.objects.live().filter(petition=petition).order_by("path"):
        campaign(page)


def _on_rendition_gone(instance: Rendition, **_: Any) -> None:
    """A picture was replaced or deleted at the desk: what pages name of it is not there any more."""
    shown_by = CampaignPage.objects.filter(pk__in=renditions.showing(instance.image_id)).values("petition_id")
    Baked.objects.filter(name__endswith=":campaign", petition_id__in=shown_by).update(is_stale=True)


def _on_wall_changed(petition_id: int, **_: Any) -> None:
    Baked.objects.filter(petition_id=petition_id, name__endswith=":campaign").update(is_stale=True)
