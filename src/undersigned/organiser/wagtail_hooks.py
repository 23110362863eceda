"""Where the desk hooks into Wagtail: a table of contents; what is done stands in the files it names."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from undersigned.organiser import actions, languages, menu, overview, permissions
from undersigned.organiser import urls as desk_urls
from undersigned.organiser.begin import bulk
from undersigned.organiser.signatures import words


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


@hooks.register("register_settings_menu_item")
def set_up_item() -> MenuItem:
    return menu.set_up()


@hooks.register("register_settings_menu_item")
def organisation_item() -> MenuItem:
    return menu.organisation()


@hooks.register("register_settings_menu_item")
def gate_item() -> MenuItem:
    return menu.gate()


@hooks.register("register_settings_menu_item")
def papers_item() -> MenuItem:
    return menu.papers()


@hooks.register("register_settings_menu_item")
def people_item() -> MenuItem:
    return menu.people()


@hooks.register("register_account_menu_item")
def two_steps_item(_request: HttpRequest) -> dict[str, Any]:
    return {
        "label": _("Two steps to sign in"),
        "url": reverse("organiser:two_steps"),
        "help_text": _("A stolen password alone then opens nothing."),
    }


@hooks.register("register_account_menu_item")
def sessions_item(_request: HttpRequest) -> dict[str, Any]:
    return {
        "label": _("Where you are signed in"),
        "url": reverse("organiser:sessions"),
        "help_text": _("All your sessions, and a button that ends the others."),
    }


@hooks.register("register_page_header_buttons")
def translate_button(page: Page, user: Any, **_kwargs: Any) -> list[Button]:
    button = languages.button(page, user)
    return [button] if button else []


hooks.register("before_bulk_action", bulk.refuse_unfinished)


@hooks.register("register_help_menu_item")
def gallery_item() -> MenuItem:
    return menu.gallery()


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
def our_actions(registry: LogActionRegistry) -> None:
    for name, what, done in actions.ACTIONS:
        registry.register_action(name, what, done)
    registry.register_action("organiser.signature.strike")(words.StrikeLine)
