"""The first account of an installation, made in the browser by whoever can read the server's terminal.

The address holds a code that only this installation can work out. It opens nothing any more once there is an account
that may do everything.
"""

import base64
import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import BaseUserCreationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from undersigned.vault.keys import derive


class AccountForm(BaseUserCreationForm):  # type: ignore[type-arg]  # generic for the type checker alone
    class Meta:
        model = get_user_model()
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("For a forgotten password.")
        self.fields["username"].widget.attrs["autocomplete"] = "username"


def is_needed() -> bool:
    """Nobody can administer the desk."""
    return not get_user_model().objects.filter(is_active=True, is_superuser=True).exists()


def address() -> str:
    """Where the first account is made, from the site's root."""
    return reverse("first_account", args=[_code()])


@method_decorator(never_cache, name="dispatch")
class FirstAccount(View):
    """A wrong code, and a right one that has served, look alike: they lead to signing in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not (hmac.compare_digest(kwargs["code"].encode(), _code().encode()) and is_needed()):
            return HttpResponseRedirect(reverse("wagtailadmin_login"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG002  Django's signature
        return _page(request, AccountForm())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG002  Django's signature
        form = AccountForm(request.POST)
        if not form.is_valid():
            return _page(request, form, status=422)
        with transaction.atomic():
            user: Any = form.save(commit=False)
            user.is_staff = user.is_superuser = True
            user.save()
        login(request, user)
        return HttpResponseRedirect(reverse("organiser:begin"))


def _page(request: HttpRequest, form: AccountForm, *, status: int = 200) -> HttpResponse:
    return TemplateResponse(request, "organiser/first.html", {"form": form}, status=status)


def _code() -> str:
    return base64.urlsafe_b64encode(derive(settings.MASTER_KEYS.token, b"first account")[:18]).decode()
