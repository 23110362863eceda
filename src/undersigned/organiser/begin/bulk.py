"""Wagtail's list of pages can publish many at once, and asks no form whether they are finished. We do."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from undersigned.campaigns.models import CampaignPage
from undersigned.organiser.begin import checklist


def refuse_unfinished(
    request: HttpRequest, action_type: str, objects: Iterable[Page], action: Any
) -> HttpResponse | None:
    """None: it may go on. Else nothing is published, and each page that lacks something is named."""
    if action_type != "publish":
        return None
    chosen = Q(pk__in=[page.pk for page in objects])
    if action.cleaned_form.cleaned_data["include_descendants"]:
        for page in objects:
            chosen |= Q(path__startswith=page.path, live=False)
    drafts = [page.get_latest_revision_as_object() for page in CampaignPage.objects.filter(chosen).order_by("path")]
    unfinished = [draft for draft in drafts if checklist.of(draft)]
    for draft in unfinished:
        messages.error(request, _("“%(ask)s” cannot be published yet: open it to see why.") % {"ask": draft.title})
    return HttpResponseRedirect(reverse("wagtailadmin_home")) if unfinished else None
