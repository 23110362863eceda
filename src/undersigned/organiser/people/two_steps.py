"""Two steps to sign in, for one's own account: an app, passkeys, recovery codes; added, made anew, taken away."""

import base64
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.log_actions import log

from undersigned.accounts import passkeys, second_factor, sessions
from undersigned.organiser.people import again, sign_in
from undersigned.sharing import qr
from undersigned.vault.sealing import CannotOpen

SECRET = "organiser.new_secret"  # noqa: S105  in the session, sealed: shown, and not yet proven to be in an app
ISSUER = "Undersigned"


MOST = 20  # passkeys of one account


@method_decorator(never_cache, name="dispatch")
class TwoSteps(View):
    """GET: how it stands. POST `do`: "on" with a first code, "add" with a passkey, "remove", "codes", "off"."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return again.before(request) or super().dispatch(request, *args, **kwargs)

    def get(self, _request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        has_app, is_on = second_factor.has_app(user), second_factor.is_on(user)
        able = {
            "on": (not has_app, self._turn_on),
            "add": (self._has_room(), self._add),
            "remove": (not self._must_stay(), self._remove),
            "codes": (is_on, self._new_codes),
            "off": (has_app and not self._must_stay(), self._without_app),
        }
        may, do = able.get(request.POST.get("do", ""), (False, None))
        return do() if may and do else HttpResponseBadRequest()

    def _turn_on(self) -> HttpResponse:
        request = self.request
        codes = second_factor.turn_on(request.user, self._secret(), request.POST.get("code", ""), at=timezone.now())
        if not codes:
            return self._page(problem=_("This is not the code that the app shows now. Is its clock right?"), at="on")
        del request.session[SECRET]
        self._others_end()
        self._log("on")
        return self._codes(codes)

    def _add(self) -> HttpResponse:
        request = self.request
        user, answer = request.user, request.POST.get("passkey", "")
        was_on, name = second_factor.is_on(user), request.POST.get("name", "").strip()[:60] or _("Passkey")
        added = passkeys.add(user, request.session, answer, name=name, site=_site(), at=timezone.now())
        if added is None:
            return self._page(problem=_("No passkey was made, or it took more than five minutes. Try again."), at="add")
        self._log("passkey")
        if was_on:
            messages.success(request, _("“%(name)s” opens the desk from now on.") % {"name": name})
            return HttpResponseRedirect(reverse("organiser:two_steps"))
        self._others_end()
        return self._codes(second_factor.new_recovery_codes(user))

    def _remove(self) -> HttpResponse:
        wanted = self.request.POST.get("which", "")
        if not wanted.isdecimal() or not second_factor.remove_passkey(self.request.user, int(wanted)):
            return HttpResponseBadRequest()
        self._log("passkey-off")
        messages.success(self.request, _("The passkey opens nothing any more."))
        return HttpResponseRedirect(reverse("organiser:two_steps"))

    def _new_codes(self) -> HttpResponse:
        self._log("codes")
        return self._codes(second_factor.new_recovery_codes(self.request.user))

    def _without_app(self) -> HttpResponse:
        second_factor.remove_app(self.request.user)
        self._log("off")
        if second_factor.is_on(self.request.user):
            messages.success(self.request, _("The app’s codes open nothing any more."))
        else:
            messages.success(self.request, _("You sign in with your password alone again."))
        return HttpResponseRedirect(reverse("organiser:two_steps"))

    def _others_end(self) -> None:
        """Whoever had come in by the password alone is out."""
        sign_in.passed(self.request)
        sessions.end(self.request.user, keep=self.request.session.session_key or "")

    def _has_room(self) -> bool:
        return passkeys.are_possible(_site()) and len(passkeys.of(self.request.user)) < MOST

    def _must_stay(self) -> bool:
        """The last way of somebody who has to have one."""
        return sign_in.is_required_of(self.request.user) and self._is_last()

    def _is_last(self) -> bool:
        user = self.request.user
        return second_factor.has_app(user) + len(passkeys.of(user)) == 1

    def _page(self, *, problem: str = "", at: str = "") -> HttpResponse:
        user, session, now = self.request.user, self.request.session, timezone.now()
        has_room = self._has_room()
        context: dict[str, Any] = {
            **_frame(),
            "is_on": second_factor.is_on(user),
            "is_required": sign_in.is_required_of(user),
            "is_last": self._is_last(),
            "has_app": second_factor.has_app(user),
            "passkeys": passkeys.of(user),
            "are_possible": passkeys.are_possible(_site()),
            "new_passkey": passkeys.creation(user, session, site=_site(), at=now) if has_room else "",
            "codes_left": second_factor.recovery_codes_left(user),
            "next": sign_in.wanted(self.request),
            "problem": problem,
            "at": at,
        }
        if not context["has_app"]:
            context |= self._picture()
        return TemplateResponse(self.request, "organiser/two_steps.html", context, status=422 if problem else 200)

    def _picture(self) -> dict[str, Any]:
        user: Any = self.request.user
        secret = self._secret()
        spelt = base64.b32encode(secret).decode()
        address = second_factor.address(secret, account=user.get_username(), issuer=ISSUER)
        words = " ".join(spelt[at : at + 4] for at in range(0, len(spelt), 4))
        return {"spelt": words, "picture": qr.drawing(address)}

    def _codes(self, codes: list[str]) -> HttpResponse:
        text = "\n".join([_("Recovery codes for %(site)s. Each opens once.") % {"site": ISSUER}, "", *codes, ""])
        context = {**_frame(), "codes": codes, "text": quote(text), "next": sign_in.wanted(self.request)}
        return TemplateResponse(self.request, "organiser/recovery_codes.html", context)

    def _secret(self) -> bytes:
        """The same until it is proven, so that a wrong code does not ask for a new photograph."""
        session, user_id = self.request.session, self.request.user.pk or 0
        try:
            return second_factor.unseal(base64.b64decode(session[SECRET]), user_id=user_id)
        except (KeyError, CannotOpen):
            secret = second_factor.new_secret()
            session[SECRET] = base64.b64encode(second_factor.seal(secret, user_id=user_id)).decode()
            return secret

    def _log(self, what: str) -> None:
        user: Any = self.request.user
        log(instance=user, action=f"organiser.two_steps.{what}", title=user.get_username())


def _site() -> str:
    return str(settings.WAGTAILADMIN_BASE_URL)


def _frame() -> dict[str, Any]:
    return {
        "header_title": _("Two steps to sign in"),
        "header_icon": "lock",
        "breadcrumbs_items": [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse_lazy("wagtailadmin_account"), "label": _("Account")},
            {"url": "", "label": _("Two steps to sign in")},
        ],
    }
