"""Leaving by one's own page: the count falls at once, a last letter goes, and then nothing is left."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import models

from tests import factories
from tests.ledger.keeper import Keeper
from tests.offline import batches
from tests.people import INES, ROSA, THEO
from tests.rights.post import read
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.offline import bring
from undersigned.offline.models import Earlier
from undersigned.rights import held, leave
from undersigned.rights.acts import Hand
from undersigned.rights.models import Act, Leaving
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.voices import offer
from undersigned.voices.models import Remark

pytestmark = pytest.mark.django_db
LATER = factories.NOW + timedelta(minutes=1)


def leaves(rosa: Signature, *, erases: bool, at: datetime = factories.NOW) -> bool:
    return leave.now(rosa.petition_id, rosa.id, erases=erases, language="en", at=at, new_id=uuid4)


def sent() -> None:
    Letter.objects.update(state=Letter.State.SENT, sent_at=factories.NOW)


def remarked(rosa: Signature) -> None:
    offer.remark(
        petition_id=rosa.petition_id,
        signature_id=rosa.id,
        words="For the river.",
        shown_as="Rosa",
        may_publish=True,
        language="en",
        at=factories.NOW,
    )


def named(signature_id: UUID) -> dict[str, int]:
    """The tables in which her signature's id stands anywhere."""
    found = {}
    for model in apps.get_models():
        fields = [field.name for field in model._meta.concrete_fields if isinstance(field, models.UUIDField)]
        wanted = models.Q(pk__in=[])
        for field in fields:
            wanted |= models.Q(**{field: signature_id})
        rows = model._default_manager.filter(wanted).count() if fields else 0
        if rows:
            found[model._meta.db_table] = rows
    return found


@pytest.mark.parametrize("erases", [False, True])
def test_the_count_falls_and_the_data_is_gone_at_once(petition: Petition, rosa: Signature, *, erases: bool) -> None:
    remarked(rosa)

    assert leaves(rosa, erases=erases)

    rosa.refresh_from_db()
    assert (rosa.state, rosa.sealed, rosa.blind_index, rosa.wants_updates) == ("withdrawn", None, None, False)
    assert Tally.objects.get(petition=petition).count == 0
    assert Remark.objects.count() == 0
    assert held.of(petition.pk, rosa.id) is None


def test_the_last_letter_finds_the_address_and_then_nobody_does(rosa: Signature) -> None:
    leaves(rosa, erases=False)
    letter = Letter.objects.get()

    assert letter.kind == "did-leave"
    contents = read(letter)
    assert isinstance(contents, Contents)
    assert contents.to == ROSA.email

    assert leave.turn(at=LATER) == 0  # it has not left
    sent()
    assert leave.turn(at=LATER) == 1
    assert Leaving.objects.count() == 0
    assert isinstance(read(letter), Exception)


def test_a_letter_that_cannot_leave_is_given_up_after_a_day(rosa: Signature) -> None:
    leaves(rosa, erases=False)

    assert leave.turn(at=factories.NOW + timedelta(days=1)) == 1
    assert (Leaving.objects.count(), Letter.objects.count()) == (0, 0)


def test_nobody_waits_behind_who_cannot_go_yet(
    petition: Petition, rosa: Signature, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leave, "AT_ONCE", 1)
    theo, ines = (factories.signature(petition, person) for person in (THEO, INES))
    leaves(rosa, erases=False)  # her letter does not leave
    leaves(theo, erases=True)  # the log does not take him out
    leaves(ines, erases=False)
    Letter.objects.exclude(about=rosa.id).update(state=Letter.State.SENT, sent_at=factories.NOW)

    assert leave.turn(at=LATER) == 1
    assert set(Leaving.objects.values_list("signature_id", flat=True)) == {rosa.id, theo.id}


def test_an_address_is_kept_for_a_day_whatever_the_log_does(rosa: Signature) -> None:
    leaves(rosa, erases=True)

    leave.turn(at=factories.NOW + timedelta(days=1, seconds=-1))
    assert leave.opened(Leaving.objects.get()) == ROSA.email
    assert leave.turn(at=factories.NOW + timedelta(days=1)) == 0
    assert Leaving.objects.get().sealed is None


def test_two_workers_erase_her_once(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, state=Signature.State.PENDING)
    leaves(rosa, erases=True)
    read_twice = Leaving.objects.get()

    assert [leave._finish(read_twice), leave._finish(read_twice)] == [True, False]
    assert list(Act.objects.values_list("kind", "signature_id")) == [("erased", None)]


def test_a_second_time_nothing_happens(petition: Petition, rosa: Signature) -> None:
    leaves(rosa, erases=False)

    assert not leaves(rosa, erases=True)
    assert Tally.objects.get(petition=petition).withdrawn == 1
    assert Letter.objects.count() == 1


def test_erased_means_that_nothing_is_left_of_her(petition: Petition, rosa: Signature, tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.enter_all()
    remarked(rosa)
    Hand(petition.pk, rosa.id, language="en", at=factories.NOW, new_id=uuid4).show_name()
    leaves(rosa, erases=True)
    sent()

    assert leave.turn(at=LATER) == 0  # the log has still to take her out
    keeper.enter_all()
    assert leave.turn(at=LATER) == 1

    assert named(rosa.id) == {}
    assert Letter.objects.count() == 0
    assert Leaving.objects.count() == 0
    assert list(Act.objects.values_list("kind", "signature_id")) == [("erased", None)]
    assert Tally.objects.get(petition=petition).count == 0


@pytest.mark.parametrize(("erases", "standing"), [(True, 0), (False, 1)])
def test_erased_means_out_of_an_earlier_list_too(
    petition: Petition, tmp_path: Path, *, erases: bool, standing: int
) -> None:
    row = f"{ROSA.name},{ROSA.email},{ROSA.postcode},yes"
    batch = batches.read(batches.listed(petition, tmp_path, row), tmp_path)
    bring.take(batch, at=factories.NOW)
    rosa = factories.signature(petition, ROSA, state=Signature.State.PENDING)

    leaves(rosa, erases=erases)

    batch.refresh_from_db()
    assert (Earlier.objects.count(), batch.standing) == (standing, standing)


def test_who_never_confirmed_is_gone_and_was_never_counted(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, state=Signature.State.PENDING)
    leaves(rosa, erases=True)
    sent()

    assert leave.turn(at=LATER) == 1
    assert named(rosa.id) == {}
    assert Tally.objects.get(petition=petition).withdrawn == 0
