"""An installation that is older than the log: its first migration has all that stands entered."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests import factories
from tests.ledger.keeper import Keeper, count, logged, standing
from tests.people import INES, MALLORY, ROSA, THEO
from undersigned.ledger.enter import last_of
from undersigned.ledger.models import Waiting
from undersigned.signing.models import Signature

# Not with the others' own: a migration looks at all tables.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _as_today(db: None) -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)  # with those of other rooms that went back with it


@pytest.mark.usefixtures("_as_today")
def test_all_that_stands_is_entered_under_the_text_that_was_signed(keeper: Keeper) -> None:
    petition = factories.petition()
    factories.signature(petition, ROSA)
    factories.signature(petition, THEO)
    factories.signature(petition, MALLORY, is_sample=False, state=Signature.State.PENDING)
    factories.signature(petition, INES, state=Signature.State.WITHDRAWN)
    call_command("migrate", "signing", "0005", verbosity=0)
    Waiting.objects.all().delete()  # it knew nothing of it

    call_command("migrate", "signing", verbosity=0)
    keeper.enter_all()

    audited = keeper.audit(petition)
    assert audited.ledger.totals.count == count(petition) == 2
    assert logged(audited) == standing(petition)
    last = last_of(petition.pk)
    assert last is not None
    assert (last.size, last.count, last.samples) == (3, 2, 0)
