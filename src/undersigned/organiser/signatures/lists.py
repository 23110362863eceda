"""The list of a petition's signatures, and the search in it."""

import re
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.organiser import permissions, spelled
from undersigned.organiser.petition import PetitionView
from undersigned.organiser.signatures import words
from undersigned.sharing import links
from undersigned.signing import sealed, search
from undersigned.signing.models import Petition, Tally
from undersigned.signing.search import Line, Place, Wanted

_SOURCE = re.compile(r"[a-z-]{1,16}")
_FILTERS = ("state", "source", "language", "since", "until")
SHORTEST = 2  # letters of a name that is looked for


class Signatures(PetitionView):
    """GET: the newest first, by what was chosen. Nothing of a person is in its address."""

    permission = permissions.SEE_SIGNERS
    tab = "signatures"

    def get(self, request: HttpRequest, petition_id: int) -> HttpResponseBase:
        asked = request.GET
        found = search.page(petition_id, wanted(asked), after=_place(asked.get("after", "")))
        looked_at(self.petition, "list")
        chosen = {name: asked[name] for name in _FILTERS if asked.get(name)}
        context: dict[str, Any] = {
            **self.frame(_("Signatures")),
            "is_sealed": sealed.reading(self.petition.pk) is sealed.Reading.SEALED,
            "header_icon": "list-ul",
            **_totals(petition_id),
            "states": words.STATES,
            "languages": sorted(set(self.petition.texts.order_by().values_list("language", flat=True))),
            "sources": links.NAMES,
            "chosen": chosen,
            "rows": [_row(petition_id, line) for line in found.lines],
            "is_cut": found.is_cut,
            "looked": spelled.number(search.LOOKED),
            "next": urlencode(chosen | {"after": _named(found.next)}) if found.next else "",
            "newest": urlencode(chosen) if asked.get("after") else None,
        }
        return TemplateResponse(request, "organiser/signatures/list.html", context)


class Search(PetitionView):
    """POST `q`: a mailbox, a number or a name. Not by address: that would stand in histories and in servers' logs."""

    permission = permissions.SEE_SIGNERS
    tab = "signatures"

    def get(self, _request: HttpRequest, petition_id: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("organiser:signatures", args=[petition_id]))

    def post(self, request: HttpRequest, petition_id: int) -> HttpResponseBase:
        asked = request.POST.get("q", "").strip()
        number = re.sub(r"[\s.,#]", "", asked)
        if "@" in asked or number.isdecimal():
            how = "email" if "@" in asked else "number"
            found = search.by_email(petition_id, asked) if how == "email" else _by_number(petition_id, number)
            looked_at(self.petition, f"search by {how}")
            if found:
                return HttpResponseRedirect(reverse("organiser:signature", args=[petition_id, found]))
            return self._shown({"asked": asked, "how": how})
        if sum(character.isalpha() for character in asked) < SHORTEST:
            return self._shown({"asked": asked, "how": "nothing"})
        if sealed.reading(petition_id) is sealed.Reading.SEALED:
            return self.unreadable(sealed.Reading.SEALED)
        looked_at(self.petition, "search by name")
        return self._shown(self._named(asked))

    def _named(self, asked: str) -> dict[str, Any]:
        posted = self.request.POST
        found = search.by_name(self.petition.pk, asked, after=_uuid(posted["after"]) if posted.get("after") else None)
        looked = found.looked + _whole(posted.get("looked", ""))
        total = max(looked, _whole(posted.get("total", "")) if found.total is None else found.total)
        return {
            "asked": asked,
            "how": "name",
            "rows": [_row(self.petition.pk, line) for line in found.lines],
            "next": found.next.hex if found.next else "",
            "looked": looked,
            "looked_shown": spelled.number(looked),
            "total": total,
            "total_shown": spelled.number(total),
        }

    def _shown(self, values: dict[str, Any]) -> HttpResponse:
        context = {**self.frame(_("Search signatures")), "header_icon": "search", **values}
        return TemplateResponse(self.request, "organiser/signatures/search.html", context)


def looked_at(petition: Petition, what: str, **data: str) -> None:
    """Who has seen personal data, and how they came to it; none of it is in the log."""
    log(instance=petition, action="organiser.signatures.look", title=petition.ask, data={"what": what, **data})


def wanted(asked: QueryDict) -> Wanted:
    """Raises `Http404` where the address names what cannot be."""
    state, source = asked.get("state", ""), asked.get("source", "").strip()
    if (state and state not in words.STATES) or (source and not _SOURCE.fullmatch(source)):
        raise Http404
    until = _day(asked.get("until", ""))
    return Wanted(
        state=state,
        source=source,
        language=asked.get("language", "")[:8],
        since=_midnight(_day(asked.get("since", ""))),
        until=_midnight(until + timedelta(days=1) if until else None),
    )


def _totals(petition_id: int) -> dict[str, Any]:
    tally = Tally.objects.filter(petition_id=petition_id).first() or Tally()
    return {
        "counted": tally.count,
        "counted_shown": spelled.number(tally.count),
        "struck": tally.struck,
        "struck_shown": spelled.number(tally.struck),
    }


def _row(petition_id: int, line: Line) -> dict[str, Any]:
    """As plain values for `line.html`."""
    at = timezone.localtime(line.signed_at)
    return {
        "url": reverse("organiser:signature", args=[petition_id, line.id]),
        "name": line.name,
        "is_sample": line.is_sample,
        "number": spelled.number(line.number) if line.number is not None else "",
        "state": words.STATES[line.state],
        "kind": words.KINDS.get(line.state, "plain"),
        "reason": words.reason(line.hold_reason) if line.state in ("held", "struck") else "",
        "signed_at": f"{date_format(at, 'j M Y')}, {date_format(at, 'H:i')}",
        "language": line.language,
        "source": links.NAMES.get(line.source, line.source),
    }


def _by_number(petition_id: int, number: str) -> uuid.UUID | None:
    return search.by_number(petition_id, int(number)) if len(number) <= 18 else None  # what the column holds


def _whole(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 12 else 0


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise Http404 from error


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _named(place: Place) -> str:
    """As it stands in an address: the id, and the time where the order needs it."""
    return f"{place.id.hex}.{place.at.isoformat()}" if place.at else place.id.hex


def _place(value: str) -> Place | None:
    if not value:
        return None
    name, _dot, at = value.partition(".")
    try:
        return Place(_uuid(name), datetime.fromisoformat(at) if at else None)
    except ValueError as error:
        raise Http404 from error


def _uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise Http404 from error
