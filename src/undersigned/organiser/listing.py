"""What the desk's lists share: a state and a campaign to filter by, counts by state, pages of a known length."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet
from django.http import Http404, QueryDict

from undersigned.signing.models import Petition

PER_PAGE = 20
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Tab:
    """One state and how many are in it; `query` leads there."""

    state: str
    label: str
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown: one state of one petition, or of all where `petition_id` is None."""

    state: str
    petition_id: int | None

    @property
    def query(self) -> str:
        return _query(self.state, self.petition_id)


def chosen(asked: QueryDict, *, states: Mapping[str, str], default: str) -> Choice:
    """Raises `Http404` where the address names a state or a petition that cannot be."""
    state, petition_id = asked.get("state") or default, asked.get("petition") or ""
    if state not in states or (petition_id and not petition_id.isdecimal()):
        raise Http404
    return Choice(state, int(petition_id) if petition_id else None)


def counted(rows: "QuerySet[Any]") -> dict[str, int]:
    """How many there are in each state. One query."""
    return dict(rows.order_by().values("state").annotate(n=Count("*")).values_list("state", "n"))


def tabs(states: Mapping[str, str], counts: Mapping[str, int], choice: Choice) -> list[Tab]:
    return [
        Tab(state, str(label), counts.get(state, 0), _query(state, choice.petition_id), state == choice.state)
        for state, label in states.items()
    ]


def page(rows: "QuerySet[Row]", number: str, *, total: int) -> "Page[Row]":
    """One query: the total is known already."""
    paginator = Paginator(rows, PER_PAGE)
    paginator.__dict__["count"] = total  # a cached property: filled, it asks no more
    return paginator.get_page(number)


def petitions(choice: Choice) -> list[Petition]:
    """For the filter, by name. One query. Raises `Http404` where the chosen one does not exist."""
    found = list(Petition.objects.order_by("ask", "pk"))
    if choice.petition_id and all(petition.pk != choice.petition_id for petition in found):
        raise Http404
    return found


def _query(state: str, petition_id: int | None) -> str:
    return urlencode({"state": state} | ({"petition": petition_id} if petition_id else {}))
