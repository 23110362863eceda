"""Demonstration signers: counted, marked, removable, and never in the way of a person's number."""

from datetime import timedelta

import pytest

from tests.factories import NOW, petition, signature
from tests.people import INES, ROSA
from undersigned.signing import samples
from undersigned.signing.models import Petition, Signature, Tally


def _tally(of: Petition) -> tuple[int, int, int]:
    row = Tally.objects.get(petition=of)
    return row.confirmed, row.withdrawn, row.samples


@pytest.mark.django_db
def test_samples_follow_the_last_number(petition: Petition) -> None:
    signature(petition, ROSA)

    assert samples.add(petition, number=3, at=NOW) == 4

    rows = list(Signature.objects.filter(is_sample=True).order_by("number"))
    assert [row.number for row in rows] == [2, 3, 4]
    assert [row.confirmed_at for row in rows] == [NOW - timedelta(days=20), NOW - timedelta(days=10), NOW]
    assert {(row.state, row.blind_index, row.sealed, bytes(row.commitment)) for row in rows} == {
        ("confirmed", None, None, bytes(32))
    }
    assert {(row.text_version, row.wording_version, row.letters_count) for row in rows} == {(1, 1, 0)}
    assert _tally(petition) == (4, 0, 3)


@pytest.mark.django_db
def test_samples_can_be_added_twice(petition: Petition) -> None:
    samples.add(petition, number=2, at=NOW)
    samples.add(petition, number=2, at=NOW)

    assert list(Signature.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert _tally(petition) == (4, 0, 4)


@pytest.mark.django_db
def test_after_removing_the_first_person_is_number_one(petition: Petition) -> None:
    samples.add(petition, number=5, at=NOW)

    assert samples.remove() == 5

    assert _tally(petition) == (0, 0, 0)
    assert signature(petition, ROSA).number == 1


@pytest.mark.django_db
def test_removing_never_frees_a_number_that_a_person_has_seen(petition: Petition) -> None:
    samples.add(petition, number=5, at=NOW)
    rosa = signature(petition, ROSA)

    assert samples.remove(petition) == 5

    assert _tally(petition) == (6, 5, 0)
    assert rosa.number == 6
    assert signature(petition, INES).number == 7


@pytest.mark.django_db
def test_removing_keeps_the_count_after_a_withdrawal(petition: Petition) -> None:
    signature(petition, ROSA, state=Signature.State.WITHDRAWN)
    samples.add(petition, number=2, at=NOW)

    samples.remove()

    assert _tally(petition) == (3, 3, 0)


@pytest.mark.django_db
def test_removing_those_of_one_petition_leaves_the_other() -> None:
    rivers, library = petition("rivers"), petition("sunday-library")
    samples.add(rivers, number=2, at=NOW)
    samples.add(library, number=3, at=NOW)

    assert samples.remove(rivers) == 2

    assert (_tally(rivers), _tally(library)) == ((0, 0, 0), (3, 0, 3))
    assert samples.remove() == 3
    assert samples.remove() == 0
