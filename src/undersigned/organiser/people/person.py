"""One account: its roles, and the end of its access."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from undersigned.accounts import second_factor, sessions
from undersigned.accounts.models import CampaignGroup
from undersigned.organiser import groups, permissions
from undersigned.organiser.people import listing
from undersigned.organiser.people.invitations import ROLES
from undersigned.organiser.permissions import Role

EVERYWHERE = "all"


class Person(permissions.GuardedView):
    """POST `do`: "roles" with a role for `all` and for each campaign's page; "away", "back", "password-alone".

    Nobody changes their own access, so somebody who may is always left; and only somebody with an account that may
    do everything takes such an account away.
    """

    permission = permissions.ADMINISTER
    asks_again = ("POST",)

    def get(self, request: HttpRequest, user_id: int) -> HttpResponse:
        person: Any = get_object_or_404(get_user_model(), pk=user_id)
        held = _held(person)
        choices = [("", _("No role")), *((role.value, label) for role, label in ROLES.items())]
        context = {
            "header_title": person.get_username(),
            "header_icon": "user",
            "breadcrumbs_items": [*listing.breadcrumbs(), {"url": "", "label": person.get_username()}],
            "person": person,
            "roles": listing.spoken_roles(person, person.groups.order_by("pk")),
            "choices": choices,
            "everywhere": held.get(None, ""),
            "campaigns": [(page.pk, page.title, held.get(page.pk, "")) for page in listing.campaigns()],
            "has_two_steps": second_factor.is_on(person),
            "may_change": _may_change(request.user, person),
        }
        return TemplateResponse(request, "organiser/person.html", context)

    def post(self, request: HttpRequest, user_id: int) -> HttpResponse:
        person: Any = get_object_or_404(get_user_model(), pk=user_id)
        do = {"roles": self._roles, "away": self._away, "back": self._back, "password-alone": self._password_alone}
        chosen = do.get(request.POST.get("do", ""))
        if chosen is None or not _may_change(request.user, person):
            return HttpResponseBadRequest()
        with transaction.atomic():
            sentence = chosen(person)
        messages.success(request, sentence % {"name": person.get_username()})
        return HttpResponseRedirect(reverse("organiser:people"))

    def _roles(self, person: Any) -> str:
        held, changed = _held(person), []
        for page in [None, *([] if person.is_superuser else listing.campaigns())]:
            key = page.pk if page else None
            wanted = self.request.POST.get(f"role-{key or EVERYWHERE}", held.get(key, ""))
            if wanted == held.get(key, "") or person.is_superuser:
                continue
            if wanted in list(Role):
                groups.give(person, Role(wanted), page=page)
            else:
                groups.take(person, page=page)
            changed.append({"campaign": page.slug if page else EVERYWHERE, "role": wanted or "none"})
        if changed:
            _log(person, "roles", data={"changed": changed})
        return _("What %(name)s may do is saved.")

    def _away(self, person: Any) -> str:
        person.is_active = person.is_superuser = person.is_staff = False
        person.save(update_fields=["is_active", "is_superuser", "is_staff"])
        person.groups.clear()
        person.user_permissions.clear()
        sessions.end(person)
        _log(person, "away")
        return _("%(name)s has no access any more, and is signed out everywhere.")

    def _back(self, person: Any) -> str:
        person.is_active = True
        person.save(update_fields=["is_active"])
        _log(person, "back")
        return _("%(name)s has an account again. Give it a role.")

    def _password_alone(self, person: Any) -> str:
        second_factor.turn_off(person)
        sessions.end(person)
        _log(person, "password-alone")
        return _("%(name)s signs in with the password alone, until the second step is set up anew.")


def _held(person: Any) -> dict[int | None, str]:
    """Role by campaign's page; None: of all campaigns."""
    rows = CampaignGroup.objects.filter(group__user=person).values_list("page_id", "role")
    held: dict[int | None, str] = dict(rows)
    role = Role.OWNER if person.is_superuser else groups.role_of(person.groups.all())
    return held | ({None: str(role)} if role else {})


def _may_change(user: Any, person: Any) -> bool:
    return user.pk != person.pk and (user.is_superuser or not person.is_superuser)


def _log(person: Any, what: str, **data: Any) -> None:
    log(instance=person, action=f"organiser.person.{what}", title=person.get_username(), **data)
