"""The gathered numbers: after catching up they are what a plain recount finds, whatever happened in between."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import NOW
from tests.insight import rows
from undersigned.insight import gather
from undersigned.insight.models import Gathered, Mark
from undersigned.signing import samples
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=10)
TODAY = date(2026, 3, 2)

Numbers = dict[tuple[date, str, str], tuple[int, int]]


def gathered(of: Petition) -> Numbers:
    return {
        (row.day, row.language, row.source): (row.signed, row.confirmed) for row in Gathered.objects.filter(petition=of)
    }


def recounted(of: Petition) -> Numbers:
    """The plain way: every row of the table."""
    signed, confirmed = Counter[tuple[date, str, str]](), Counter[tuple[date, str, str]]()
    for one in Signature.objects.filter(petition=of).exclude(state="held"):
        signed[timezone.localdate(one.signed_at), one.language, one.source] += 1
        if one.confirmed_at:
            confirmed[timezone.localdate(one.confirmed_at), one.language, one.source] += 1
    return {way: (signed[way], confirmed[way]) for way in {*signed, *confirmed}}


def test_what_was_signed_and_confirmed_is_in_the_rows_of_its_days(petition: Petition) -> None:
    rows.confirmed(petition, source="whatsapp")
    rows.signed(petition, source="whatsapp")
    rows.confirm(rows.signed(petition, language="es"), at=NOW + timedelta(days=1))

    gather.on(at=LATER)

    assert gathered(petition) == {
        (TODAY, "en", "whatsapp"): (2, 1),
        (TODAY, "es", ""): (1, 0),
        (TODAY + timedelta(days=1), "es", ""): (0, 1),
    }


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_numbers_equal_a_recount(
    petition: Petition, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "AT_ONCE", 3)
    dice, standing, at = random.Random(seed), list[Signature](), NOW
    for _ in range(60):
        at += timedelta(hours=dice.randrange(9))
        match dice.randrange(6):
            case 0 | 1 | 2:
                source, language = dice.choice(("", "email", "newsletter")), dice.choice(("en", "es"))
                state = dice.choice(("pending", "pending", "pending", "held"))
                standing.append(rows.signed(petition, at=at, source=source, language=language, state=state))
            case 3:
                pending = [one for one in standing if one.state == "pending"]
                for one in dice.sample(pending, min(2, len(pending))):
                    rows.confirm(one, at=at)
            case 4:
                leaving = [one for one in standing if one.state in ("pending", "confirmed")]
                for one in dice.sample(leaving, min(1, len(leaving))):
                    rows.withdraw(one)
            case _:
                gather.on(at=at, steps=dice.randrange(1, 4))

    while gather.on(at=at + timedelta(days=1), steps=2):
        pass

    assert Signature.objects.filter(state="withdrawn").exists()
    assert gathered(petition) == recounted(petition)


@pytest.mark.once
def test_a_sample_is_signed_and_confirmed_at_once_and_forgotten_when_it_is_removed(petition: Petition) -> None:
    samples.add(petition, number=3, at=NOW)
    one = rows.signed(petition)
    gather.on(at=LATER)
    before = list(Gathered.objects.filter(is_sample=True).order_by("day").values_list("signed", "confirmed"))

    samples.remove(petition)
    rows.confirm(one, at=NOW)  # its number is 1: nobody but samples had ever been counted
    gather.on(at=LATER)

    assert before == [(1, 1)] * 3
    assert gathered(petition) == {(TODAY, "en", ""): (1, 1)}


@pytest.mark.once
def test_what_may_still_be_overtaken_waits(petition: Petition) -> None:
    """Two signatures are committed in another order than they came."""
    rows.signed(petition, at=NOW)
    gather.on(at=NOW + timedelta(seconds=30))
    rows.signed(petition, at=NOW - timedelta(seconds=1))

    before = gathered(petition)
    gather.on(at=NOW + timedelta(minutes=3))

    assert (before, gathered(petition)) == ({}, {(TODAY, "en", ""): (2, 0)})


@pytest.mark.once
def test_made_up_ways_do_not_grow_without_end(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_SOURCES", 2)
    for second, source in enumerate(("", "flyer", "qr", "junk", "more-junk")):
        rows.signed(petition, source=source, at=NOW + timedelta(seconds=second))

    gather.on(at=LATER)

    assert {source: signed for (_, _, source), (signed, _) in gathered(petition).items()} == {
        "": 1,
        "flyer": 1,
        "qr": 1,
        "other": 2,
    }


@pytest.mark.once
def test_a_mark_that_another_worker_moved_is_left_alone(petition: Petition) -> None:
    rows.confirmed(petition)
    mine, theirs = Mark.objects.create(petition=petition), Mark.objects.get(petition=petition)
    steps = [gather._step(mark, top=1, at=LATER) for mark in (theirs, mine)]

    assert steps == [True, False]
    assert gathered(petition) == {(TODAY, "en", ""): (1, 1)}


@pytest.mark.once
def test_nothing_new_writes_nothing(petition: Petition) -> None:
    rows.confirmed(petition)
    gather.on(at=LATER)

    with CaptureQueriesContext(connection) as queries:
        steps = gather.on(at=LATER)

    assert steps == 0
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"] * 5


@pytest.mark.once
def test_a_day_is_one_of_the_installations_time_zone(petition: Petition) -> None:
    with timezone.override("America/Los_Angeles"):
        rows.confirmed(petition, at=datetime(2026, 3, 2, 7, 58, tzinfo=UTC))  # confirmed three minutes later
        gather.on(at=LATER)

    assert gathered(petition) == {(date(2026, 3, 1), "en", ""): (1, 0), (date(2026, 3, 2), "en", ""): (0, 1)}
