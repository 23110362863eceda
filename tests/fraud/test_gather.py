"""The hours: exact numbers, replaced and never added up, and nothing of a domain or network that few signed from."""

from datetime import datetime, timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.fraud.scene import HOME, HOUR, NEXT_DOOR, SCHOOL, SECOND, people, sign
from tests.people import INES, ROSA, THEO
from undersigned.fraud import gather
from undersigned.fraud.models import Crowd, Hour
from undersigned.signing import networks
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
TEN = NOW.replace(minute=0)  # NOW is half past nine
LONG_AFTER = TEN + timedelta(days=2)


def look(at: datetime) -> int:
    """Until nothing is due; how many looks it took."""
    looks = 0
    while gather.turn(at=at):
        looks += 1
    return looks


def hours(of: Petition) -> list[tuple[datetime, int, int, int, list[int]]]:
    rows = Hour.objects.filter(petition=of).order_by("begins_at")
    return [(one.begins_at, one.signed, one.confirmed, one.held, one.waits) for one in rows]


def crowds(of: Petition) -> dict[tuple[str, str], tuple[int, int, int, int, int]]:
    rows = Crowd.objects.filter(hour__petition=of)
    return {(one.kind, one.key): (one.signed, one.confirmed, one.quick, one.same_second, one.regular) for one in rows}


def test_an_hours_numbers_are_those_of_who_signed_in_it(petition: Petition) -> None:
    sign(petition, people(3), at=TEN)
    sign(petition, people(2, begin=4), at=TEN + MINUTE, wait=None)
    sign(petition, [ROSA], at=TEN + 2 * MINUTE, wait=None, state=Signature.State.HELD)
    sign(petition, [INES], at=TEN + 59 * MINUTE, wait=5 * SECOND)
    sign(petition, [THEO], at=TEN + 3 * HOUR, wait=2 * HOUR)
    factories.signature(petition, people(1, begin=9)[0], at=TEN, is_sample=True)

    assert look(LONG_AFTER) == 2

    assert hours(petition) == [
        (TEN, 6, 4, 1, [1, 0, 3, 0, 0, 0]),
        (TEN + 3 * HOUR, 1, 1, 0, [0, 0, 0, 0, 1, 0]),
    ]


def test_a_domain_or_network_is_kept_from_twenty_signers_on(petition: Petition) -> None:
    sign(petition, people(19, domain="few.example"), at=TEN, network=HOME)
    sign(petition, people(20, domain="many.example"), at=TEN + MINUTE, network=SCHOOL, wait=5 * SECOND)
    sign(petition, people(1, domain="Many.Example", begin=21), at=TEN + 2 * MINUTE, network=NEXT_DOOR)

    look(LONG_AFTER)

    assert crowds(petition) == {
        ("all", ""): (40, 40, 20, 0, 35),
        ("domain", "many.example"): (21, 21, 20, 0, 18),
        ("line", "01" * 8): (20, 20, 20, 0, 18),
        ("network", "09" * 8): (21, 21, 20, 0, 18),
    }


def test_several_in_a_second_are_told_from_those_at_the_same_pace(petition: Petition) -> None:
    sign(petition, people(30), at=TEN, network=SCHOOL, every=SECOND / 2)
    sign(petition, people(30, begin=31), at=TEN + MINUTE, network=SCHOOL, every=2 * SECOND)

    look(LONG_AFTER)

    assert crowds(petition)["network", "09" * 8] == (60, 60, 0, 15, 28)


def test_looking_again_replaces_what_was_there(petition: Petition) -> None:
    pending = sign(petition, people(25), at=TEN, network=SCHOOL, wait=None)
    look(TEN + 30 * MINUTE)
    Crowd.objects.filter(kind="network").update(settled_at=NOW)
    assert crowds(petition)["network", "09" * 8] == (25, 0, 0, 0, 23)

    sign(petition, people(5, begin=26), at=TEN + 35 * MINUTE, network=SCHOOL)
    confirmed = [one.id for one in pending[:4]]
    Signature.objects.filter(id__in=confirmed).update(state="confirmed", confirmed_at=TEN + 40 * MINUTE)

    assert (look(TEN + 39 * MINUTE), look(TEN + 40 * MINUTE)) == (0, 1)  # it runs: every ten minutes
    assert crowds(petition)["network", "09" * 8] == (30, 9, 0, 0, 26)
    assert Crowd.objects.get(kind="network").settled_at == NOW
    assert hours(petition)[0][1:3] == (30, 9)


def test_an_hour_is_looked_at_for_a_day_and_then_never_again(petition: Petition) -> None:
    sign(petition, people(1), at=TEN)
    due = []
    at = TEN + 5 * MINUTE
    while at is not None:
        assert look(at) == 1
        at = Hour.objects.get().due_at
        due.append(at and at - TEN)

    assert due == [
        *(timedelta(minutes=minutes) for minutes in (15, 25, 35, 45, 55, 62)),
        2 * HOUR,
        7 * HOUR,
        25 * HOUR,
        None,
    ]


def test_a_look_that_was_killed_is_done_again(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(petition, people(3), at=TEN)

    class Killed(BaseException):
        """As SIGKILL would end it."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(gather, "_write", die)
        with pytest.raises(Killed):
            gather.turn(at=LONG_AFTER)
    assert (look(LONG_AFTER), hours(petition)[0][1]) == (0, 0)

    assert (look(LONG_AFTER + gather.LEASE), hours(petition)[0][1]) == (1, 3)


def test_who_signed_more_than_a_month_ago_is_left_alone(petition: Petition) -> None:
    sign(petition, people(1), at=TEN)

    assert (look(TEN + timedelta(days=31)), hours(petition)) == (0, [])


def test_networks_are_forgotten_with_their_hashes_and_domains_are_not(petition: Petition) -> None:
    sign(petition, people(20), at=TEN, network=SCHOOL)
    look(LONG_AFTER)
    sign(petition, people(1, begin=21), at=TEN + networks.KEPT + 2 * HOUR)

    look(TEN + networks.KEPT + 2 * HOUR + MINUTE)

    first = Hour.objects.order_by("begins_at").first()
    assert set(Crowd.objects.filter(hour=first).values_list("kind", flat=True)) == {"all", "domain"}


def test_networks_of_a_campaign_that_has_ended_are_forgotten_too(petition: Petition) -> None:
    sign(petition, people(20), at=TEN, network=SCHOOL)
    look(LONG_AFTER)

    look(TEN + networks.KEPT)
    kept = {kind for kind, _ in crowds(petition)}
    look(TEN + networks.KEPT + MINUTE)

    assert (kept, {kind for kind, _ in crowds(petition)}) == ({"all", "domain", "network", "line"}, {"all", "domain"})


def test_what_cannot_be_opened_has_no_domain(petition: Petition) -> None:
    made = sign(petition, people(21), at=TEN)
    Signature.objects.filter(id=made[0].id).update(sealed=b"\x01" * 40)
    Signature.objects.filter(id=made[1].id).update(sealed=None)

    look(LONG_AFTER)

    assert crowds(petition) == {("all", ""): (21, 21, 0, 0, 19)}


def test_of_more_places_than_fit_into_memory_those_stay_from_which_several_came(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "MOST_KEYS", 3)
    monkeypatch.setattr(gather, "AT_ONCE", 7)
    sign(petition, people(2), at=TEN, network=SCHOOL)
    for number in range(9):
        sign(petition, people(1, begin=3 + number), at=TEN + MINUTE + number * SECOND, network=bytes([number]) * 16)
    sign(petition, people(20, begin=20), at=TEN + 2 * MINUTE, network=SCHOOL)

    look(LONG_AFTER)

    assert crowds(petition)["network", "09" * 8][0] == 22


def alerts_of(of: Petition) -> dict[str, list[str]]:
    rows = Crowd.objects.filter(hour__petition=of, is_alert=True)
    return {f"{one.kind} {one.key[:2]}".strip(): one.alerts for one in rows}


def test_what_stands_out_is_told_once(petition: Petition) -> None:
    sign(petition, people(100, domain="a.example"), at=TEN, network=SCHOOL, wait=5 * SECOND)

    look(LONG_AFTER)

    assert alerts_of(petition) == {"network 09": ["crowd", "quick", "machine"], "domain a.": ["quick"]}


def test_a_connection_that_is_a_part_of_its_network_stands_for_itself(petition: Petition) -> None:
    sign(petition, people(100), at=TEN, network=SCHOOL, every=2.5 * SECOND)
    sign(petition, people(100, begin=101), at=TEN + 10 * MINUTE, network=NEXT_DOOR, every=2.5 * SECOND)

    look(LONG_AFTER)

    assert alerts_of(petition) == {"network 09": ["large-crowd"], "line 01": ["crowd"], "line 02": ["crowd"]}


def test_what_nothing_smaller_explains_is_told_of_all(petition: Petition) -> None:
    for number in range(30):
        sign(petition, people(1, domain=f"{number}.example"), at=TEN + number * SECOND, wait=5 * SECOND)

    look(LONG_AFTER)

    assert alerts_of(petition) == {"all": ["quick"]}
