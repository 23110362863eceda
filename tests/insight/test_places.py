"""Areas and passings on: after catching up they are what a plain recount of the opened records finds."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from tests.factories import NOW
from tests.insight import rows
from undersigned.insight import gather, numbers, places
from undersigned.insight.models import Passing, Place
from undersigned.insight.numbers import Area
from undersigned.signing import brought, keyring, samples
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=7)


@pytest.fixture
def key() -> bytes:
    found: bytes = settings.MASTER_KEYS.token
    return found


def confirmed(of: Petition, postcode: str, **fields: Any) -> Signature:
    one = rows.confirmed(of, **fields)
    one.sealed = keyring.for_petition(of.pk).seal("signature", one.id, {"postcode": postcode})
    one.save()
    return one


def counted(of: Petition) -> dict[tuple[str, date], int]:
    return {(one.area, one.week): one.confirmed for one in Place.objects.filter(petition=of)}


def test_who_confirmed_is_counted_in_their_area_and_week(petition: Petition, key: bytes) -> None:
    for postcode, weeks in (("06103", 0), ("06199-1234", 0), ("06103", 1), ("90210", 1)):
        confirmed(petition, postcode, at=NOW + weeks * WEEK)
    rows.signed(petition)

    places.on(key=key)

    assert counted(petition) == {("061", MONDAY): 2, ("061", MONDAY + WEEK): 1, ("902", MONDAY + WEEK): 1}
    found = numbers.of(petition.pk, today=MONDAY + WEEK)
    assert found.areas == [Area("061", 3, 1), Area("902", 1, 1)]


def test_nothing_is_counted_twice_however_often_and_in_whatever_steps(
    petition: Petition, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "AT_ONCE", 2)
    for _ in range(5):
        confirmed(petition, "06103")

    taken = [places.on(key=key, steps=1) for _ in range(4)]
    confirmed(petition, "06103")
    taken.append(places.on(key=key))

    assert taken == [1, 1, 1, 0, 1]
    assert counted(petition) == {("061", MONDAY): 6}


def test_a_record_that_is_gone_or_cannot_be_opened_lives_nowhere(petition: Petition, key: bytes) -> None:
    rows.confirmed(petition)
    other = confirmed(petition, "06103")
    other.sealed = confirmed(petition, "90210").sealed  # moved from another row
    other.save()

    places.on(key=key)

    assert counted(petition) == {("902", MONDAY): 1}


def test_where_the_post_has_no_areas_none_is_counted(petition: Petition, key: bytes) -> None:
    Petition.objects.filter(pk=petition.pk).update(postcode_style="any")
    confirmed(petition, "06103")

    places.on(key=key)

    assert (counted(petition), numbers.of(petition.pk, today=MONDAY).areas) == ({}, [])


def test_generations_are_counted_from_those_who_came_by_nobodys_link(petition: Petition, key: bytes) -> None:
    def link(of: Signature) -> str:
        return brought.share_code(of.id, petition=petition.uuid, key=key)

    first, _alone = rows.confirmed(petition), rows.confirmed(petition)
    second = [rows.confirmed(petition, via=link(first)) for _ in range(3)]
    third = rows.confirmed(petition, via=link(second[0]))
    places.on(key=key)
    rows.confirmed(petition, via=link(third))
    rows.confirmed(petition, via="unknown2")
    places.on(key=key)

    assert numbers.of(petition.pk, today=MONDAY).generations == [2, 4, 1, 1]


def test_without_any_link_there_are_no_generations(petition: Petition, key: bytes) -> None:
    rows.confirmed(petition)
    places.on(key=key)

    assert numbers.of(petition.pk, today=MONDAY).generations == []


def test_when_samples_are_removed_they_have_lived_nowhere(petition: Petition, key: bytes) -> None:
    real = confirmed(petition, "06103", via="aaaaaaaa")
    samples.add(petition, number=3, at=NOW)
    gather.on(at=NOW + WEEK)
    places.on(key=key)

    samples.remove(petition)
    gather.on(at=NOW + WEEK)
    places.on(key=key)

    assert counted(petition) == {("061", MONDAY): 1}
    assert [one.code for one in Passing.objects.all()] == [brought.share_code(real.id, petition=petition.uuid, key=key)]
