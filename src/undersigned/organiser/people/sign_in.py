"""Signing in: guesses are slowed down, and a password alone opens nothing where a second step is on or required.

And what a session may not be: too old, or too long unused.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin.forms.auth import LoginForm

from undersigned.accounts import recent, second_factor, sessions, throttle
from undersigned.organiser import groups
from undersigned.organiser.people import again, proof

NEXT_STEP = "organiser.next_step"  # in the session: the screen that has to be passed first; empty: none
CODE = "organiser:code"
SET_UP = "organiser:two_steps"
# What such a session may reach beside that screen: the way out, and what draws the screen itself.
OPEN = {"wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


class SignInForm(LoginForm):
    """The same answer for a name that nobody has: it is counted, and kept waiting, like any other."""

    def clean(self) -> Any:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password):
            return super().clean()
        by_name, where = throttle.by_name(name), proof.place(self.request)
        by_place = throttle.by_place(where) if where else None
        left = throttle.claim([by_place, by_name] if by_place else [by_name], at=timezone.now())
        if left:
            raise ValidationError(proof.too_often(left))
        cleaned = super().clean()
        throttle.succeeded(by_name, by_place)
        return cleaned


class SecondStep(MiddlewareMixin):
    """Keeps every address of the desk shut while the session has a step to go. Reads the session and no table."""

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponseBase | None:
        ahead = request.session.get(NEXT_STEP)
        match = request.resolver_match
        here = match.view_name if match else ""
        is_in = SESSION_KEY in request.session and not ahead
        if is_in and match and request.method == "POST" and again.is_of_wagtail(match):
            return again.before(request)
        if not ahead or here == ahead or here in OPEN:
            return None
        if request.method == "GET" and here != "wagtailadmin_login":
            return redirect_to_login(request.get_full_path(), login_url=reverse(ahead))
        return HttpResponseRedirect(reverse(ahead))


class SessionLimits(MiddlewareMixin):
    """Ends a session that began too long ago, and notes that this one is in use.

    What a page's script fetches by itself is no sign that somebody is there.
    """

    def process_request(self, request: HttpRequest) -> None:
        if SESSION_KEY not in request.session:
            return
        at = timezone.now()
        if sessions.is_over(request.session, at=at):
            request.session.flush()
        elif request.headers.get("Sec-Fetch-Dest") != "empty" or _is_work(request):
            sessions.step(request.session, at=at)


@method_decorator(never_cache, name="dispatch")
class Code(View):
    """The second step: six digits, a passkey, or a recovery code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.session.get(NEXT_STEP) != CODE:
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return _code_page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        problem = proof.refused(request)
        if problem:
            return _code_page(request, problem=problem)
        passed(request)
        return HttpResponseRedirect(wanted(request))


def on_signed_in(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Django's signal: whoever has come by a password, an invitation, or as the first account."""
    sessions.begin(request.session, browser=request.headers.get("User-Agent", ""), at=timezone.now())
    recent.note(request.session, at=timezone.now())
    if second_factor.is_on(user):
        request.session[NEXT_STEP] = CODE
    elif is_required_of(user):
        request.session[NEXT_STEP] = SET_UP


def is_required_of(user: Any) -> bool:
    """Of owners, where the desk is reached over https: not in a demonstration, nor on one's own machine."""
    return settings.OWNERS_NEED_TWO_STEPS and groups.is_owner(user)


def passed(request: HttpRequest) -> None:
    request.session.cycle_key()
    request.session.pop(NEXT_STEP, None)
    recent.note(request.session, at=timezone.now())


def wanted(request: HttpRequest) -> str:
    """Where somebody was going when the second step came between; never another site."""
    next_ = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(next_, {request.get_host()}, require_https=request.is_secure())
    return next_ if is_ours else reverse("wagtailadmin_home")


def _is_work(request: HttpRequest) -> bool:
    """An editor's page sends what was typed to its preview, and beside that every few seconds that it is open."""
    return request.method == "POST" and "/editing-sessions/" not in request.path


def _code_page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    context = {"next": wanted(request), "problem": problem, **proof.offered(request)}
    return TemplateResponse(request, "organiser/code.html", context, status=422 if problem else 200)
