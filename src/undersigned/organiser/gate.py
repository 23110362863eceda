"""The gate as administrators see it: alarms, networks that are let in, petitions whose signers are asked for work."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from undersigned.defence import guests
from undersigned.organiser import permissions
from undersigned.returns import refuse
from undersigned.returns.models import Refusal
from undersigned.signing.models import Petition, Signature
from undersigned.watch import hold
from undersigned.watch.models import Alarm, Asking, Guest, Kind

LONGEST = timedelta(days=30)  # an event; what lasts longer is no event
SHOWN = 50
KINDS: dict[str, Any] = {
    Kind.NETWORK: _("One network"),
    Kind.DOMAIN: _("Mailboxes at %(name)s"),
    Kind.PETITION: _("The petition “%(name)s”"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One alarm as plain values. `held`: signatures that wait for somebody to look."""

    pk: int
    what: str
    since: datetime
    letters: int
    confirmed: int
    held: int
    released_at: datetime | None


class UntilForm(forms.Form):
    """What ends with a day, at its end."""

    until = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("At most 30 days.")
    )

    def clean_until(self) -> datetime:
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, at most 30 days from now"))
        return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))


class GuestForm(UntilForm):
    network = forms.CharField(
        label=_("Network"),
        max_length=43,
        help_text=_("The address that the event's network has outside, such as 203.0.113.7 or 203.0.113.0/24."),
    )
    note = forms.CharField(label=_("What for"), max_length=100, required=False)
    field_order = ("network", "until", "note")

    def clean_network(self) -> str:
        found = guests.read(self.cleaned_data["network"])
        if found is None:
            raise forms.ValidationError(
                _("Enter an address of the internet, or a network of at most a /16 (IPv6: a /40)")
            )
        return str(found)


class AskingForm(UntilForm):
    petition = forms.ModelChoiceField(Petition.objects.none(), label=_("Petition"), empty_label=None)
    field_order = ("petition", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["petition"]
        field.queryset = Petition.objects.filter(published=True).order_by("slug")


class GateView(permissions.GuardedView):
    """GET: all of it. POST `do`: one of `release`, `let-in`, `send-away`, `ask`, `ask-no-more`."""

    permission = permissions.ADMINISTER
    asks_again = ("POST",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request, GuestForm(), AskingForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        do = {
            "release": _release,
            "let-in": _let_in,
            "send-away": _send_away,
            "ask": _ask,
            "ask-no-more": _ask_no_more,
        }.get(request.POST.get("do", ""))
        if do is None:
            return HttpResponseBadRequest()
        return do(request) or HttpResponseRedirect(reverse("organiser:gate"))


def alarms_on() -> int:
    return Alarm.objects.filter(released_at=None).count()


def surges_on() -> int:
    """Petitions whose signers are asked for work by themselves."""
    return Asking.objects.filter(limit__isnull=False, until__gt=timezone.now()).count()


def _release(request: HttpRequest) -> HttpResponse | None:
    alarm = Alarm.objects.filter(pk=_number(request, "alarm"), released_at=None).first()
    if alarm is None:
        messages.warning(request, _("Nothing was changed: somebody was quicker."))
        return None
    released = hold.release(alarm, at=timezone.now())
    log(instance=alarm, action="organiser.gate.release", title=_what(alarm), data={"released": released})
    sentence = ngettext(
        "Letters go there again. %(count)d signature goes on, with its letter.",
        "Letters go there again. %(count)d signatures go on, with their letters.",
        released,
    )
    messages.success(request, sentence % {"count": released})
    return None


def _let_in(request: HttpRequest) -> HttpResponse | None:
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _page(request, form, AskingForm(), status=422)
    user: Any = request.user
    guest = Guest.objects.create(**form.cleaned_data, added_by=user)
    log(instance=guest, action="organiser.gate.let-in", title=guest.network)
    messages.success(request, _("Let in. Within seconds the gate sets no limit to that network."))
    return None


def _send_away(request: HttpRequest) -> None:
    guest = Guest.objects.filter(pk=_number(request, "guest")).first()
    if guest is not None:
        log(instance=guest, action="organiser.gate.send-away", title=guest.network)
        guest.delete()
        messages.success(request, _("Removed. The usual limits hold for that network again."))


def _ask(request: HttpRequest) -> HttpResponse | None:
    form = AskingForm(request.POST)
    if not form.is_valid():
        return _page(request, GuestForm(), form, status=422)
    petition, until = form.cleaned_data["petition"], form.cleaned_data["until"]
    ordered = {"until": until, "limit": None, "usual": None, "declined_at": None}
    Asking.objects.update_or_create(petition=petition, defaults=ordered)
    log(instance=petition, action="organiser.gate.ask", title=petition.ask)
    messages.success(request, _("Within seconds every signer of it is asked for a moment's work."))
    return None


def _ask_no_more(request: HttpRequest) -> None:
    now = timezone.now()
    asking = Asking.objects.filter(pk=_number(request, "asking")).select_related("petition").first()
    if asking is not None:
        log(instance=asking.petition, action="organiser.gate.ask-no-more", title=asking.petition.ask)
        Asking.objects.filter(pk=asking.pk).update(until=now, declined_at=now)
        messages.success(request, _("Only a crowd from one network is asked for work again."))


def _number(request: HttpRequest, name: str) -> int:
    written = request.POST.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _page(request: HttpRequest, guest: GuestForm, asking: AskingForm, *, status: int = 200) -> HttpResponse:
    """Six queries, however much there is."""
    now, refused = timezone.now(), refuse.counted()
    context = {
        "header_title": _("Gate"),
        "header_icon": "lock",
        "breadcrumbs_items": [
            {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse_lazy("organiser:gate"), "label": _("Gate")},
        ],
        "alarms": _alarms(),
        "guests": Guest.objects.filter(until__gt=now).order_by("until", "pk"),
        "askings": Asking.objects.filter(until__gt=now).select_related("petition").order_by("until", "pk"),
        "guest_form": guest,
        "asking_form": asking,
        "refused": [(label, refused.get(reason, 0)) for reason, label in Refusal.Reason.choices],
    }
    return TemplateResponse(request, "organiser/gate.html", context, status=status)


def _alarms() -> list[Row]:
    """Those that are on first, then the latest."""
    held = dict(
        Signature.objects.held()
        .filter(hold_reason__startswith="alarm-")
        .order_by()
        .values("hold_reason")
        .annotate(n=Count("*"))
        .values_list("hold_reason", "n")
    )
    found = Alarm.objects.order_by("-released_at", "-since", "-pk")[:SHOWN]
    rows = [
        Row(one.pk, _what(one), one.since, one.letters, one.confirmed, held.get(one.hold_reason, 0), one.released_at)
        for one in found
    ]
    return sorted(rows, key=lambda row: (row.released_at is not None, -row.since.timestamp()))


def _what(alarm: Alarm) -> str:
    return str(KINDS[alarm.kind]) % {"name": alarm.name}
