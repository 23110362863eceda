"""The list of a petition's updates, the form, one update with its figures, and what can be done with it."""

import math
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from undersigned.organiser import permissions, spelled
from undersigned.organiser.petition import PetitionView
from undersigned.organiser.updates import letter
from undersigned.organiser.updates.forms import UpdateForm, values
from undersigned.returns import figures as returns
from undersigned.updates import changed, draft, figures, recipients, sending
from undersigned.updates.models import Update

CHIPS = {Update.State.SENT: "good", Update.State.STOPPED: "bad"}


class Updates(PetitionView):
    permission = permissions.WRITE_UPDATES
    tab = "updates"
    needs_names = True

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:
        """The same number of queries, however many updates."""
        found = Update.objects.filter(petition_id=petition_id).prefetch_related("texts").select_related("petition")
        updates = list(found.order_by("-changed_at", "-pk"))
        known, back = figures.of(updates), returns.of([update.pk for update in updates])
        context = {
            **self.frame(_("Updates to signers")),
            "header_icon": "mail",
            "is_published": bool(draft.languages(self.petition)),
            "changed_at": changed.untold(self.petition),
            "versions_url": f"/{self.petition.slug}/versions",
            "wanting": spelled.number(recipients.of(petition_id).count()),
            "rows": [_row(update, known[update.pk], back[update.pk]) for update in updates],
        }
        return TemplateResponse(request, "organiser/updates/list.html", context)


class Write(PetitionView):
    """GET: an empty form. POST: a draft."""

    permission = permissions.WRITE_UPDATES
    tab = "updates"
    needs_names = True

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self._shown(request, UpdateForm(languages=self._languages()))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = UpdateForm(request.POST, languages=self._languages())
        if not form.is_valid():
            return self._shown(request, form)
        update = draft.begin(self.petition, form.draft(), at=timezone.now())
        _log(update, "write")
        return _to(update)

    def _languages(self) -> list[str]:
        """Raises `Http404` where nothing was published yet: its letters have no sender."""
        found = draft.languages(self.petition)
        if not found:
            raise Http404
        return found

    def _shown(self, request: HttpRequest, form: UpdateForm) -> HttpResponse:
        context = {**self.frame(_("Write an update")), "header_icon": "mail", "form": form}
        return TemplateResponse(request, "organiser/updates/form.html", context, status=422 if form.errors else 200)


class UpdateView(PetitionView):
    """A screen about `self.update`, which is one of this petition's or 404."""

    tab = "updates"
    needs_names = True
    update: Update

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may_enter(request):
            found = Update.objects.select_related("petition", "approved_by")
            self.update = get_object_or_404(found, pk=kwargs["update_id"], petition_id=kwargs["petition_id"])
        return super().dispatch(request, *args, **kwargs)


class Show(UpdateView):
    """As signers get it, and how far it has come."""

    permission = permissions.WRITE_UPDATES

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        update, user = self.update, request.user
        known, back = figures.of([update])[update.pk], returns.of([update.pk])[update.pk]
        previews = letter.previews(update)
        context = {
            **self.frame(previews[0].subject if previews else _("Updates to signers")),
            "header_icon": "mail",
            "update": update,
            "row": _row(update, known, back),
            "previews": previews,
            "may_send": permissions.may(user, permissions.SEND_UPDATES, self.petition.pk),
            "email": getattr(user, "email", ""),
        }
        return TemplateResponse(request, "organiser/updates/update.html", context)


class Edit(UpdateView):
    """POST is bound to what was read: a colleague's changes are not written over."""

    permission = permissions.WRITE_UPDATES

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.update.state != Update.State.DRAFT:
            return _to(self.update)
        return self._shown(request, UpdateForm(initial=values(self.update), languages=draft.languages(self.petition)))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = UpdateForm(request.POST, languages=draft.languages(self.petition))
        if not form.is_valid():
            return self._shown(request, form)
        outcome = draft.change(_as_read(request, self.update), form.draft(), at=timezone.now())
        if isinstance(outcome, draft.Changed):
            form.add_error(None, CHANGED)
            return self._shown(request, form)
        _log(self.update, "write")
        return _to(self.update)

    def _shown(self, request: HttpRequest, form: UpdateForm) -> HttpResponse:
        context = {
            **self.frame(_("Change the update")),
            "header_icon": "mail",
            "form": form,
            "update": self.update,
            "changed_at": request.POST.get("changed_at") or self.update.changed_at.isoformat(),
        }
        return TemplateResponse(request, "organiser/updates/form.html", context, status=422 if form.errors else 200)


class Discard(UpdateView):
    permission = permissions.WRITE_UPDATES

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            is_gone = draft.discard(_as_read(request, self.update))
            if is_gone:
                _log(self.update, "discard")
        if not is_gone:
            messages.error(request, CHANGED)
            return _to(self.update)
        messages.success(request, _("The draft is gone."))
        return HttpResponseRedirect(reverse("organiser:updates", args=[self.petition.pk]))


class Test(UpdateView):
    """POST `language`: that letter goes to whoever asks for it, and to nobody else."""

    permission = permissions.WRITE_UPDATES

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        text = get_object_or_404(self.update.texts, language=request.POST.get("language", ""))
        to = getattr(request.user, "email", "")
        if not to:
            raise Http404
        try:
            letter.send_test(text, to=to)
        except (OSError, ValueError) as error:
            sentence = _("The mail server did not take it: %(error)s. Try again, or tell whoever hosts this site.")
            messages.error(request, sentence % {"error": type(error).__name__})
            return _to(self.update)
        _log(self.update, "test")
        messages.success(request, _("It is on its way to %(email)s.") % {"email": to})
        return _to(self.update)


class Sending(UpdateView):
    """GET: to how many, how fast. POST `do`: "approve" it as it was read, "stop" it, or "resume"."""

    permission = permissions.SEND_UPDATES

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.update.state != Update.State.DRAFT:
            return _to(self.update)
        reach = recipients.of(self.petition.pk).count()
        context = {
            **self.frame(_("Approve and send")),
            "header_icon": "mail",
            "update": self.update,
            "previews": letter.previews(self.update),
            "reach": reach,
            "reach_shown": spelled.number(reach),
            "rates": [(rate.value, spelled.number(rate), _duration(reach, rate)) for rate in Update.Rate],
            "usual": Update.Rate.USUAL.value,
        }
        return TemplateResponse(request, "organiser/updates/sending.html", context)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        do = {"approve": self._approve, "stop": self._stop, "resume": self._resume}.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        do(request)
        return _to(self.update)

    def _approve(self, request: HttpRequest) -> None:
        rate = request.POST.get("rate", "")
        if rate not in {str(one.value) for one in Update.Rate}:
            raise Http404
        read = _as_read(request, self.update)
        outcome = sending.approve(read, rate=int(rate), by=request.user, at=timezone.now())
        if isinstance(outcome, sending.Approved):
            _log(self.update, "send", reach=outcome.reach, rate=int(rate))
            messages.success(request, _("Approved. The letters leave at the pace you have set."))
        elif isinstance(outcome, sending.Incomplete):
            messages.error(request, _("It needs words in the petition’s own language first."))
        else:
            messages.error(request, CHANGED)

    def _stop(self, request: HttpRequest) -> None:
        if sending.stop(self.update):
            _log(self.update, "stop")
            messages.success(request, _("Stopped. Only letters that were on their way to the mail server still leave."))

    def _resume(self, request: HttpRequest) -> None:
        if sending.resume(self.update, at=timezone.now()):
            _log(self.update, "resume")
            messages.success(request, _("It goes on where it stopped. Nobody gets it twice."))


CHANGED = _("Somebody has changed or approved it since you opened it. Look at it again before you go on.")


def _as_read(request: HttpRequest, update: Update) -> Update:
    """As it was when the form was opened. Raises `Http404` where that names no time."""
    try:
        update.changed_at = datetime.fromisoformat(request.POST.get("changed_at", ""))
    except ValueError as error:
        raise Http404 from error
    return update


def _row(update: Update, known: figures.Figures, back: returns.Figures) -> dict[str, Any]:
    """Plain values for the list and for the update's own screen."""
    texts = {text.language: text for text in update.texts.all()}
    text = texts.get(update.petition.language) or next(iter(texts.values()), None)
    return {
        "update": update,
        "subject": text.subject if text else "",
        "kind": update.get_kind_display(),
        "state": update.get_state_display(),
        "chip": CHIPS.get(Update.State(update.state), ""),
        "figures": known,
        "numbers": [
            (_("Recipients"), spelled.number(update.reach)),
            (_("Sent"), spelled.number(known.sent)),
            (_("Waiting"), spelled.number(known.waiting + known.ahead)),
            (_("Given up"), spelled.number(known.failed)),
            (_("Bounced"), spelled.number(back.bounced)),
            (_("Reported as spam"), spelled.number(back.complained)),
            (_("Unsubscribed by it"), spelled.number(known.unsubscribed)),
        ]
        if update.state != Update.State.DRAFT
        else [],
        "is_draft": update.state == Update.State.DRAFT,
        "is_sending": update.state == Update.State.SENDING,
        "is_stopped": update.state == Update.State.STOPPED,
    }


def _duration(reach: int, rate: int) -> str:
    minutes = math.ceil(reach / rate)
    if minutes <= 120:
        return ngettext("about %(count)d minute", "about %(count)d minutes", minutes) % {"count": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("about %(count)d hour", "about %(count)d hours", hours) % {"count": hours}


def _to(update: Update) -> HttpResponse:
    return HttpResponseRedirect(reverse("organiser:update", args=[update.petition_id, update.pk]))


def _log(update: Update, what: str, **data: Any) -> None:
    petition = update.petition
    log(instance=petition, action=f"organiser.update.{what}", title=petition.ask, data={"update": update.pk, **data})
