"""Sample remarks: bound to sample signatures, marked, gone without a trace."""

import pytest

from tests.factories import NOW, petition, signature
from tests.people import ROSA
from tests.voices.remarks import offered
from undersigned.signing import samples as sample_signers
from undersigned.signing.models import Petition, Signature
from undersigned.voices import samples, wall
from undersigned.voices.models import Remark

REMARKS: list[samples.SampleRemark] = [
    {"words": "Sample words, the first.", "shown_as": "Sample A"},
    {"words": "Sample words, the second.", "shown_as": "Sample B"},
]


@pytest.mark.django_db
def test_samples_are_on_the_wall_in_the_order_given(petition: Petition, told: list[int]) -> None:
    sample_signers.add(petition, number=3, at=NOW)

    assert samples.add(petition, REMARKS, NOW) == 2

    assert wall.approved(petition.pk) == [
        {"words": "Sample words, the first.", "shown_as": "Sample A", "language": "en", "is_sample": True},
        {"words": "Sample words, the second.", "shown_as": "Sample B", "language": "en", "is_sample": True},
    ]
    bound = Signature.objects.filter(id__in=Remark.objects.values("signature_id"))
    assert list(bound.values_list("is_sample", flat=True)) == [True, True]
    assert told == [petition.pk]


@pytest.mark.django_db
def test_a_person_lends_no_signature_to_a_sample(petition: Petition) -> None:
    signature(petition, ROSA)
    sample_signers.add(petition, number=1, at=NOW)

    with pytest.raises(samples.NotEnoughSamples, match="veto-hb-7259: 2 sample remarks for 1 sample signers"):
        samples.add(petition, REMARKS, NOW)
    assert Remark.objects.count() == 0


@pytest.mark.django_db
def test_removing_leaves_the_remarks_of_people(petition: Petition, told: list[int]) -> None:
    kept = offered(signature(petition, ROSA))
    sample_signers.add(petition, number=2, at=NOW)
    samples.add(petition, REMARKS, NOW)

    assert samples.remove() == 2
    assert samples.remove() == 0

    assert list(Remark.objects.all()) == [kept]
    assert told == [petition.pk, petition.pk]


@pytest.mark.django_db
def test_removing_those_of_one_petition_leaves_the_other() -> None:
    rivers, library = petition("rivers"), petition("sunday-library")
    for one in (rivers, library):
        sample_signers.add(one, number=2, at=NOW)
        samples.add(one, REMARKS, NOW)

    assert samples.remove(rivers) == 2

    assert list(Remark.objects.values_list("petition_id", flat=True)) == [library.pk, library.pk]
