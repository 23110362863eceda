"""A proof that it is you: a code, a passkey or the password. Guessing is slow, and the same for all of them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.accounts import passkeys, second_factor, throttle
from undersigned.defence import client


def offered(request: HttpRequest) -> dict[str, Any]:
    """What `organiser/proof_field.html` needs. Makes a new challenge, so the session is written."""
    user: Any = request.user
    has_passkey = second_factor.has_passkey(user)
    site = settings.WAGTAILADMIN_BASE_URL
    return {
        "is_password": not second_factor.is_on(user),
        "has_app": second_factor.has_app(user),
        "passkey": passkeys.request(user, request.session, site=site, at=timezone.now()) if has_passkey else "",
    }


def refused(request: HttpRequest) -> str:
    """Why the posted `code`, `passkey` or `password` proves nothing; empty: it does.

    The password does only where no second step is on.
    """
    user: Any = request.user
    is_on = second_factor.is_on(user)
    limit = throttle.Limit("code", str(user.pk), throttle.FREE_BY_NAME)
    left = throttle.claim([limit], at=timezone.now())
    if left:
        return too_often(left)
    if not is_on and not user.check_password(request.POST.get("password", "")):
        return _("This is not your password.")
    problem = _second(request) if is_on else ""
    if not problem:
        throttle.succeeded(limit)
    return problem


def too_often(left: timedelta) -> str:
    minutes = -(-left // timedelta(minutes=1))
    sentence = ngettext(
        "Too many attempts. Wait %(count)d minute, then try again.",
        "Too many attempts. Wait %(count)d minutes, then try again.",
        minutes,
    )
    return sentence % {"count": minutes}


def place(request: HttpRequest) -> str:
    """One line, or one household of IPv6, as this process names it; empty where that is nobody in particular."""
    forwarded = request.headers.get("X-Forwarded-For", "").encode("latin-1", "replace")
    peer = request.META.get("REMOTE_ADDR", "")
    found = client.lines(peer, [(client.HEADER, forwarded)], trusted=settings.TRUSTED_PROXIES)
    return str(hash(found.near)) if found else ""  # by a key of this process


def _second(request: HttpRequest) -> str:
    at, answer = timezone.now(), request.POST.get("passkey", "")
    if answer:
        site = settings.WAGTAILADMIN_BASE_URL
        if passkeys.passes(request.user, request.session, answer, site=site, at=at):
            return ""
        return _("This passkey does not open, or it took more than five minutes. Try again.")
    if second_factor.passes(request.user, request.POST.get("code", ""), at=at):
        return ""
    return _("This code does not open. Enter the one that the app shows now, or a recovery code not used before.")
