"""The languages of a campaign at the desk: which there are, and the screen that begins another one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.widgets import Button
from wagtail.models import Page

from undersigned.campaigns.languages import names, translate
from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage


@dataclass(frozen=True, slots=True)
class Version:
    """A campaign in one language. `is_behind`: the original was published since this was."""

    language: str
    name: str
    is_published: bool
    is_behind: bool
    edit_url: str


def versions(original: Any, translations: Iterable[Any], *, editable: set[int]) -> list[Version]:
    """None where there is one language only. No query."""
    pages = [original, *translations]
    if len(pages) < 2:
        return []
    return [
        Version(
            language=page.language,
            name=names.own(page.language),
            is_published=page.live and original.live,
            is_behind=_is_behind(page, original),
            edit_url=edit_url(page) if page.pk in editable else "",
        )
        for page in pages
    ]


def is_any_missing(there: list[Version]) -> bool:
    return max(len(there), 1) < len(names.choices())


def _is_behind(page: Any, original: Any) -> bool:
    return bool(page.live and original.live and page.last_published_at < original.last_published_at)


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def translate_url(page: Page) -> str:
    return reverse("organiser:translate", args=[page.pk])


def button(page: Page, user: Any) -> Button | None:
    """In the menu of a campaign's editor, for those who may edit it, while there is a language left."""
    original = page.specific
    if not isinstance(original, CampaignPage) or original.is_translation or not _may_translate(original, user):
        return None
    if not translate.missing(original):
        return None
    return Button(_("Translate"), translate_url(original), icon_name="globe", priority=35)


class Translate(View):
    """GET: which language? POST `language`: begins the draft and opens it in the editor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.original = get_object_or_404(CampaignPage, pk=kwargs["page_id"], depth=DEPTH)
        if not _may_translate(self.original, request.user):
            return TemplateResponse(request, "organiser/forbidden.html", status=403)
        self.missing = translate.missing(self.original)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        context = {
            "header_title": _("Translate"),
            "header_icon": "globe",
            "breadcrumbs_items": [
                {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
                {"url": edit_url(self.original), "label": self.original.get_admin_display_title()},
                {"url": "", "label": _("Translate")},
            ],
            "original": self.original,
            "languages": self.missing,
            "versions": versions(self.original, self.original.translations(), editable=_own(self.original)),
        }
        return TemplateResponse(request, "organiser/translate.html", context)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        language = request.POST.get("language", "")
        if language not in dict(self.missing):
            raise Http404
        page = translate.begin(self.original, language, user=request.user)
        messages.success(request, _("The draft is there. Write your translation over the words of the original."))
        return HttpResponseRedirect(edit_url(page))


def _may_translate(original: CampaignPage, user: Any) -> bool:
    may: bool = original.permissions_for_user(user).can_edit()
    return may


def _own(original: CampaignPage) -> set[int]:
    """Who may edit the original may edit what stands below it."""
    return {page.pk for page in original.in_every_language()}
