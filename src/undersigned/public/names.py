"""The first names on a page: whether it would be baked with others today. Then it is stale, and the worker bakes it.

Names change with signers, with withdrawals and with midnight; nobody tells of midnight, so somebody has to look.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.db.models import QuerySet

from undersigned.public.models import Baked
from undersigned.voices import recent
from undersigned.voices.recent import Recent

STANDS = timedelta(minutes=3)  # a page at least, whoever signs


def look(*, at: datetime) -> None:
    """At every campaign that shows names: two queries for each, and one for all."""
    _mark(Baked.objects.filter(baked_at__lte=at - STANDS), at=at)


def withdrawn(petition_id: int, *, at: datetime) -> None:
    """Somebody has left: if their name is shown, it goes with the next bake."""
    _mark(Baked.objects.filter(petition_id=petition_id), at=at)


def _mark(pages: QuerySet[Baked], *, at: datetime) -> None:
    @cache
    def names_now(petition_id: int) -> list[Recent]:
        return recent.names(petition_id, at=at)

    # A page that offers no names has no such key.
    shown = pages.filter(name__endswith=":campaign", petition__published=True, facts__has_key="names")
    rows: Iterable[tuple[str, int, list[Recent]]] = shown.values_list("name", "petition_id", "facts__names")
    changed = [name for name, petition_id, names in rows if names != names_now(petition_id)]
    Baked.objects.filter(name__in=changed).update(is_stale=True)
