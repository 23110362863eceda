"""No letter of any kind goes to a mailbox that has refused, and organisers see why."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from django.conf import settings

from tests import factories
from tests.factories import NOW
from tests.mail import postroom
from tests.mail.postroom import SITE, Clock
from tests.people import INES, ROSA
from tests.postbox import Postbox
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.returns import letters, refuse
from undersigned.returns.refuse import Reason
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature
from undersigned.updates import letters as all_letters

pytestmark = pytest.mark.django_db


def contents_of(queued: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
    """As the worker has it."""
    return letters.allowed(queued, all_letters.contents(queued, site_url=SITE, key=settings.MASTER_KEYS.token))


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("kind", ["confirm", "already"])
def test_no_letter_goes_where_one_is_refused(
    campaign: Petition, smtp: Postbox, clock: Clock, kind: str, reason: Reason
) -> None:
    refuse.mailbox(keyring.mailbox(ROSA.email), reason=reason, at=NOW)
    for person in (ROSA, INES):
        postroom.letter(campaign, person, kind=kind)

    postroom.postman(clock, contents_of=contents_of).deliver()

    assert postroom.recipients(smtp) == [INES.email]
    assert list(Letter.objects.values_list("state", flat=True)) == ["sent"]


def test_the_signature_that_nobody_can_confirm_is_held_and_says_why(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    refuse.mailbox(keyring.mailbox(ROSA.email), reason=Reason.NEVER, at=NOW)
    letter = postroom.letter(campaign, ROSA)

    postroom.postman(clock, contents_of=contents_of).deliver()

    row = Signature.objects.get(id=letter.about)
    assert (row.state, row.hold_reason) == ("held", "mail-never")


def test_a_confirmed_signature_stays_when_its_second_letter_is_stopped(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    rosa = factories.signature(campaign, ROSA)
    refuse.mailbox(keyring.mailbox(ROSA.email), reason=Reason.COMPLAINT, at=NOW)
    postroom.letter(campaign, ROSA, kind="already")

    postroom.postman(clock, contents_of=contents_of).deliver()

    rosa.refresh_from_db()
    assert rosa.state == "confirmed"
    assert smtp.letters == []


def test_a_letter_that_has_to_wait_is_sent_in_its_time_and_no_attempt_is_counted(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    waits = [90.0, 0.0]

    def paced(queued: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
        found = all_letters.contents(queued, site_url=SITE, key=settings.MASTER_KEYS.token)
        return letters.allowed(queued, found, wait_of=lambda _domain: waits.pop(0))

    postman, letter = postroom.postman(clock, contents_of=paced), postroom.letter(campaign, ROSA)

    postman.deliver()
    assert smtp.letters == []
    state, attempts, due = postroom.state(letter)
    assert (state, attempts, due.total_seconds()) == ("waiting", 0, 90)

    clock.pass_by(seconds=89)
    assert postman.deliver() == 0
    clock.pass_by(seconds=1)
    assert postman.deliver() == 1
    assert postroom.recipients(smtp) == [ROSA.email]
