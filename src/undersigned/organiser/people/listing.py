"""Everybody who may enter the desk, what each may do there, and who is invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.accounts import second_factor
from undersigned.accounts.models import Invitation
from undersigned.campaigns.languages.fields import DEPTH
from undersigned.campaigns.models import CampaignPage
from undersigned.organiser import groups, permissions
from undersigned.organiser.people import invitations
from undersigned.organiser.permissions import Role


@dataclass(frozen=True, slots=True)
class Row:
    """One account as plain values."""

    id: int
    name: str
    email: str
    roles: list[str]
    last_login: datetime | None
    has_two_steps: bool
    is_you: bool


class InvitationForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Email address"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=list(invitations.ROLES.items()), initial=Role.EDITOR.value
    )
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("For"),
        queryset=CampaignPage.objects.none(),
        required=False,
        empty_label=gettext_lazy("All campaigns"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns()  # type: ignore[attr-defined]  # known by its name alone

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if get_user_model().objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody with this address has an account: change their role in the list."))
        return email


class People(permissions.GuardedView):
    """GET: the list and the form. POST: an invitation."""

    permission = permissions.ADMINISTER
    asks_again = ("POST",)

    def get(self, _request: HttpRequest) -> HttpResponse:
        return self._page(InvitationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        wanted = form.cleaned_data
        role = Role(wanted["role"])
        if invitations.invite(wanted["email"], role, page=wanted["campaign"], by=request.user):
            messages.success(request, _("The invitation to %(email)s is on its way.") % wanted)
        else:
            messages.error(request, _("The mail server did not take the letter, so nobody is invited. See Set-up."))
        return HttpResponseRedirect(reverse("organiser:people"))

    def _page(self, form: InvitationForm, *, status: int = 200) -> HttpResponse:
        """Seven queries, however many people."""
        everybody = get_user_model().objects.order_by("username").prefetch_related("groups__campaign__page")
        with_two_steps = second_factor.holders()
        rows = [(user.is_active, _row(user, with_two_steps, you=self.request.user.pk)) for user in everybody]
        context = {
            "header_title": _("People"),
            "header_icon": "group",
            "breadcrumbs_items": breadcrumbs(),
            "rows": [row for is_active, row in rows if is_active],
            "former": [row for is_active, row in rows if not is_active],
            "invited": [
                (invitation, invitations.ROLES[Role(invitation.role)]) for invitation in invitations.standing()
            ],
            "form": form,
        }
        return TemplateResponse(self.request, "organiser/people.html", context, status=status)


class TakeBack(permissions.GuardedView):
    """POST: an invitation opens nothing any more."""

    permission = permissions.ADMINISTER

    def post(self, request: HttpRequest, invitation_id: Any) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=invitation_id)
        invitation.delete()
        messages.success(request, _("The invitation to %(email)s is taken back.") % {"email": invitation.email})
        return HttpResponseRedirect(reverse("organiser:people"))


def campaigns() -> Any:
    """In their first language; drafts too."""
    return CampaignPage.objects.filter(depth=DEPTH).order_by("title", "pk")


def spoken_roles(user: Any, held: Iterable[Any]) -> list[str]:
    """What somebody may do, as a list of whole expressions."""
    if user.is_superuser:
        return [_("Owner of all campaigns")]
    return [_spoken(group) for group in held]


def breadcrumbs() -> list[dict[str, Any]]:
    return [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse_lazy("organiser:people"), "label": _("People")},
    ]


def _row(user: Any, with_two_steps: set[int], *, you: int | None) -> Row:
    return Row(
        id=user.pk,
        name=user.get_username(),
        email=user.email,
        roles=spoken_roles(user, user.groups.all()),
        last_login=user.last_login,
        has_two_steps=user.pk in with_two_steps,
        is_you=user.pk == you,
    )


def _spoken(group: Any) -> str:
    campaign = getattr(group, "campaign", None)
    if campaign is not None:
        words = {"role": invitations.ROLES[Role(campaign.role)], "campaign": campaign.page.title}
        return _("%(role)s of “%(campaign)s”") % words
    role = groups.role_of([group])
    return _("%(role)s of all campaigns") % {"role": invitations.ROLES[role]} if role else group.name
