"""What the desk's lists share: a state and a campaign to filter by, counts by state, pages of a known length."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet
from django.http import Http404, QueryDict
from django.utils.formats import number_format

from undersigned.signing.models import Petition

PER_PAGE = 20
Row = TypeVar("Row", bound=Model)
Allowed = frozenset[int] | None  # the petitions that a reader may see; None: all


@dataclass(frozen=True, slots=True)
class Tab:
    """One state and how many are in it, `10,000+` where counting ended there; `query` leads there."""

    state: str
    label: str
    count: str
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


def count_to(most: int, rows: "QuerySet[Any]") -> int:
    """How many there are; `most + 1` where there are more than that. One query that reads no further."""
    return rows.order_by()[: most + 1].count()


def tabs(states: Mapping[str, str], counts: Mapping[str, int], choice: Choice, *, most: int | None = None) -> list[Tab]:
    """`most`: what is more was not counted, see `count_to`."""

    def shown(count: int) -> str:
        few = count if most is None else min(count, most)
        return f"{number_format(few, force_grouping=True)}{'+' if count > few else ''}"

    return [
        Tab(state, str(label), shown(counts.get(state, 0)), _query(state, choice.petition_id), state == choice.state)
        for state, label in states.items()
    ]


def page(rows: "QuerySet[Row]", number: str, *, total: int) -> "Page[Row]":
    """One query: the total is known already."""
    paginator = Paginator(rows, PER_PAGE)
    paginator.__dict__["count"] = total  # a cached property: filled, it asks no more
    return paginator.get_page(number)


def petitions(choice: Choice, allowed: Allowed) -> list[Petition]:
    """For the filter, by name. One query. Raises `Http404` where the chosen one does not exist for this reader."""
    found = list(within(Petition.objects.order_by("ask", "pk"), allowed, column="pk"))
    if choice.petition_id and all(petition.pk != choice.petition_id for petition in found):
        raise Http404
    return found


def rows(found: "QuerySet[Row]", choice: Choice, allowed: Allowed) -> "QuerySet[Row]":
    """Those of the chosen petition, or of all that the reader may see."""
    return within(found.filter(petition_id=choice.petition_id) if choice.petition_id else found, allowed)


def within(found: "QuerySet[Row]", allowed: Allowed, *, column: str = "petition_id") -> "QuerySet[Row]":
    return found if allowed is None else found.filter(**{f"{column}__in": allowed})


def _query(state: str, petition_id: int | None) -> str:
    return urlencode({"state": state} | ({"petition": petition_id} if petition_id else {}))
