"""Offering a remark, rewriting it, taking it back."""

import subprocess
import sys
from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import NOW, petition, signature
from tests.people import INES, MALLORY, ROSA
from tests.voices.remarks import SHOWN_AS, WORDS, nobody, offered
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature
from undersigned.signing.submission import Problem
from undersigned.voices import moderate, offer, wall
from undersigned.voices.models import Remark

LATER = NOW + timedelta(minutes=5)


def _offer(petition_id: int, signature_id: UUID, words: str = WORDS, shown_as: str = SHOWN_AS) -> offer.Outcome:
    return offer.remark(
        petition_id=petition_id,
        signature_id=signature_id,
        words=words,
        shown_as=shown_as,
        may_publish=True,
        language="en",
        at=LATER,
    )


def _opened(remark: Remark) -> dict[str, str]:
    remark.refresh_from_db()
    return keyring.for_petition(remark.petition_id).unseal("remark", remark.id, bytes(remark.sealed))


@pytest.mark.django_db
def test_a_remark_waits_sealed(petition: Petition) -> None:
    rosa = signature(petition, ROSA)

    remark = offered(rosa, words="  My children\r\nread there. ", shown_as=" Rosa,  Riverton")

    assert _opened(remark) == {"words": "My children\nread there.", "shown_as": "Rosa, Riverton"}
    assert b"children" not in bytes(remark.sealed)
    assert (remark.state, remark.may_publish, remark.language) == ("waiting", True, "en")
    assert (remark.offered_at, remark.decided_at, remark.is_sample) == (NOW, None, False)
    assert wall.approved(petition.pk) == []


@pytest.mark.django_db
def test_offering_again_while_it_waits_replaces_the_words(petition: Petition) -> None:
    rosa = signature(petition, ROSA)
    remark = offered(rosa)

    outcome = _offer(petition.pk, rosa.id, words="I have thought again.")

    assert outcome == offer.Offered(remark.id, replaced=True)
    assert _opened(remark) == {"words": "I have thought again.", "shown_as": SHOWN_AS}
    assert Remark.objects.get().offered_at == LATER


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [moderate.approve, moderate.hold, moderate.decline])
def test_after_a_decision_the_words_stay(petition: Petition, decide: object) -> None:
    rosa = signature(petition, ROSA)
    remark = offered(rosa)
    assert callable(decide)
    decide(remark, at=NOW)

    outcome = _offer(petition.pk, rosa.id, words="Buy something instead.")

    assert outcome == offer.AlreadyOffered()
    assert _opened(remark) == {"words": WORDS, "shown_as": SHOWN_AS}


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["pending", "held", "withdrawn"])
def test_only_a_confirmed_signer_has_a_voice(petition: Petition, state: str) -> None:
    mallory = signature(petition, MALLORY, state=state)

    assert _offer(petition.pk, mallory.id) == offer.NotConfirmed()
    assert _offer(petition.pk, nobody()) == offer.NotConfirmed()
    assert Remark.objects.count() == 0


@pytest.mark.django_db
def test_a_signature_of_another_petition_gives_no_voice(petition: Petition) -> None:
    other = make_other()
    rosa = signature(other, ROSA)

    assert _offer(petition.pk, rosa.id) == offer.NotConfirmed()


def make_other() -> Petition:
    return petition("sunday-library")


@pytest.mark.django_db
def test_problems_are_told_before_anything_is_written(petition: Petition) -> None:
    rosa = signature(petition, ROSA)

    assert _offer(petition.pk, rosa.id, words="", shown_as="example.com") == offer.Problems(
        (
            Problem("words", "Write a few words about why you signed"),
            Problem(
                "shown_as",
                "Leave web addresses out of the name. If there is none, put a space after each full stop.",
            ),
        )
    )
    assert Remark.objects.count() == 0


@pytest.mark.django_db
def test_taking_back_removes_only_this_signer(petition: Petition, told: list[int]) -> None:
    rosa, ines = signature(petition, ROSA), signature(petition, INES)
    moderate.approve(offered(rosa), at=NOW)
    kept = offered(ines)
    told.clear()

    assert offer.take_back(petition.pk, rosa.id) == 1
    assert offer.take_back(petition.pk, rosa.id) == 0
    assert list(Remark.objects.all()) == [kept]
    assert told == [petition.pk]


@pytest.mark.django_db
def test_sweeping_deletes_what_stands_on_nothing(petition: Petition, told: list[int]) -> None:
    rosa, ines, mallory = (signature(petition, person) for person in (ROSA, INES, MALLORY))
    kept = offered(rosa)
    moderate.approve(offered(ines), at=NOW)
    offered(mallory)
    Signature.objects.filter(id=ines.id).update(state=Signature.State.WITHDRAWN)
    Signature.objects.filter(id=mallory.id).delete()
    told.clear()

    assert offer.sweep() == 2
    assert list(Remark.objects.all()) == [kept]
    assert told == [petition.pk]


def test_the_offer_loads_no_wagtail() -> None:
    code = (
        "import sys, django.conf; django.conf.settings.configure("
        "INSTALLED_APPS=['undersigned.signing', 'undersigned.voices'], MASTER_KEYS=None);"
        "import django; django.setup(); import undersigned.voices.offer;"
        "print([name for name in sys.modules if name.startswith('wagtail')])"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert printed == "[]\n"
