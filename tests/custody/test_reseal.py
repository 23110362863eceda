"""A new data key: it seals what comes, and what was there is sealed anew by it, whatever happens in between."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from tests.people import ROSA, THEO, crowd
from undersigned.custody import records, reseal
from undersigned.custody.models import Resealing
from undersigned.signing import keyring, roll
from undersigned.signing.models import DataKey, Petition, Signature
from undersigned.vault import sealing
from undersigned.voices import offer
from undersigned.voices.models import Remark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reseal, "AT_ONCE", 4)


def _kids(petition: Petition) -> set[int]:
    found = [model.objects.filter(petition=petition, sealed__isnull=False) for model in records.models().values()]
    return {sealing.kid_of(bytes(sealed)) for rows in found for sealed in rows.values_list("sealed", flat=True)}


def _all() -> int:
    looked = 0
    while some := reseal.turn(at=NOW):
        looked += some
    return looked


def test_every_table_with_sealed_records_is_known() -> None:
    assert {"remark", "signature"} <= set(records.models())


def test_all_records_are_sealed_by_the_new_key_and_say_the_same(petition: Petition) -> None:
    for person in crowd(10):
        factories.signature(petition, person)
    rosa = factories.signature(petition, ROSA)
    offer.remark(
        petition_id=petition.pk, signature_id=rosa.id, words="Keep it open.", shown_as="Rosa", may_publish=True,
        language="en", at=NOW,
    )  # fmt: skip
    before = roll.entries(petition.pk, after=0, only_updates=False)

    assert reseal.begin(petition, at=NOW) == 2
    assert _all() == 12

    assert _kids(petition) == {2}
    assert roll.entries(petition.pk, after=0, only_updates=False) == before
    remark = Remark.objects.get()
    opened = keyring.for_petition(petition.pk).unseal("remark", remark.id, bytes(remark.sealed))
    assert opened == {"words": "Keep it open.", "shown_as": "Rosa"}
    job = Resealing.objects.get()
    assert (job.resealed, job.lost, job.done_at) == (12, 0, NOW)


def test_it_goes_on_where_it_was_killed_and_who_signs_meanwhile_has_the_new_key(petition: Petition) -> None:
    for person in crowd(10):
        factories.signature(petition, person)
    reseal.begin(petition, at=NOW)
    assert reseal.turn(at=NOW) == 4
    keyring.forget()  # killed, and started again

    theo = factories.signature(petition, THEO, at=NOW + timedelta(minutes=1))

    assert sealing.kid_of(bytes(theo.sealed or b"")) == 2
    assert _all() == 7
    assert _kids(petition) == {2}
    assert Resealing.objects.get().resealed == 10


def test_another_petitions_records_are_left_alone(petition: Petition) -> None:
    library = factories.petition("library")
    factories.signature(library, ROSA)
    factories.signature(petition, ROSA)

    reseal.begin(petition, at=NOW)
    _all()

    assert (_kids(library), _kids(petition)) == ({1}, {2})


def test_a_record_that_does_not_open_is_counted_and_left(petition: Petition) -> None:
    rosa, theo = factories.signature(petition, ROSA), factories.signature(petition, THEO)
    Signature.objects.filter(petition=petition, id=rosa.id).update(sealed=theo.sealed)

    reseal.begin(petition, at=NOW)
    _all()

    assert (Resealing.objects.get().resealed, Resealing.objects.get().lost) == (1, 1)
    assert bytes(Signature.objects.get(petition=petition, id=rosa.id).sealed or b"") == bytes(theo.sealed or b"")


def test_a_second_new_key_begins_anew(petition: Petition) -> None:
    for person in crowd(6):
        factories.signature(petition, person)
    reseal.begin(petition, at=NOW)
    reseal.turn(at=NOW)

    reseal.begin(petition, at=NOW)
    _all()

    assert _kids(petition) == {3}
    assert list(DataKey.objects.order_by("kid").values_list("kid", flat=True)) == [1, 2, 3]
