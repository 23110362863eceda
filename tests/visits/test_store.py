"""Writing what was counted: each process adds its own to what others wrote."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from undersigned.signing.models import Petition
from undersigned.visits import store
from undersigned.visits.counter import Count, Way
from undersigned.visits.models import Visited

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def written() -> list[tuple[str, int, int]]:
    return list(Visited.objects.order_by("source").values_list("source", "visits", "starts"))


def test_what_is_written_is_added_to_what_is_there(petition: Petition) -> None:
    direct, email = (Way(petition.pk, TODAY, "en", source) for source in ("", "email"))
    store.add({direct: Count(3, 1)})
    store.add({email: Count(1, 0), direct: Count(2, 2)})

    assert written() == [("", 5, 3), ("email", 1, 0)]


@pytest.mark.once
def test_it_is_one_statement_however_many_ways(petition: Petition) -> None:
    with CaptureQueriesContext(connection) as queries:
        store.add({Way(petition.pk, TODAY, "en", f"way-{number}"): Count(1, 0) for number in range(40)})

    assert [query["sql"].split()[0] for query in queries] == ["SAVEPOINT", "INSERT", "RELEASE"]


@pytest.mark.once
def test_very_many_ways_are_written_in_turns(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "AT_ONCE", 2)
    store.add({Way(petition.pk, TODAY, "en", f"way-{number}"): Count(1, 0) for number in range(5)})

    assert written() == [(f"way-{number}", 1, 0) for number in range(5)]
