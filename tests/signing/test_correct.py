"""A correction: the postcode at any time, the name until it stands in the public log."""

from typing import Any

import pytest

from tests import factories
from tests.people import ROSA
from undersigned.signing import correct, keyring
from undersigned.signing.correct import Corrected, Gone, NameStands
from undersigned.signing.models import SealedTo, Signature
from undersigned.signing.submission import Correction, Problem, correction
from undersigned.transparency import leaf
from undersigned.vault import blind

pytestmark = pytest.mark.django_db
State = Signature.State


def record(one: Signature) -> dict[str, Any]:
    one.refresh_from_db()
    return keyring.for_petition(one.petition_id).unseal("signature", one.id, bytes(one.sealed or b""))


def test_the_postcode_changes_and_the_commitment_does_not() -> None:
    rosa = factories.signature(factories.petition(), ROSA)
    before, said = record(rosa), bytes(rosa.commitment)

    assert correct.signature(rosa.petition_id, rosa.id, Correction("", "97299")) == Corrected(has_changed=True)

    assert record(rosa) == before | {"postcode": "97299"}
    assert bytes(rosa.commitment) == said


def test_the_name_changes_while_it_waits_and_the_commitment_with_it() -> None:
    petition = factories.petition()
    rosa = factories.signature(petition, ROSA, state=State.PENDING)

    outcome = correct.signature(petition.pk, rosa.id, Correction("Rosa Marín Vidal", ROSA.postcode))

    now = record(rosa)
    assert (outcome, now["name"]) == (Corrected(has_changed=True), "Rosa Marín Vidal")
    assert bytes(rosa.commitment) == leaf.commitment(
        salt=bytes.fromhex(now["salt"]),
        text_hash=bytes(petition.texts.get().sha256),
        canonical_email=blind.canonical_email(ROSA.email),
        name="Rosa Marín Vidal",
    )


@pytest.mark.parametrize("state", [State.CONFIRMED, State.STRUCK])
def test_a_name_that_the_log_knows_stands(state: str) -> None:
    rosa = factories.signature(factories.petition(), ROSA, state=state)
    before = record(rosa)

    assert correct.signature(rosa.petition_id, rosa.id, Correction("Rosa Vidal", "97299")) == NameStands()
    assert record(rosa) == before


def test_the_same_once_more_is_no_change() -> None:
    rosa = factories.signature(factories.petition(), ROSA)

    same = Correction(ROSA.name, ROSA.postcode)
    assert correct.signature(rosa.petition_id, rosa.id, same) == Corrected(has_changed=False)


def test_who_has_left_has_nothing_to_correct() -> None:
    gone = factories.signature(factories.petition(), ROSA, state=State.WITHDRAWN)

    assert correct.signature(gone.petition_id, gone.id, Correction("", "97299")) == Gone()


def test_what_is_sealed_for_others_is_not_taken_back_here_alone() -> None:
    petition = factories.petition()
    SealedTo.objects.create(petition=petition, recipients=["age1…"], since=factories.NOW)
    keyring.forget()
    rosa = factories.signature(petition, ROSA)
    keys = keyring.for_petition(petition.pk)
    sealed = keys.seal("signature", rosa.id, {**record(rosa), "agreed": ["further_1"]})
    Signature.objects.filter(id=rosa.id).update(sealed=sealed)

    assert correct.disagree(petition.pk, rosa.id, "further_1") is False
    assert record(rosa)["agreed"] == ["further_1"]


def test_what_is_typed_is_read_as_the_form_reads_it() -> None:
    assert correction({"name": "", "postcode": " 97201 "}, postcode_style="us") == Correction("", "97201")
    assert correction({"name": "www.spam.example", "postcode": "1"}, postcode_style="us") == [
        Problem("name", "Enter your name without a web address"),
        Problem("postcode", "Enter a ZIP code of five digits, like 06103"),
    ]
