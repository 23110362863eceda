"""What an organiser decides on one signature: what becomes of it and of the count, once, and only from where it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, THEO
from tests.signing.sums import sums
from undersigned.ledger.models import Waiting
from undersigned.mail.models import Letter
from undersigned.signing import decide
from undersigned.signing.decide import Changed, Decided, NotDue, Reason
from undersigned.signing.models import Petition, Signature
from undersigned.transparency.entry import REINSTATE, VOID

pytestmark = pytest.mark.django_db

State = Signature.State
LETTER = UUID(int=7)
MINUTE = timedelta(minutes=1)


def queued(of: Petition) -> list[tuple[int, int]]:
    """What waits for the log, but for the text: kind and reason."""
    rows = Waiting.objects.filter(petition_id=of.pk, signature_id__isnull=False)
    return list(rows.order_by("id").values_list("kind", "reason"))


def written(about: Signature) -> list[tuple[str, int]]:
    return list(Letter.objects.filter(about=about.id).order_by("serial").values_list("kind", "serial"))


def test_striking_lowers_the_count_once_and_keeps_what_is_known(petition: Petition) -> None:
    rosa, _ines = factories.signature(petition, ROSA), factories.signature(petition, INES)

    outcomes = [decide.strike(petition.pk, rosa.id, reason=reason, at=NOW) for reason in (Reason.DOUBLE, Reason.NOBODY)]

    assert outcomes == [Decided(State.STRUCK), Changed()]
    found = Signature.objects.get(id=rosa.id)
    assert (found.state, found.number, found.hold_reason) == ("struck", 1, "double")
    assert (found.sealed, found.blind_index) == (rosa.sealed, rosa.blind_index)
    assert sums(petition) == (2, 0, 1, 0)
    assert queued(petition) == [(VOID, 2)]


def test_putting_back_raises_the_count_once(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)
    decide.strike(petition.pk, rosa.id, reason=Reason.LEGAL_ORDER, at=NOW)

    assert [decide.reinstate(petition.pk, rosa.id, at=NOW) for _ in range(2)] == [Decided(State.CONFIRMED), Changed()]

    found = Signature.objects.get(id=rosa.id)
    assert (found.state, found.number, found.hold_reason) == ("confirmed", 1, "")
    assert sums(petition) == (1, 0, 0, 0)
    assert queued(petition) == [(VOID, 4), (REINSTATE, 0)]


def test_only_what_is_counted_can_be_struck(petition: Petition) -> None:
    others = [
        factories.signature(petition, ROSA, state=State.PENDING).id,
        factories.signature(petition, INES, state=State.HELD).id,
        factories.signature(petition, THEO, state=State.WITHDRAWN).id,
        factories.signature(petition, MALLORY, is_sample=True).id,
        uuid4(),
    ]

    assert [decide.strike(petition.pk, one, reason=Reason.DOUBLE, at=NOW) for one in others] == [Changed()] * 5

    assert (sums(petition), queued(petition)) == ((2, 1, 0, 1), [])


def test_a_signature_is_decided_on_under_its_own_petition_alone(petition: Petition) -> None:
    library = factories.petition("sunday-library")
    rosa = factories.signature(petition, ROSA)

    assert decide.strike(library.pk, rosa.id, reason=Reason.DOUBLE, at=NOW) == Changed()

    assert (sums(petition), sums(library)) == ((1, 0, 0, 0), (0, 0, 0, 0))


def test_what_is_held_gets_no_letter_that_has_not_gone_out(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, state=State.PENDING)
    for state in ("sent", "waiting"):
        Letter.objects.create(
            id=uuid4(), petition_id=petition.pk, about=rosa.id, kind="confirm", state=state, due_at=NOW, queued_at=NOW
        )

    assert [decide.hold(petition.pk, rosa.id) for _ in range(2)] == [Decided(State.HELD), Changed()]

    assert Signature.objects.values_list("state", "hold_reason").get() == ("held", "organiser")
    assert Letter.objects.values_list("state", flat=True).get() == "sent"


@pytest.mark.parametrize("letters_count", [0, 2, 3])
def test_what_is_released_gets_its_letter_unless_it_has_had_three(petition: Petition, letters_count: int) -> None:
    is_mailed = letters_count < 3
    rosa = factories.signature(petition, ROSA, state=State.HELD)
    Signature.objects.filter(id=rosa.id).update(letters_count=letters_count, hold_reason="honeypot")

    outcomes = [decide.release(petition.pk, rosa.id, letter_id=LETTER, at=NOW + MINUTE) for _ in range(2)]

    assert outcomes == [Decided(State.PENDING, is_mailed), Changed()]
    found = Signature.objects.get()
    serial, last = (letters_count + 1, NOW + MINUTE) if is_mailed else (3, NOW)
    assert (found.state, found.hold_reason) == ("pending", "")
    assert (found.letters_count, found.last_letter_at) == (serial, last)
    assert written(rosa) == ([("confirm", serial)] if is_mailed else [])


@pytest.mark.parametrize(
    ("change", "after", "outcome"),
    [
        ({}, MINUTE, Decided(State.PENDING, is_mailed=True)),
        ({}, MINUTE / 2, NotDue()),
        ({"letters_count": 2}, MINUTE, NotDue()),
        ({"letters_count": 3}, timedelta(days=1), NotDue()),
        ({"state": "held"}, MINUTE, Changed()),
    ],
)
def test_the_letter_goes_again_within_the_limits_that_hold_for_signers(
    petition: Petition, change: dict[str, Any], after: timedelta, outcome: object
) -> None:
    rosa = factories.signature(petition, ROSA, state=State.PENDING)
    Signature.objects.filter(id=rosa.id).update(**change)

    assert decide.write_again(petition.pk, rosa.id, letter_id=LETTER, at=NOW + after) == outcome

    assert written(rosa) == ([("confirm", 2)] if isinstance(outcome, Decided) else [])
