"""What the dashboard says of a petition, from the gathered numbers and the counted visits."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.factories import NOW
from tests.insight import rows
from undersigned.insight import gather, numbers
from undersigned.insight.models import Annotation
from undersigned.insight.numbers import Passed, Sums
from undersigned.signing.models import Petition, Signature
from undersigned.visits import store
from undersigned.visits.counter import Count, Way

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
LATER = NOW + timedelta(hours=1)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_each_day_has_its_numbers_its_total_and_its_notes_without_a_gap(petition: Petition) -> None:
    rows.confirmed(petition, at=NOW - timedelta(days=3))
    rows.confirmed(petition, at=NOW - timedelta(days=3))
    rows.confirmed(petition)
    rows.signed(petition)
    store.add({Way(petition.pk, days_ago(1), "en", ""): Count(visits=7, starts=2)})
    Annotation.objects.create(petition=petition, day=days_ago(3), words="Mail to all")
    Annotation.objects.create(petition=petition, day=days_ago(3), words="A mistake", is_removed=True)
    gather.on(at=LATER)

    found = numbers.of(petition.pk, today=TODAY)

    assert [(one.day, one.sums, one.total, one.annotations) for one in found.days] == [
        (days_ago(3), Sums(signed=2, confirmed=2), 2, ("Mail to all",)),
        (days_ago(2), Sums(), 2, ()),
        (days_ago(1), Sums(visits=7, started=2), 2, ()),
        (TODAY, Sums(signed=2, confirmed=1), 3, ()),
    ]
    assert (found.standing, found.pending, found.today, found.last_week) == (3, 1, 1, None)
    assert (found.all, found.whole_days) == (Sums(7, 2, 4, 3), [2, 0, 0])
    assert (found.visited_since, found.since_visited) == (days_ago(1), Sums(7, 2, 2, 1))


def test_ways_and_languages_come_in_the_order_of_what_they_brought(petition: Petition) -> None:
    rows.confirmed(petition, source="email")
    rows.confirmed(petition, source="whatsapp", language="es")
    rows.confirmed(petition, source="whatsapp")
    rows.signed(petition, source="x")
    store.add({Way(petition.pk, TODAY, "es", "poster"): Count(visits=1, starts=0)})
    gather.on(at=LATER)

    found = numbers.of(petition.pk, today=TODAY)

    assert found.sources == [
        ("whatsapp", Sums(signed=2, confirmed=2)),
        ("email", Sums(signed=1, confirmed=1)),
        ("x", Sums(signed=1)),
        ("poster", Sums(visits=1)),
    ]
    assert found.languages == [("en", Sums(signed=3, confirmed=2)), ("es", Sums(visits=1, signed=1, confirmed=1))]


def test_what_signers_brought_counts_those_who_stand(petition: Petition) -> None:
    for via in ("aaaaaaaa", "aaaaaaaa", "bbbbbbbb", ""):
        rows.confirmed(petition, via=via)
    rows.signed(petition, via="cccccccc")
    rows.withdraw(rows.confirmed(petition, via="dddddddd"))

    assert numbers.of(petition.pk, today=TODAY).passed == Passed(signatures=3, people=2)


def test_the_same_weekday_last_week_is_seven_days_ago(petition: Petition) -> None:
    rows.confirmed(petition, at=NOW - timedelta(days=8))
    for _ in range(3):
        rows.confirmed(petition, at=NOW - timedelta(days=7))
    gather.on(at=LATER)

    assert numbers.of(petition.pk, today=TODAY).last_week == 3


def test_what_is_not_gathered_yet_is_told(petition: Petition) -> None:
    rows.confirmed(petition)
    before = numbers.of(petition.pk, today=TODAY).behind
    gather.on(at=LATER)

    assert (before, numbers.of(petition.pk, today=TODAY).behind) == (1, 0)


def test_nothing_yet_is_one_day_without_anything(petition: Petition) -> None:
    found = numbers.of(petition.pk, today=TODAY)

    assert [(one.day, one.sums) for one in found.days] == [(TODAY, Sums())]
    assert (found.whole_days, found.sources, found.passed) == ([], [], Passed(0, 0))


def test_a_larger_campaign_takes_no_more_queries(petition: Petition) -> None:
    with CaptureQueriesContext(connection) as few:
        numbers.of(petition.pk, today=TODAY)
    for day in range(20):
        rows.confirmed(petition, at=NOW - timedelta(days=day), source="email", via="aaaaaaaa")
    gather.on(at=LATER)
    with CaptureQueriesContext(connection) as many:
        numbers.of(petition.pk, today=TODAY)

    assert (len(few), len(many)) == (9, 9)


def test_todays_are_read_for_many_petitions_at_once(petition: Petition, django_assert_num_queries: object) -> None:
    other = factories.petition("sunday-library")
    rows.confirmed(petition, source="email")
    rows.confirmed(petition)
    rows.confirmed(other, at=NOW - timedelta(days=1))
    gather.on(at=LATER)

    assert numbers.today([petition.pk, other.pk], today=TODAY) == {petition.pk: 2}


@pytest.mark.once
def test_what_waits_and_what_was_brought_are_counted_by_indexes_alone(petition: Petition) -> None:
    with CaptureQueriesContext(connection) as queries:
        numbers.of(petition.pk, today=TODAY)
    asked = [query["sql"] for query in queries if "signing_signature" in query["sql"]]
    with connection.cursor() as cursor:
        plans = []
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plans.append(" ".join(row[3] for row in cursor.fetchall()))

    assert ["signature_pending" in plans[0], "signature_brought" in plans[1]] == [True, True]


@pytest.mark.once
def test_a_state_stands_in_the_statement_so_that_no_row_is_looked_into() -> None:
    statement, values = Signature.objects.pending().filter(petition_id=1).query.sql_with_params()

    assert "\"state\" = 'pending'" in statement
    assert values == (1,)
