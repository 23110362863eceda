"""The alarm: raised where of fifty letters fewer than one in ten was answered in time, and nowhere else."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.watch.crowds import PLACE, crowd
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition
from undersigned.watch import hold, ratio
from undersigned.watch.models import Alarm, Mark, Slice

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=71)


def alarms() -> set[str]:
    return set(Alarm.objects.filter(released_at=None).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("number", "answered", "raised"),
    [(49, 0, False), (50, 0, True), (50, 4, True), (50, 5, False), (60, 5, True), (60, 6, False)],
)
def test_fifty_letters_and_fewer_than_one_in_ten_answers(
    petition: Petition, *, number: int, answered: int, raised: bool
) -> None:
    crowd(petition, number, answered=answered, at=NOW)

    ratio.look(at=LATER)

    assert alarms() == ({"petition", "domain", "network"} if raised else set())


def test_nothing_is_judged_before_its_hour_is_over(petition: Petition) -> None:
    crowd(petition, 50, at=NOW)

    assert ratio.look(at=NOW + timedelta(minutes=69)) == 0
    assert ratio.look(at=LATER) == 3


def test_an_answer_that_came_too_late_is_none(petition: Petition) -> None:
    crowd(petition, 50, answered=50, answered_after=timedelta(minutes=61), at=NOW)

    ratio.look(at=NOW + timedelta(hours=3))

    assert alarms() == {"petition", "domain", "network"}


def test_letters_that_did_not_leave_in_time_tell_nothing(petition: Petition) -> None:
    crowd(petition, 60, sent_after=timedelta(minutes=11), at=NOW)
    Letter.objects.filter(id__in=[row.id for row in crowd(petition, 60, at=NOW, who="other")]).update(state="waiting")

    assert ratio.look(at=LATER) == 0
    assert Slice.objects.count() == 0


def test_only_the_slice_in_which_nobody_answers_is_stopped(petition: Petition) -> None:
    crowd(petition, 50, at=NOW, domain="victim.example")
    crowd(petition, 60, at=NOW, answered=50, domain="example.org", network=bytes(16))

    ratio.look(at=LATER)

    assert {(one.kind, one.name, one.letters, one.confirmed) for one in Alarm.objects.all()} == {
        ("domain", "victim.example", 50, 0),
        ("network", "", 50, 0),
    }
    assert bytes(Alarm.objects.get(kind="network").key) == PLACE[8:]


def test_each_signature_is_looked_at_once_however_often_it_is_asked(petition: Petition) -> None:
    crowd(petition, 30, at=NOW)

    for _ in range(3):
        assert ratio.look(at=LATER) == 0

    assert list(Slice.objects.filter(kind="petition").values_list("letters", flat=True)) == [30]
    assert Mark.objects.get().petition_id == petition.pk


def test_letters_of_a_day_count_together_and_older_ones_do_not(petition: Petition) -> None:
    crowd(petition, 30, at=NOW)
    ratio.look(at=LATER)
    crowd(petition, 30, at=NOW + timedelta(hours=5), who="later")
    assert ratio.look(at=LATER + timedelta(hours=5)) == 3

    library = factories.petition("library")
    crowd(library, 30, at=NOW, domain="library.example", network=bytes(16))
    ratio.look(at=LATER)
    crowd(library, 30, at=NOW + timedelta(days=2), domain="library.example", network=bytes(16), who="later")
    assert ratio.look(at=LATER + timedelta(days=2)) == 0
    assert Slice.objects.filter(hour__lt=NOW).count() == 0


def test_an_alarm_is_raised_once_and_after_it_was_let_go_only_by_new_letters(petition: Petition) -> None:
    crowd(petition, 50, at=NOW)
    assert ratio.look(at=LATER) == 3
    crowd(petition, 10, at=NOW + timedelta(minutes=5), who="more")
    assert ratio.look(at=LATER + timedelta(minutes=5)) == 0

    for alarm in Alarm.objects.all():
        hold.release(alarm, at=LATER + timedelta(minutes=6))
    crowd(petition, 49, at=NOW + timedelta(hours=2), who="third")
    assert ratio.look(at=LATER + timedelta(hours=2)) == 0
    crowd(petition, 1, at=NOW + timedelta(hours=2, minutes=1), who="fourth")
    assert ratio.look(at=LATER + timedelta(hours=2, minutes=1)) == 3
