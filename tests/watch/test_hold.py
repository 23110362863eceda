"""Letters to a slice whose alarm is on are held; once somebody has looked, they go."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings

from tests import factories
from tests.factories import NOW
from tests.mail import postroom
from tests.mail.postroom import SITE, Clock
from tests.people import Person
from tests.postbox import Postbox
from tests.watch.crowds import PLACE
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.signing import letters
from undersigned.signing.models import Petition, Signature
from undersigned.watch import hold, ratio
from undersigned.watch.models import Alarm

pytestmark = pytest.mark.django_db

ROSA = Person("Rosa Marín", "rosa@rivers.example")
INES = Person("Inês Okafor", "ines@lakes.example")


def contents_of(queued: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
    return hold.held(queued, letters.contents(queued, site_url=SITE, key=settings.MASTER_KEYS.token))


def alarm(kind: str, key: bytes) -> Alarm:
    return Alarm.objects.create(kind=kind, key=key, name="", since=NOW, letters=50, confirmed=0)


KEYS: dict[str, Callable[[Petition], bytes]] = {
    "domain": lambda _petition: ratio.of_domain("rivers.example"),
    "network": lambda _petition: ratio.of_network(PLACE),
    "petition": lambda petition: ratio.of_petition(petition.pk),
}


def _two(campaign: Petition) -> tuple[Letter, Letter]:
    """Rosa's, which is of each slice; and that of Inês, who signs something else from elsewhere."""
    library = factories.petition("library")
    postroom.stationery(library)
    rosas, ines = postroom.letter(campaign, ROSA), postroom.letter(library, INES)
    Signature.objects.filter(id=rosas.about).update(network=PLACE)
    return rosas, ines


@pytest.mark.parametrize("kind", list(KEYS))
def test_letters_to_the_slice_are_held_and_all_others_go(
    campaign: Petition, smtp: Postbox, clock: Clock, kind: str
) -> None:
    rosas, _ines = _two(campaign)
    raised = alarm(kind, KEYS[kind](campaign))

    postroom.postman(clock, contents_of=contents_of).deliver()

    assert postroom.recipients(smtp) == [INES.email]
    row = Signature.objects.get(id=rosas.about)
    assert (row.state, row.hold_reason) == ("held", f"alarm-{raised.pk}")
    assert hold.waiting(raised) == 1


def test_released_they_go_on_with_a_letter_and_a_second_time_nothing_happens(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    rosas, _ines = _two(campaign)
    raised = alarm("domain", KEYS["domain"](campaign))
    postman = postroom.postman(clock, contents_of=contents_of)
    postman.deliver()

    assert hold.release(raised, at=NOW + timedelta(hours=1)) == 1
    assert hold.release(raised, at=NOW + timedelta(hours=2)) == 0

    clock.pass_by(hours=1)
    postman.deliver()
    assert postroom.recipients(smtp) == [INES.email, ROSA.email]
    assert Signature.objects.get(id=rosas.about).state == "pending"


def test_who_was_held_for_another_reason_stays_so(campaign: Petition) -> None:
    rosas, _ines = _two(campaign)
    Signature.objects.filter(id=rosas.about).update(state="held", hold_reason="honeypot")

    assert hold.release(alarm("petition", KEYS["petition"](campaign)), at=NOW) == 0
    assert Signature.objects.get(id=rosas.about).state == "held"


def test_who_has_signed_is_told_so_whatever_the_alarm(campaign: Petition, smtp: Postbox, clock: Clock) -> None:
    factories.signature(campaign, ROSA)
    postroom.letter(campaign, ROSA, kind="already")
    alarm("petition", KEYS["petition"](campaign))

    postroom.postman(clock, contents_of=contents_of).deliver()

    assert postroom.recipients(smtp) == [ROSA.email]
