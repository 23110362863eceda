"""Decisions: what they write, whom they tell, what they refuse."""

from datetime import timedelta

import pytest

from tests.factories import NOW, signature
from tests.people import MALLORY, ROSA
from tests.voices.remarks import SHOWN_AS, WORDS, offered
from undersigned.signing.models import Petition, Signature
from undersigned.voices import moderate, wall
from undersigned.voices.models import Remark

LATER = NOW + timedelta(hours=1)


@pytest.mark.django_db
def test_approving_puts_the_words_on_the_page(petition: Petition, told: list[int]) -> None:
    remark = offered(signature(petition, ROSA))

    assert moderate.approve(remark, at=LATER) == moderate.Decided(Remark.State.APPROVED)

    assert wall.approved(petition.pk) == [{"words": WORDS, "shown_as": SHOWN_AS, "language": "en", "is_sample": False}]
    assert Remark.objects.get().decided_at == LATER
    assert told == [petition.pk]


@pytest.mark.django_db
def test_nothing_is_published_without_permission(petition: Petition, told: list[int]) -> None:
    remark = offered(signature(petition, ROSA), may_publish=False)

    assert moderate.approve(remark, at=LATER) == moderate.MayNotPublish()

    assert Remark.objects.get().state == "waiting"
    assert told == []


@pytest.mark.django_db
def test_a_withdrawn_signature_gets_no_voice(petition: Petition, told: list[int]) -> None:
    rosa = signature(petition, ROSA)
    remark = offered(rosa)
    Signature.objects.filter(id=rosa.id).update(state=Signature.State.WITHDRAWN)

    assert moderate.approve(remark, at=LATER) == moderate.NotStanding()
    assert told == []


@pytest.mark.django_db
def test_words_that_nobody_read_are_not_approved(petition: Petition, told: list[int]) -> None:
    mallory = signature(petition, MALLORY)
    read = offered(mallory, words="A kind remark.")
    offered(mallory, words="Something else.", at=LATER)

    assert moderate.approve(read, at=LATER) == moderate.Changed()

    assert wall.approved(petition.pk) == []
    assert told == []


@pytest.mark.django_db
def test_the_quicker_of_two_organisers_decides(petition: Petition) -> None:
    remark = offered(signature(petition, ROSA))
    same = Remark.objects.get()

    assert moderate.decline(remark, at=LATER) == moderate.Decided(Remark.State.DECLINED)
    assert moderate.approve(same, at=LATER) == moderate.Changed()
    assert Remark.objects.get().state == "declined"


@pytest.mark.django_db
def test_holding_keeps_it_off_the_page(petition: Petition, told: list[int]) -> None:
    remark = offered(signature(petition, ROSA))
    moderate.approve(remark, at=NOW)

    assert moderate.hold(remark, at=LATER) == moderate.Decided(Remark.State.HELD)

    assert wall.approved(petition.pk) == []
    assert Remark.objects.get().decided_at == LATER
    assert told == [petition.pk, petition.pk]


@pytest.mark.django_db
def test_reopening_undoes_a_decision(petition: Petition, told: list[int]) -> None:
    remark = offered(signature(petition, ROSA))
    moderate.decline(remark, at=NOW)

    assert moderate.reopen(remark, at=LATER) == moderate.Decided(Remark.State.WAITING)

    found = Remark.objects.get()
    assert (found.state, found.decided_at) == ("waiting", None)
    assert told == [petition.pk, petition.pk]
