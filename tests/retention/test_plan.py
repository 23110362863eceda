"""What the calendar says goes when, and how much of it."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import INES, ROSA, THEO, crowd
from tests.retention import signed
from undersigned.mail.models import Letter
from undersigned.retention import census, plan, policy
from undersigned.retention.models import Erasure
from undersigned.retention.plan import Item
from undersigned.retention.terms import Terms
from undersigned.signing.models import Petition, Signature, Tally

pytestmark = pytest.mark.django_db

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
DUE = signed.CLOSES + 180 * DAY


@pytest.fixture
def petition() -> Petition:
    return signed.campaign(Terms(180))


def _signers(petition: Petition) -> list[Item]:
    return [one for one in plan.plan(petition, now=NOW) if one.kind in ("signatures", "addresses")]


def test_of_nobody_there_is_nothing(petition: Petition) -> None:
    assert plan.plan(petition, now=NOW) == []


def test_those_who_were_confirmed_once_are_counted_whatever_became_of_them(petition: Petition) -> None:
    for person, state in zip(crowd(3), ("confirmed", "struck", "withdrawn"), strict=True):
        factories.signature(petition, person, state=state)
    factories.signature(petition, ROSA, state="pending")
    factories.signature(petition, INES, state="held")
    factories.signature(petition, THEO, is_sample=True)

    assert _signers(petition) == [Item("signatures", DUE, 3)]


def test_who_was_promised_less_goes_sooner_and_addresses_for_news_go_last(petition: Petition) -> None:
    longer = Terms(180, addresses=365)
    policy.choose(petition, longer)
    petition.wordings.create(version=2, language="en", statements={}, sha256=bytes(32), shown_from=NOW)
    policy.promise(petition, delivered_on=None)
    people = crowd(5)
    for person in people[:2]:
        factories.signature(petition, person, wants_updates=True)
    for person in people[2:]:
        factories.signature(petition, person, wants_updates=person is not people[2])
    later = [row.id for row in Signature.objects.order_by("number")[2:]]
    Signature.objects.filter(id__in=later).update(wording_version=2)

    assert census.people(petition) == {1: (2, 2), 2: (3, 2)}
    assert _signers(petition) == [
        Item("signatures", DUE, 5),
        Item("addresses", signed.CLOSES + 365 * DAY, 2),
    ]


def test_of_many_signers_letters_are_as_the_worker_counted_them(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census, "MANY", 1)
    signed.by(petition, ROSA)
    Letter.objects.update(sent_at=NOW)
    at_once = census.sent(petition)
    census.take(at=NOW)
    ines = signed.by(petition, INES)
    Letter.objects.filter(about=ines.id).update(sent_at=NOW - DAY)

    assert (at_once, census.sent(petition)) == ((1, NOW), (1, NOW))
    assert [one for one in plan.plan(petition, now=NOW) if one.kind == "letters"] == [
        Item("letters", NOW + 30 * DAY, 1)
    ]
    census.take(at=NOW + HOUR)
    assert census.sent(petition) == (2, NOW - DAY)


def test_of_many_the_worker_s_count_is_shown_for_an_hour(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "MANY", 2)
    factories.signature(petition, ROSA)
    few = census.take(at=NOW), census.counted_at(petition)
    factories.signature(petition, INES, wants_updates=True)
    many = census.take(at=NOW), census.counted_at(petition)
    factories.signature(petition, THEO)
    soon = census.take(at=NOW + HOUR - SECOND), census.people(petition)
    later = census.take(at=NOW + HOUR), census.people(petition), census.counted_at(petition)

    Tally.objects.filter(petition=petition).update(confirmed=1)  # as where samples are removed
    fewer = census.people(petition), census.counted_at(petition)
    Tally.objects.filter(petition=petition).update(confirmed=3)
    Erasure.objects.create(petition=petition, begun_at=NOW, up_to=NOW)
    meanwhile = census.take(at=NOW + 2 * HOUR), census.counted_at(petition)

    assert (fewer, meanwhile) == (({1: (3, 1)}, None), (1, NOW + HOUR))
    assert (few, many) == ((0, None), (1, NOW))
    assert soon == (0, {1: (2, 1)})
    assert later == (1, {1: (3, 1)}, NOW + HOUR)
    assert _signers(petition) == [Item("signatures", DUE, 3)]
