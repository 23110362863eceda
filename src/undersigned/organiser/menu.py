"""The desk's menu: what we add, and what of Wagtail's we leave out and why.

Left out is only the entry: the screens behind it stay where they are, for those who may see them and know the address.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from undersigned.mail.models import Letter
from undersigned.organiser import listing, permissions
from undersigned.voices.models import Remark

# By the menu they are in. The names are Wagtail's.
LEFT_OUT = {
    "reports": {
        "locked-pages",  # the desk's front page shows one's own; a handful of campaigns needs no report on it
        "workflows",  # the front page shows what waits for whom
        "workflow-tasks",  # as above
        "aging-pages",  # a campaign that is over is meant to stay as it was
        "page-types-usage",  # there are two types of page
    },
    "settings": {
        "workflow-tasks",  # reached from the workflow that has them
        "sites",  # one installation, one site: its address is a setting of the server
        "users",  # our own list of people has the roles and the invitations
        "collections",  # the few pictures of a campaign need no folders with permissions of their own
    },
    "help": {
        "editor-guide",  # leads to another site, and speaks of another product
    },
}
LEFT_OUT_BEGINNINGS = ("whats-new-in-wagtail",)  # its name ends in the version; leads to another site too


def tidy(menu: str, items: list[MenuItem]) -> None:
    """Takes what is left out of `items`, in place, as Wagtail's hooks want it."""
    items[:] = [
        item for item in items if item.name not in LEFT_OUT[menu] and not item.name.startswith(LEFT_OUT_BEGINNINGS)
    ]


class CountedMenuItem(MenuItem):
    """An entry with a badge: how many things wait behind it. One query a page, for those who may look behind it."""

    permission: str

    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.may(request.user, self.permission)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = self.count(permissions.petitions(request.user, self.permission))
        attrs: dict[str, Any] = {"data-badge": str(count), "aria-label": self.spoken(count)} if count else {}
        return LinkMenuItem(self.name, self.label, self.url, icon_name=self.icon_name, attrs=attrs)

    def count(self, allowed: listing.Allowed) -> int:
        raise NotImplementedError

    def spoken(self, count: int) -> str:
        raise NotImplementedError


class VoicesMenuItem(CountedMenuItem):
    permission = permissions.DECIDE_ON_VOICES

    def count(self, allowed: listing.Allowed) -> int:
        return listing.within(Remark.objects.filter(state=Remark.State.WAITING), allowed).count()

    def spoken(self, count: int) -> str:
        sentence = ngettext("Voices: %(count)d waits for a decision", "Voices: %(count)d wait for a decision", count)
        return sentence % {"count": count}


class LettersMenuItem(CountedMenuItem):
    permission = permissions.READ_LETTERS

    def count(self, allowed: listing.Allowed) -> int:
        return listing.within(Letter.objects.filter(state=Letter.State.FAILED), allowed).count()

    def spoken(self, count: int) -> str:
        sentence = ngettext("Letters: %(count)d was given up", "Letters: %(count)d were given up", count)
        return sentence % {"count": count}


def voices() -> MenuItem:
    return VoicesMenuItem(
        gettext_lazy("Voices"), reverse("organiser:voices"), name="voices", icon_name="openquote", order=200
    )


def letters() -> MenuItem:
    return LettersMenuItem(
        gettext_lazy("Letters"), reverse("organiser:letters"), name="letters", icon_name="mail", order=250
    )


def gallery() -> MenuItem:
    """For all who may enter the desk."""
    return MenuItem(gettext_lazy("Gallery"), reverse("organiser:gallery"), name="gallery", icon_name="view", order=300)


class AdministratorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(permissions.ADMINISTER)


def set_up() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("Set-up"), reverse("organiser:set_up"), name="set-up", icon_name="cogs", order=100
    )


def gate() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("Gate"), reverse("organiser:gate"), name="gate", icon_name="lock", order=95
    )


def organisation() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("Organisation"),
        reverse("organiser:begin_organisation"),
        name="organisation",
        icon_name="home",
        order=80,
    )


def papers() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("Data protection"), reverse("organiser:papers"), name="papers", icon_name="doc-full", order=92
    )


def people() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("People"), reverse("organiser:people"), name="people", icon_name="group", order=90
    )
