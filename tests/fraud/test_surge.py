"""A petition that gets far more than it is used to: everybody works, nobody is refused, and an organiser may end it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from altcha.v2 import Challenge, solve_challenge
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW
from tests.fraud.scene import HOUR, people, sign
from undersigned import settings as knobs
from undersigned import worker
from undersigned.defence import work
from undersigned.defence.gate import Allow, Ask, Gate, Orders, Verdict
from undersigned.fraud import surge
from undersigned.fraud.models import Hour
from undersigned.signing.models import Petition
from undersigned.watch import orders
from undersigned.watch.models import Asking

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TEN = NOW.replace(minute=0)  # NOW is half past nine


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surge, "FLOOR", 4)


def used_to(petition: Petition, *hours: tuple[int, int]) -> None:
    """Signed and held in the hours before the last."""
    for back, (signed, held) in enumerate(hours, start=2):
        Hour.objects.create(petition=petition, begins_at=TEN - back * HOUR, signed=signed, held=held)


def asked() -> list[tuple[int, datetime, int | None, int | None]]:
    return list(Asking.objects.order_by("pk").values_list("petition_id", "until", "limit", "usual"))


def test_a_new_petition_is_left_alone_up_to_the_floor(petition: Petition) -> None:
    sign(petition, people(4), at=NOW - 10 * MINUTE)

    assert surge.look(at=NOW) == 0
    assert asked() == []

    sign(petition, people(1, begin=5), at=NOW - MINUTE)
    assert surge.look(at=NOW) == 1
    assert asked() == [(petition.pk, NOW + HOUR, 4, 0)]


def test_it_is_asked_past_five_times_its_median_hour(petition: Petition) -> None:
    used_to(petition, (1, 1), (90, 0), (1, 0), (2, 0), (0, 3))  # 2, 90, 1, 2, 3
    sign(petition, people(10), at=NOW - 10 * MINUTE)

    assert surge.look(at=NOW) == 0

    sign(petition, people(1, begin=11), at=NOW - MINUTE, wait=None, state="held")
    assert surge.look(at=NOW) == 1
    assert asked() == [(petition.pk, NOW + HOUR, 10, 2)]


def test_what_is_older_than_an_hour_or_a_week_or_another_petitions_or_a_sample_does_not_count(
    petition: Petition,
) -> None:
    other = factories.petition(slug="other")
    Hour.objects.create(petition=petition, begins_at=TEN - 8 * DAY, signed=1_000)
    Hour.objects.create(petition=other, begins_at=TEN - 2 * HOUR, signed=1_000)
    sign(petition, people(20), at=NOW - HOUR - MINUTE)
    sign(other, people(20), at=NOW - MINUTE)
    for one in sign(petition, people(20, begin=21), at=NOW - MINUTE):
        type(one).objects.filter(petition=petition, id=one.id).update(is_sample=True)
    sign(petition, people(4, begin=41), at=NOW - MINUTE)

    assert surge.look(at=NOW) == 0

    sign(petition, people(1, begin=45), at=NOW - MINUTE)
    assert surge.look(at=NOW) == 1
    assert asked() == [(petition.pk, NOW + HOUR, 4, 0)]


def test_it_lasts_for_as_long_as_they_come_and_an_hour(petition: Petition) -> None:
    sign(petition, people(5), at=NOW - MINUTE)

    assert [surge.look(at=NOW + minutes * MINUTE) for minutes in (0, 1, 30, 90)] == [1, 1, 1, 0]
    until = NOW + 30 * MINUTE + HOUR
    assert asked() == [(petition.pk, until, 4, 0)]
    assert orders.read(at=until - MINUTE).asking == frozenset({petition.pk})
    assert orders.read(at=until).asking == frozenset()


def test_what_an_organiser_has_ordered_is_left_as_it_is_until_it_ends(petition: Petition) -> None:
    sign(petition, people(5), at=NOW - MINUTE)
    Asking.objects.create(petition=petition, until=NOW + MINUTE)

    assert surge.look(at=NOW) == 0
    assert asked() == [(petition.pk, NOW + MINUTE, None, None)]

    assert surge.look(at=NOW + MINUTE) == 1
    assert asked() == [(petition.pk, NOW + MINUTE + HOUR, 4, 0)]


def test_who_has_declined_it_is_left_alone_for_a_day(petition: Petition) -> None:
    sign(petition, people(5), at=NOW - MINUTE)
    surge.look(at=NOW)
    Asking.objects.update(until=NOW, declined_at=NOW)

    assert surge.look(at=NOW + MINUTE) == 0
    assert orders.read(at=NOW + MINUTE).asking == frozenset()

    sign(petition, people(5, begin=6), at=NOW + DAY)
    assert surge.look(at=NOW + DAY + MINUTE) == 1
    assert asked() == [(petition.pk, NOW + DAY + MINUTE + HOUR, 4, 0)]


def test_whoever_does_the_work_comes_in_and_nobody_is_held(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COST", 1)
    sign(petition, people(5), at=NOW - MINUTE)
    surge.look(at=NOW)
    gate = Gate(bytes(32))
    gate.orders = Orders(asking=orders.read(at=NOW).asking)

    async def judged(email: str, **done: str) -> Verdict:
        return await gate.judge(done, email=email, peer="88.1.2.3", headers=[], petition_id=petition.pk)

    async def come_in(email: str) -> Verdict:
        verdict = await judged(email)
        assert isinstance(verdict, Ask)
        solution = solve_challenge(Challenge.from_dict(json.loads(verdict.task.challenge)))
        assert solution is not None
        return await judged(email, challenge=verdict.task.challenge, solution=json.dumps(solution.to_dict()))

    async def all_of_them() -> list[Verdict]:
        return [await come_in(one.email) for one in people(20, begin=6)]

    assert asyncio.run(all_of_them()) == [Allow()] * 20


def test_a_quiet_petition_costs_one_query(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.petition(slug="other")
    sign(petition, people(2), at=NOW - MINUTE)

    with django_assert_num_queries(1 + 2):
        assert surge.look(at=NOW) == 0


@pytest.mark.parametrize(("proof_of_work", "asking"), [("networks", 0), ("when-needed", 1)])
def test_a_host_may_leave_it_to_networks(
    petition: Petition, monkeypatch: pytest.MonkeyPatch, proof_of_work: str, asking: int
) -> None:
    sign(petition, people(5), at=datetime.now(UTC) - MINUTE)
    told = knobs.settings.model_copy(update={"proof_of_work": proof_of_work})
    monkeypatch.setattr(knobs, "settings", told)

    worker._look_at_surges()

    assert len(asked()) == asking
