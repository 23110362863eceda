"""Who may do what at the desk: the group "Organisers", made once, and the guard of our own screens."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import View
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

GROUP = "Organisers"
DECIDE_ON_VOICES = "voices.change_remark"
READ_LETTERS = "mail.view_letter"
SEND_LETTERS_AGAIN = "mail.change_letter"

# What administrators find in the form of a group, beside Wagtail's own.
OFFERED = {"voices": ("change_remark",), "mail": ("view_letter", "change_letter")}
_GENERAL = {**OFFERED, "wagtailadmin": ("access_admin",)}
_PAGES = {"wagtailcore": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")}
_FILES = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}


def offered() -> QuerySet[Permission]:
    return _permissions(OFFERED)


def on_migrated(**_: Any) -> None:
    provide()


@transaction.atomic
def provide() -> None:
    """Makes the group of those who run campaigns. Where it is there it stays as administrators have changed it."""
    root = Page.get_first_root_node()
    files = Collection.get_first_root_node()
    if root is None or files is None or Group.objects.filter(name=GROUP).exists():
        return
    _make_permissions()
    group = Group.objects.create(name=GROUP)
    group.permissions.set(_permissions(_GENERAL))
    for permission in _permissions(_PAGES):
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    for permission in _permissions(_FILES):
        GroupCollectionPermission.objects.create(group=group, collection=files, permission=permission)


class GuardedView(View):
    """A screen of ours. Wagtail's own answer to a forbidden address is a redirect; this one says 403."""

    permission: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            return TemplateResponse(request, "organiser/forbidden.html", status=403)
        return super().dispatch(request, *args, **kwargs)


def _make_permissions() -> None:
    """Django makes them app by app after a migration; some of these apps may still have their turn to come."""
    for label in {**_GENERAL, **_PAGES, **_FILES}:
        create_permissions(apps.get_app_config(label), verbosity=0)


def _permissions(wanted: Mapping[str, tuple[str, ...]]) -> QuerySet[Permission]:
    found = Permission.objects.none()
    for label, codenames in wanted.items():
        found |= Permission.objects.filter(content_type__app_label=label, codename__in=codenames)
    return found
