"""The papers of data protection: to be read here, and downloaded as Markdown or as a page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.organiser import permissions
from undersigned.records import papers

KINDS = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}


class Papers(permissions.GuardedView):
    """All of them."""

    permission = permissions.ADMINISTER

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {**_frame(_("Data protection")), "papers": papers.PAPERS}
        return TemplateResponse(request, "organiser/retention/papers.html", context)


class Paper(permissions.GuardedView):
    """One of them; with `kind`, as a file."""

    permission = permissions.ADMINISTER

    def get(self, request: HttpRequest, name: str, kind: str = "") -> HttpResponse:
        if name not in papers.NAMES or (kind and kind not in KINDS):
            raise Http404
        language = (get_language() or "en").partition("-")[0]
        if not kind:
            body = papers.html(name, at=timezone.now(), language=language)
            context = {**_frame(papers.NAMES[name].title), "name": name, "body": body}
            return TemplateResponse(request, "organiser/retention/paper.html", context)
        made = papers.markdown if kind == "md" else papers.page
        content = made(name, at=timezone.now(), language=language)
        headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type=KINDS[kind], headers=headers)


def _frame(title: Any) -> dict[str, Any]:
    return {
        "header_title": title,
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse_lazy("organiser:papers"), "label": _("Data protection")},
        ],
    }
