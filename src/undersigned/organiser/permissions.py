"""Who may do what at the desk: the permissions, which of them each role has, and the guard of our own screens.

A role for all campaigns is a group of Django's (`groups`), so `has_perm` knows it. A role for one campaign is a
`CampaignGroup`: its members may enter the desk, and what else they may is asked here, campaign by campaign.
"""

from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import View

from undersigned.accounts.models import CampaignGroup
from undersigned.organiser.people import again

ENTER_DESK = "wagtailadmin.access_admin"  # with it come the numbers
DECIDE_ON_VOICES = "voices.change_remark"
READ_LETTERS = "mail.view_letter"
SEND_LETTERS_AGAIN = "mail.change_letter"
SEE_SIGNERS = "signing.view_signature"
CHANGE_SIGNERS = "signing.change_signature"
EXPORT_SIGNERS = "accounts.export_signers"
DELIVER = "delivery.add_delivery"
RETAIN = "retention.change_policy"  # how long data is kept, and to delete all of it
RECORD_OFFLINE = "offline.add_batch"
WRITE_UPDATES = "updates.change_update"
SEND_UPDATES = "updates.send_update"
READ_HISTORY = "signing.view_petition"  # all of it; what one's own pages and decisions leave there everybody reads
ADMINISTER = "auth.change_user"


class Role(StrEnum):
    """The names of docs/organisers/roles.md, which has the table for people."""

    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    ANALYST = "analyst"


_ANALYST = frozenset({ENTER_DESK})
_MODERATOR = _ANALYST | {DECIDE_ON_VOICES, READ_LETTERS, SEE_SIGNERS, CHANGE_SIGNERS, RECORD_OFFLINE}
_EDITOR = _ANALYST | {READ_LETTERS, WRITE_UPDATES}
ALLOWED = {
    Role.OWNER: _MODERATOR | _EDITOR | {SEND_LETTERS_AGAIN, EXPORT_SIGNERS, DELIVER, SEND_UPDATES, RETAIN},
    Role.EDITOR: _EDITOR,
    Role.MODERATOR: _MODERATOR,
    Role.ANALYST: _ANALYST,
}


def offered() -> QuerySet[Permission]:
    """What administrators find in the form of a group, beside Wagtail's own."""
    return named(ALLOWED[Role.OWNER] - _ANALYST)


def named(wanted: frozenset[str]) -> QuerySet[Permission]:
    found = Permission.objects.none()
    for name in wanted:
        label, codename = name.split(".")
        found |= Permission.objects.filter(content_type__app_label=label, codename=codename)
    return found


def may(user: Any, permission: str, petition_id: int | None = None) -> bool:
    """For this petition; without one: for any, so that the screen shows less and not nothing."""
    allowed = petitions(user, permission)
    return allowed is None or (petition_id in allowed if petition_id else bool(allowed))


def petitions(user: Any, permission: str) -> frozenset[int] | None:
    """Which petitions somebody has the permission for. None: all, those to come too."""
    if _everywhere(user, permission):
        return None
    return frozenset(
        petition_id for _page, petition_id, role in _campaigns(user) if petition_id and permission in ALLOWED[role]
    )


def pages(user: Any) -> frozenset[int] | None:
    """Which campaigns' pages somebody works on, drafts too. None: all."""
    if _everywhere(user, ENTER_DESK):
        return None
    return frozenset(page_id for page_id, _petition, _role in _campaigns(user))


class GuardedView(View):
    """A screen of ours. Wagtail's own answer to a forbidden address is a redirect; this one says 403.

    `asks_again`: the methods before which somebody proves again that it is them, unless they just did: see `again`.
    """

    permission: str
    asks_again: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_enter(request):
            return TemplateResponse(request, "organiser/forbidden.html", status=403)
        first = again.before(request) if request.method in self.asks_again else None
        return first or super().dispatch(request, *args, **kwargs)

    def may_enter(self, request: HttpRequest) -> bool:
        """Of a list: for any campaign. It shows those of `petitions(request.user, self.permission)`."""
        return may(request.user, self.permission)


def _everywhere(user: Any, permission: str) -> bool:
    if not user.has_perm(permission):
        return False
    return permission != ENTER_DESK or user.is_superuser or not _campaigns(user) or _enters_by_more(user)


def _enters_by_more(user: Any) -> bool:
    """Groups for one campaign open the desk too, yet not the other campaigns' numbers."""
    label, codename = ENTER_DESK.split(".")
    of_group = Q(group__in=Group.objects.filter(user=user, campaign=None))
    return Permission.objects.filter(of_group | Q(user=user), content_type__app_label=label, codename=codename).exists()


def _campaigns(user: Any) -> list[tuple[int, int | None, Role]]:
    """Page, petition and role of each campaign that was given one by one. One query, once for each `user` object."""
    if not hasattr(user, "_campaign_roles"):
        rows = CampaignGroup.objects.filter(group__user=user).values_list(
            "page_id", "page__campaignpage__petition_id", "role"
        )
        user._campaign_roles = [(page_id, petition_id, Role(role)) for page_id, petition_id, role in rows]  # noqa: SLF001
    found: list[tuple[int, int | None, Role]] = user._campaign_roles  # noqa: SLF001  as Wagtail keeps its own there
    return found
