"""An invitation: a letter with a link that makes one account, once, within seven days."""

import uuid
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.log_actions import log
from wagtail.models import Page

from undersigned.accounts.models import Invitation
from undersigned.organiser import groups
from undersigned.organiser.permissions import Role

LASTS = timedelta(days=7)
ROLES: dict[Role, Any] = {
    Role.OWNER: gettext_lazy("Owner"),
    Role.EDITOR: gettext_lazy("Editor"),
    Role.MODERATOR: gettext_lazy("Moderator"),
    Role.ANALYST: gettext_lazy("Analyst"),
}
_signer = Signer(salt="organiser.invitation")


class AccountForm(BaseUserCreationForm):  # type: ignore[type-arg]  # generic for the type checker alone
    class Meta:
        model = get_user_model()
        fields = ("username",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"


@method_decorator(never_cache, name="dispatch")
class Accept(View):
    """A link that is broken, old or used, and one that was taken back, look alike."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        invitation = _standing(kwargs["token"])
        if invitation is None:
            return TemplateResponse(request, "organiser/invitation_over.html", status=404)
        self.invitation = invitation
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002  Django's signature
        return self._page(AccountForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002  Django's signature
        person: Any = get_user_model()(email=self.invitation.email)
        form = AccountForm(request.POST, instance=person)
        if not form.is_valid():
            return self._page(form, status=422)
        with transaction.atomic():
            # The row goes first: of two who open the link at once, the second finds nothing.
            if not Invitation.objects.filter(pk=self.invitation.pk).delete()[0]:
                return TemplateResponse(request, "organiser/invitation_over.html", status=404)
            form.save()
            groups.give(person, Role(self.invitation.role), page=self.invitation.page)
            log(instance=person, action="organiser.person.join", user=person, title=person.get_username())
        login(request, person)
        return HttpResponseRedirect(reverse("wagtailadmin_home"))

    def _page(self, form: AccountForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "role": ROLES[Role(self.invitation.role)], "page": self.invitation.page}
        context["email"] = self.invitation.email
        return TemplateResponse(self.request, "organiser/invitation.html", context, status=status)


def invite(email: str, role: Role, *, page: Page | None, by: Any) -> bool:
    """Sends the letter. False: the mail server did not take it, and there is no new invitation."""
    at = timezone.now()
    invitation = Invitation(email=email, role=role, page=page, invited_by=by, expires_at=at + LASTS)
    try:
        _send(invitation, by=by)  # in no transaction: on SQLite nobody could sign while a mail server hangs
    except (SMTPException, OSError):
        return False
    with transaction.atomic():
        Invitation.objects.filter(email__iexact=email).delete()  # one at a time: the newest
        invitation.save()
        log(instance=by, action="organiser.person.invite", title=by.get_username(), data={"role": str(role)})
    return True


def address(invitation: Invitation) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('invitation', args=[_signer.sign(invitation.pk.hex)])}"


def standing() -> Any:
    """Those that still open, the newest first."""
    return Invitation.objects.filter(expires_at__gt=timezone.now()).select_related("page").order_by("-expires_at", "pk")


def _standing(token: str) -> Invitation | None:
    try:
        invitation_id = uuid.UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    found: Invitation | None = standing().filter(pk=invitation_id).first()
    return found


def _send(invitation: Invitation, *, by: Any) -> None:
    site = settings.WAGTAILADMIN_BASE_URL.partition("://")[2]
    words = {"who": by.get_username(), "site": site, "role": ROLES[Role(invitation.role)]}
    subject = _("Your invitation to the desk of %(site)s") % words
    if invitation.page is None:
        first = _("%(who)s invites you to the desk of %(site)s, as %(role)s of all campaigns.") % words
    else:
        words["campaign"] = invitation.page.title
        first = _("%(who)s invites you to the desk of %(site)s, as %(role)s of “%(campaign)s”.") % words
    body = [
        first,
        _("Open this address to choose a user name and a password. It opens once, within seven days:"),
        address(invitation),
        _("If you do not know why you get this, do nothing: without you there is no account."),
    ]
    send_mail(subject, "\n\n".join(str(part) for part in body) + "\n", None, [invitation.email])
