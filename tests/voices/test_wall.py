"""What the page shows, and what it must not."""

from datetime import timedelta

import pytest

from tests.factories import NOW, petition, signature
from tests.people import INES, MALLORY, ROSA, crowd
from tests.voices.remarks import offered
from undersigned.signing.models import Petition, Signature
from undersigned.voices import moderate, wall
from undersigned.voices.models import Remark


def _approved(of: Signature, name: str, minutes: int) -> Remark:
    remark = offered(of, shown_as=name)
    moderate.approve(remark, at=NOW + timedelta(minutes=minutes))
    return remark


@pytest.mark.django_db
def test_the_newest_decision_comes_first_and_the_limit_holds(petition: Petition) -> None:
    for minutes, person in enumerate(crowd(8)):
        _approved(signature(petition, person), f"Signer of minute {'abcdefgh'[minutes]}", minutes)

    assert [voice["shown_as"][-1] for voice in wall.approved(petition.pk)] == list("hgfedc")
    assert [voice["shown_as"][-1] for voice in wall.approved(petition.pk, limit=2)] == list("hg")


@pytest.mark.django_db
def test_no_voice_outlives_its_signature_or_its_permission(petition: Petition) -> None:
    rosa, ines = signature(petition, ROSA), signature(petition, INES)
    _approved(rosa, "Rosa", 1)
    remark = _approved(ines, "Inês", 2)
    Signature.objects.filter(id=rosa.id).update(state=Signature.State.WITHDRAWN)
    Remark.objects.filter(id=remark.id).update(may_publish=False)

    assert wall.approved(petition.pk) == []


@pytest.mark.django_db
def test_each_wall_shows_its_own_petition_only() -> None:
    rivers, library = petition("rivers"), petition("sunday-library")
    _approved(signature(rivers, ROSA), "Rosa", 1)
    _approved(signature(library, INES), "Inês", 2)

    assert [voice["shown_as"] for voice in wall.approved(rivers.pk)] == ["Rosa"]


@pytest.mark.django_db
def test_a_record_moved_from_another_row_is_left_out(petition: Petition, caplog: pytest.LogCaptureFixture) -> None:
    rosa = _approved(signature(petition, ROSA), "Rosa", 1)
    mallory = _approved(signature(petition, MALLORY), "Mallory", 2)
    Remark.objects.filter(id=rosa.id).update(sealed=bytes(mallory.sealed))

    assert [voice["shown_as"] for voice in wall.approved(petition.pk)] == ["Mallory"]
    assert [(record.message, record.__dict__["remark"]) for record in caplog.records] == [
        ("wall.unreadable", str(rosa.id))
    ]
