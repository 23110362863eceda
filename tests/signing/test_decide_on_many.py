"""Decisions on many at once: each as if it were decided on alone, in one transaction, and told by day and reason."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, THEO, crowd
from tests.signing.sums import sums
from tests.signing.test_decide import queued, written
from undersigned.signing import decide
from undersigned.signing.decide import Reason
from undersigned.signing.models import Petition, Signature, StrikeDay
from undersigned.transparency.entry import REINSTATE, VOID

pytestmark = pytest.mark.django_db

State = Signature.State


def told(of: Petition) -> list[tuple[date, str, int, int]]:
    rows = StrikeDay.objects.filter(petition=of).order_by("day", "reason")
    return list(rows.values_list("day", "reason", "struck", "reinstated"))


def numbered() -> Callable[[], UUID]:
    ids = iter(range(1, 100))
    return lambda: UUID(int=next(ids))


def test_those_that_are_counted_are_struck_and_no_others(petition: Petition) -> None:
    crowd_ = sorted(factories.signature(petition, one).id for one in crowd(3))
    rosa = factories.signature(petition, ROSA, state=State.PENDING)
    ines = factories.signature(petition, INES, is_sample=True)
    asked = [*crowd_[:2], rosa.id, ines.id, uuid4()]

    assert decide.strike_all(petition.pk, asked, reason=Reason.NOBODY, at=NOW) == crowd_[:2]
    assert decide.strike_all(petition.pk, asked, reason=Reason.DOUBLE, at=NOW) == []

    assert sums(petition) == (4, 0, 2, 1)
    assert queued(petition) == [(VOID, 2)] * 2
    assert told(petition) == [(NOW.date(), "nobody", 2, 0)]


def test_they_are_put_back_and_told_by_the_reason_for_which_each_was_struck(petition: Petition) -> None:
    ids = sorted(factories.signature(petition, one).id for one in crowd(4))
    decide.strike_all(petition.pk, ids[:2], reason=Reason.NOBODY, at=NOW)
    decide.strike(petition.pk, ids[2], reason=Reason.LEGAL_ORDER, at=NOW)
    tomorrow = NOW + timedelta(days=1)

    assert decide.reinstate_all(petition.pk, ids[1:], at=tomorrow) == ids[1:3]

    assert sums(petition) == (4, 0, 1, 0)
    assert queued(petition) == [(VOID, 2), (VOID, 2), (VOID, 4), (REINSTATE, 0), (REINSTATE, 0)]
    assert told(petition) == [
        (NOW.date(), "legal-order", 1, 0),
        (NOW.date(), "nobody", 2, 0),
        (tomorrow.date(), "legal-order", 0, 1),
        (tomorrow.date(), "nobody", 0, 1),
    ]


def test_many_are_held_and_released_with_a_letter_each_that_may_have_one(petition: Petition) -> None:
    rosa, theo = (factories.signature(petition, one, state=State.PENDING) for one in (ROSA, THEO))
    Signature.objects.filter(id=theo.id).update(letters_count=3)
    ines = factories.signature(petition, INES)
    mallory = factories.signature(petition, MALLORY, state=State.HELD)
    ids = [rosa.id, theo.id, ines.id, mallory.id]

    assert decide.hold_all(petition.pk, ids) == sorted([rosa.id, theo.id])
    assert set(decide.release_all(petition.pk, ids[:3], letter_id=numbered(), at=NOW)) == {rosa.id, theo.id}

    assert (written(rosa), written(theo)) == ([("confirm", 2)], [])
    found = dict(Signature.objects.values_list("id", "state"))
    assert found == {rosa.id: "pending", theo.id: "pending", ines.id: "confirmed", mallory.id: "held"}
    assert Signature.objects.get(id=rosa.id).letters_count == 2
