"""The tab "Delivery", and one packet of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.campaigns.address import absolute
from undersigned.campaigns.models import CampaignPage
from undersigned.delivery import link, make
from undersigned.delivery.choice import VOLUME
from undersigned.delivery.models import Delivery
from undersigned.organiser import permissions, spelled
from undersigned.organiser.delivery import handing
from undersigned.organiser.delivery.forms import DAYS, ChoiceForm
from undersigned.organiser.petition import PetitionView
from undersigned.rights.models import Act
from undersigned.signing import consent, count
from undersigned.signing.consent import HandsOver
from undersigned.signing.models import Petition

CHIPS = {Delivery.State.READY: "good", Delivery.State.FAILED: "bad"}
STEPS = {
    "gather": _("Reading who has signed"),
    "arrange": _("Putting them in order"),
    "tables": _("Writing the tables"),
    "volumes": _("Setting the list"),
    "beside": _("Adding paper and earlier lists"),
    "remarks": _("Setting the remarks"),
    "letter": _("Setting the letter"),
    "seal": _("Closing the packet"),
}


class Deliveries(PetitionView):
    """GET: what can be chosen, and the packets there are. POST: a packet is begun; the worker makes it."""

    permission = permissions.DELIVER
    asks_again = ("POST",)
    tab = "delivery"
    needs_names = True

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        return self._shown(request, ChoiceForm(languages=self._languages()))

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponse:  # noqa: ARG002  of the address
        form = ChoiceForm(request.POST, languages=self._languages())
        if not form.is_valid() or not self._signers():
            return self._shown(request, form)
        row = make.begin(self.petition, form.choice(), by=request.user, at=timezone.now())
        data = {"packet": str(row.pk), "names": row.chosen["names"], "columns": row.chosen["columns"]}
        log(instance=self.petition, action="organiser.delivery.make", title=self.petition.ask, data=data)
        return HttpResponseRedirect(_address(row))

    def _shown(self, request: HttpRequest, form: ChoiceForm) -> HttpResponse:
        signers = self._signers()
        made = Delivery.objects.filter(petition=self.petition).select_related("asked_by").order_by("-asked_at", "pk")
        page = CampaignPage.objects.filter(petition=self.petition, language=self.petition.language).first()
        erased = list(self.petition.acts.filter(signature_id=None, kind=Act.Kind.ERASED).values_list("at", flat=True))
        context = {
            **self.frame(_("Delivery")),
            "header_icon": "folder-open-inverse",
            "form": form,
            "signers": signers,
            "signers_shown": spelled.number(signers),
            "volumes": -(-signers // VOLUME),
            "volumes_shown": spelled.number(-(-signers // VOLUME)),
            "rows": [_row(one) | {"erased": sum(at > one.asked_at for at in erased)} for one in made],
            "page": page,
            "told": _told(self.petition),
        }
        return TemplateResponse(request, "organiser/delivery/list.html", context, status=422 if form.errors else 200)

    def _languages(self) -> list[str]:
        return sorted(set(self.petition.texts.values_list("language", flat=True)))

    def _signers(self) -> int:
        totals = count.current(self.petition.pk)
        return totals.count - totals.samples


def _told(petition: Petition) -> list[str]:
    """What a packet leaves out, since it was not said before signing."""
    shown = petition.wordings.order_by("version").values_list("statements", flat=True)
    levels = {consent.hands_over(statements) for statements in shown}
    sentences = {
        HandsOver.COUNT: _(
            "Who was told that only the number is handed over stands in a packet without a name and a postcode."
        ),
        HandsOver.NAMES: _("Who was told that names are handed over stands in a packet without a postcode."),
    }
    return [str(sentence) for level, sentence in sentences.items() if level in levels]


class PacketView(PetitionView):
    """A screen about `self.row`, which is one of this petition's or 404."""

    permission = permissions.DELIVER
    tab = "delivery"
    row: Delivery

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may_enter(request):
            mine = Delivery.objects.filter(petition_id=kwargs["petition_id"]).select_related("petition", "asked_by")
            self.row = get_object_or_404(mine, pk=kwargs["packet"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_read(self) -> bool:
        """The files that say who has signed."""
        return permissions.may(self.request.user, permissions.EXPORT_SIGNERS, self.petition.pk)

    def record(self, what: str, **data: Any) -> None:
        named = {"packet": str(self.row.pk), **data}
        log(instance=self.petition, action=f"organiser.delivery.{what}", title=self.petition.ask, data=named)


class Packet(PacketView):
    """GET: how far it is, or what it holds. POST `do`: cancel, remove, link, revoke."""

    asks_again = ("POST",)

    def get(self, request: HttpRequest, petition_id: int, packet: UUID) -> HttpResponse:  # noqa: ARG002  of the address
        token = link.token(self.row, at=timezone.now())
        files = [
            {"name": name, "may": self.may_read or handing.names_nobody(name), **facts}
            for name, facts in sorted(self.row.files.items())
        ]
        context = {
            **self.frame(_("Packet")),
            "header_icon": "folder-open-inverse",
            "row": _row(self.row),
            "files": files,
            "all": handing.ALL,
            "may_read": self.may_read,
            "days": DAYS,
            "link": absolute(reverse("delivery_packet", args=[token])) if token else "",
            "link_until": self.row.link_until,
        }
        return TemplateResponse(
            request, "organiser/delivery/packet.html", context, headers={"Cache-Control": "no-store"}
        )

    def post(self, request: HttpRequest, petition_id: int, packet: UUID) -> HttpResponse:  # noqa: ARG002  of the address
        done = {"cancel": self._cancel, "remove": self._remove, "link": self._link, "revoke": self._revoke}
        do = done.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        return do(request)

    def _cancel(self, request: HttpRequest) -> HttpResponse:
        making = Delivery.objects.filter(pk=self.row.pk, state=Delivery.State.MAKING)
        if making.update(state=Delivery.State.CANCELLED):
            self.record("cancel")
            messages.success(request, _("The packet is not made. What there was of it is being removed."))
        return HttpResponseRedirect(_all(self.row))

    def _remove(self, request: HttpRequest) -> HttpResponse:
        if self.row.state in (Delivery.State.READY, Delivery.State.FAILED):
            self.record("remove")
            make.remove(self.row, root=settings.DELIVERIES)
            messages.success(request, _("The packet and all of its files are gone from this site."))
        return HttpResponseRedirect(reverse("organiser:delivery", args=[self.petition.pk]))

    def _link(self, request: HttpRequest) -> HttpResponse:
        """For those alone who may see what it opens."""
        given = request.POST.get("days", "")
        if not self.may_read or self.row.state != Delivery.State.READY or given not in map(str, DAYS):
            raise Http404
        link.make(self.row, until=timezone.now() + timedelta(days=int(given)))
        self.record("link", days=int(given))
        return HttpResponseRedirect(_address(self.row))

    def _revoke(self, request: HttpRequest) -> HttpResponse:
        link.revoke(self.row)
        self.record("revoke")
        messages.success(request, _("The recipient’s page opens no more."))
        return HttpResponseRedirect(_address(self.row))


class Files(PacketView):
    """One file, or all. Logged before the first byte leaves."""

    asks_again = ("GET", "POST")  # POST: the proof itself

    def get(self, request: HttpRequest, petition_id: int, packet: UUID, name: str) -> HttpResponseBase:  # noqa: ARG002
        if not self.may_read and not handing.names_nobody(name):
            return TemplateResponse(request, "organiser/forbidden.html", status=403)
        made = handing.answer(self.row, name)
        self.record("download", file=name)
        return made


def _row(row: Delivery) -> dict[str, Any]:
    steps = row.volumes + 3 if row.volumes else 0  # gathered, in tables, the rest; before that nobody knows
    return {
        "it": row,
        "chip": CHIPS.get(Delivery.State(row.state), ""),
        "is_making": row.state == Delivery.State.MAKING,
        "is_ready": row.state == Delivery.State.READY,
        "is_cancelled": row.state == Delivery.State.CANCELLED,
        "address": _address(row),
        "count": spelled.number(row.count),
        "size": handing.size(row),
        "step": STEPS.get(row.step, ""),
        "steps": steps,
        "done": _done(row) if steps else 0,
        "doubtful": ", ".join(row.doubtful),
    }


def _done(row: Delivery) -> int:
    return {"tables": 1, "volumes": 2 + row.place}.get(row.step, row.volumes + 2)


def _address(row: Delivery) -> str:
    return reverse("organiser:packet", args=[row.petition_id, row.pk])


def _all(row: Delivery) -> str:
    return reverse("organiser:delivery", args=[row.petition_id])
