"""How many letters of a petition wait, and how many were given up: asked of the two small indexes of those alone."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, QuerySet

from undersigned.mail.models import Letter


def by_petition(petition_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Waiting (or being sent), and given up. Two queries, which cost what there is of these, not what was sent."""
    ids = list(petition_ids)
    waiting = _each("of", Letter.objects.filter(Letter.UNSENT), ids)
    failed = _each("of", Letter.objects.filter(state=Letter.State.FAILED), ids)
    return {one: (waiting.get(one, 0), failed.get(one, 0)) for one in ids}


def by_state(petition_ids: Iterable[int]) -> dict[str, int]:
    """Waiting, being sent, given up, of all these petitions together. Two queries, as cheap."""
    ids = list(petition_ids)
    return _each("state", Letter.objects.filter(Letter.UNSENT), ids) | _each(
        "state", Letter.objects.filter(state=Letter.State.FAILED), ids
    )


def _each(column: str, letters: "QuerySet[Letter]", ids: list[int]) -> dict[Any, int]:
    # `+ 0`: else SQLite goes by the index of each petition's letters, over all that were ever sent.
    of = letters.annotate(of=F("petition_id") + 0).filter(of__in=ids).order_by()
    return dict(of.values(column).annotate(n=Count("*")).values_list(column, "n"))
