"""Proving again that it is you, before what would hurt most: unless you did so in the last ten minutes.

A screen of ours says `asks_again = ("POST",)`, see `permissions.GuardedView`; `OF_WAGTAIL` names those of Wagtail's.
What was filled in is not lost: the form goes along, and on its way once the proof is there.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from undersigned.accounts import recent
from undersigned.organiser.people import proof

FIELD = "again"  # in the form of the proof: the method by which the screen was asked for
OWN = {FIELD, "csrfmiddlewaretoken", "code", "password", "passkey"}  # those of the proof, not of the form behind it
# To act there; looking is free. Who may do what, deletion, and one's own account.
OF_WAGTAIL = {
    "wagtailusers_groups:add",
    "wagtailusers_groups:delete",
    "wagtailusers_groups:edit",
    "wagtailusers_users:add",
    "wagtailusers_users:delete",
    "wagtailusers_users:edit",
    "wagtailadmin_account",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:history_delete",
    "wagtailimages:delete",
    "wagtaildocs:delete",
}


def is_of_wagtail(match: ResolverMatch) -> bool:
    """A screen of Wagtail's that asks, too."""
    deletes_many = match.view_name == "wagtail_bulk_action" and match.kwargs["action"] == "delete"
    return deletes_many or match.view_name in OF_WAGTAIL


def before(request: HttpRequest) -> HttpResponse | None:
    """What is answered first; None: go on."""
    is_proof = request.method == "POST" and FIELD in request.POST
    if recent.is_proven(request.session, at=timezone.now()):
        return _to_screen(request) if is_proof and request.POST[FIELD] != "POST" else None
    if not is_proof:
        return _page(request)
    problem = proof.refused(request)
    if problem:
        return _page(request, problem=problem)
    recent.note(request.session, at=timezone.now())
    return _to_screen(request) if request.POST[FIELD] != "POST" else None


def _to_screen(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(request.get_full_path())


def _page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    """Files do not go along: who sent some comes back to the empty screen."""
    method = request.POST.get(FIELD) or ("GET" if request.FILES else request.method)
    kept = [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values]
    context = {"method": method, "kept": kept, "problem": problem, **proof.offered(request)}
    answer = TemplateResponse(request, "organiser/again.html", context, status=422 if problem else 403)
    add_never_cache_headers(answer)
    return answer
