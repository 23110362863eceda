"""Stopping all letters to a mailbox, over all campaigns, and letting them go again."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW
from tests.mail import postroom
from tests.people import INES, ROSA
from undersigned.mail.models import Letter
from undersigned.returns import refuse
from undersigned.returns.models import Refusal
from undersigned.returns.refuse import Reason
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db

MAILBOX = keyring.mailbox(ROSA.email)


def test_signatures_that_wait_are_held_in_all_campaigns_and_those_that_count_go_on(petition: Petition) -> None:
    library, bridge = factories.petition("library"), factories.petition("bridge")
    waiting = [factories.signature(one, ROSA, state="pending") for one in (petition, library)]
    counts = factories.signature(bridge, ROSA)
    other = factories.signature(petition, INES, state="pending")
    for one in (petition, library):
        postroom.letter(one, ROSA)

    held = refuse.address("Rosa+petitions@Example.org", reason=Reason.BOUNCE, at=NOW)

    assert held == 2
    states = dict(Signature.objects.order_by("id").values_list("id", "state"))
    assert [states[one.id] for one in (*waiting, counts, other)] == ["held", "held", "confirmed", "pending"]
    assert set(Signature.objects.held().values_list("hold_reason", flat=True)) == {"mail-bounce"}
    assert Letter.objects.count() == 0


def test_what_is_kept_is_a_hash_that_no_campaign_has(petition: Petition) -> None:
    refuse.address(ROSA.email, reason=Reason.NEVER, at=NOW)

    (row,) = Refusal.objects.values_list("mailbox", "reason", "since")
    assert (bytes(row[0]), row[1], row[2]) == (MAILBOX, "never", NOW)
    assert keyring.for_petition(petition.pk).index(ROSA.email) != MAILBOX
    assert b"rosa" not in bytes(row[0])


def test_a_second_time_it_stays_as_it_was(petition: Petition) -> None:
    refuse.mailbox(MAILBOX, reason=Reason.NEVER, at=NOW)
    refuse.mailbox(MAILBOX, reason=Reason.NEVER, at=NOW + timedelta(days=1))

    assert [one.since for one in refuse.of(MAILBOX)] == [NOW]


def test_each_reason_is_lifted_by_itself(petition: Petition) -> None:
    for number, reason in enumerate(Reason):
        refuse.mailbox(MAILBOX, reason=reason, at=NOW + timedelta(days=number))

    assert refuse.among([MAILBOX]) == {MAILBOX: Reason.NEVER}
    assert refuse.lift(MAILBOX, reasons=refuse.ORGANISERS) == 2
    assert [one.reason for one in refuse.of(MAILBOX)] == [Reason.NEVER, Reason.COMPLAINT]
    assert refuse.lift(MAILBOX, reasons=Reason) == 2
    assert refuse.among([MAILBOX]) == {}


def test_they_are_counted_by_reason(petition: Petition) -> None:
    refuse.address(ROSA.email, reason=Reason.NEVER, at=NOW)
    refuse.address(INES.email, reason=Reason.NEVER, at=NOW)
    refuse.address(INES.email, reason=Reason.BOUNCE, at=NOW)

    assert refuse.counted() == {"never": 2, "bounce": 1}


@pytest.mark.parametrize("number", [1, 3])
def test_many_mailboxes_are_asked_for_at_once(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    with django_assert_num_queries(1):
        assert refuse.among([MAILBOX] * number) == {}
