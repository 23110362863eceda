"""A letter that was sent is forgotten after a month; what waits, or was given up, is not."""

from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.mail import postroom
from tests.people import INES, ROSA, crowd
from undersigned.mail import forget
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


def test_what_was_sent_is_kept_a_month(campaign: Petition) -> None:
    letter = postroom.letter(campaign, ROSA)
    Letter.objects.update(state="sent", sent_at=NOW)

    assert forget.sent(at=NOW + timedelta(days=30)) == 0
    assert list(Letter.objects.values_list("id", flat=True)) == [letter.id]
    assert forget.sent(at=NOW + timedelta(days=30, seconds=1)) == 1
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("standing", ["waiting", "sending", "failed"])
def test_what_was_not_sent_is_kept(campaign: Petition, standing: str) -> None:
    postroom.letter(campaign, ROSA)
    Letter.objects.update(state=standing)

    assert (forget.sent(at=NOW + timedelta(days=900)), Letter.objects.count()) == (0, 1)


def test_the_oldest_go_first_and_not_all_at_once(campaign: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forget, "AT_ONCE", 2)
    for place, person in enumerate([*crowd(2), INES]):
        sent_at = NOW - timedelta(days=place)
        Letter.objects.filter(id=postroom.letter(campaign, person).id).update(state="sent", sent_at=sent_at)

    gone = [forget.sent(at=NOW + timedelta(days=31)) for _ in range(3)]

    assert gone == [2, 1, 0]
