"""The signer's own page: their number and first name, for as long as they stand."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.people import ROSA
from undersigned.signing import keyring, samples, signer
from undersigned.signing.models import Petition, Signature
from undersigned.signing.signer import Signer


@pytest.mark.django_db
def test_a_signer_sees_their_number_and_first_name(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rosa = factories.signature(petition, ROSA)
    keyring.for_petition(petition.pk)

    with django_assert_num_queries(1):
        assert signer.confirmed(petition.pk, rosa.id) == Signer(rosa.id, 1, "Rosa Marín", "97201", None)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["pending", "held", "withdrawn"])
def test_who_does_not_stand_is_nobody(petition: Petition, state: str) -> None:
    rosa = factories.signature(petition, ROSA, state=state)

    assert signer.confirmed(petition.pk, rosa.id) is None


@pytest.mark.django_db
def test_a_signer_is_known_on_their_own_petition_alone(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)

    assert signer.confirmed(factories.petition("library").pk, rosa.id) is None
    assert signer.confirmed(petition.pk, uuid4()) is None


@pytest.mark.django_db
def test_a_sample_is_nobody(petition: Petition) -> None:
    samples.add(petition, number=1, at=factories.NOW)

    assert signer.confirmed(petition.pk, Signature.objects.get().id) is None
