"""Where the desk hooks into Wagtail: a table of contents; what is done stands in the files it names."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.log_actions import LogActionRegistry

from undersigned.organiser import menu, overview, permissions
from undersigned.organiser import urls as desk_urls


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    return [path("", include(desk_urls))]


@hooks.register("insert_global_admin_css")
def our_colours() -> str:
    sheets = ("organiser/brand.css", "organiser/desk.css")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((versioned_static(sheet),) for sheet in sheets))


@hooks.register("construct_homepage_panels")
def campaigns_first(_request: HttpRequest, panels: list[Any]) -> None:
    panels.append(overview.CampaignsPanel())


@hooks.register("register_admin_menu_item")
def voices_item() -> MenuItem:
    return menu.voices()


@hooks.register("register_admin_menu_item")
def letters_item() -> MenuItem:
    return menu.letters()


@hooks.register("construct_reports_menu")
def tidy_reports(_request: HttpRequest, items: list[MenuItem]) -> None:
    menu.tidy("reports", items)


@hooks.register("construct_settings_menu")
def tidy_settings(_request: HttpRequest, items: list[MenuItem]) -> None:
    menu.tidy("settings", items)


@hooks.register("construct_help_menu")
def tidy_help(_request: HttpRequest, items: list[MenuItem]) -> None:
    menu.tidy("help", items)


@hooks.register("register_permissions")
def our_permissions() -> QuerySet[Permission]:
    return permissions.offered()


@hooks.register("register_log_actions")
def our_actions(actions: LogActionRegistry) -> None:
    actions.register_action("organiser.voice.approve", _("Voice: approve"), _("Put on the page"))
    actions.register_action("organiser.voice.hold", _("Voice: hold"), _("Held"))
    actions.register_action("organiser.voice.decline", _("Voice: decline"), _("Declined"))
    actions.register_action("organiser.voice.reopen", _("Voice: reopen"), _("Reopened"))
    actions.register_action("organiser.letter.retry", _("Letter: try again"), _("Queued again"))
