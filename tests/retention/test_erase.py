"""The deletion: what goes on which day, what stays, and what a kill between two steps leaves."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests import factories
from tests.factories import NOW
from tests.offline import batches
from tests.people import INES, MALLORY, ROSA, THEO, crowd
from tests.retention import signed
from tests.retention.signed import CLOSES
from undersigned.delivery import folder as folders
from undersigned.ledger import reading
from undersigned.ledger.models import Checkpoint, Entry
from undersigned.mail.models import Letter
from undersigned.retention import census, erase, plan, policy, proof, scrub
from undersigned.retention.models import Census, Erasure, Policy
from undersigned.retention.terms import PRESETS, Terms
from undersigned.signing import keyring, register, roll, signer
from undersigned.signing.erase import withdraw
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.voices.models import Remark

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DELIVERIES = tmp_path / "deliveries"
    settings.MAILBOX_ROOT = tmp_path / "mailbox"


def cleaned() -> dict[str, Any]:
    """Instead of `scrub.clean`, which cannot run inside a test's transaction."""
    return {"database": "none"}


def finish(at: Any) -> None:
    while erase.turn(at=at, scrub=cleaned):
        pass


def test_on_its_day_everything_goes_and_the_count_and_the_log_stay(tmp_path: Path, settings: Any) -> None:
    petition = signed.campaign(Terms(180))
    signed.by(petition, ROSA, words="My children read there.", wants_updates=True, shows_name=True)
    signed.by(petition, INES)
    signed.by(petition, THEO, state="withdrawn")
    signed.entered(tmp_path)
    packet = signed.packet(petition, settings.DELIVERIES)
    before = Tally.objects.get(petition=petition)
    note = reading.checkpoint(petition.uuid)
    due = CLOSES + 180 * DAY

    early = erase.by_date(at=due - SECOND)
    begun = erase.by_date(at=due)
    Census.objects.create(petition=petition, people={1: [3, 1]}, sent=3, counted_at=due)
    finish(due)

    assert (early, begun, erase.by_date(at=due + DAY)) == (0, 1, 0)
    assert (census.people(petition), census.sent(petition)) == ({}, (0, None))
    assert not folders.of(settings.DELIVERIES, packet.pk).path.exists()
    row = Erasure.objects.get()
    counted = {
        "delivery_delivery": 1,
        "ledger_entry": 2,
        "mail_letter": 3,
        "signing_signature": 3,
        "voices_remark": 1,
    }
    assert (row.state, row.before, row.removed) == ("done", counted, counted)
    assert row.proof["left"] == dict.fromkeys(counted, 0)
    after = Tally.objects.get(petition=petition)
    assert (
        (after.count, after.confirmed, after.withdrawn)
        == (before.count, before.confirmed, before.withdrawn)
        == (2, 3, 1)
    )
    assert reading.checkpoint(petition.uuid) == note == row.proof["log"]["checkpoint"]
    assert Checkpoint.objects.get(petition_id=petition.pk).count == 2
    assert row.proof["stays"] == {"count": 2, "confirmed": 3, "withdrawn": 1, "struck": 0}


@pytest.mark.django_db(transaction=True)
def test_who_leaves_in_that_very_moment_is_taken_out_of_the_log_first(tmp_path: Path) -> None:
    petition = signed.campaign(Terms(180))
    rosa = signed.by(petition, ROSA)
    enterer, due, done = signed.entered(tmp_path), CLOSES + 180 * DAY, list[bool]()
    assert erase.by_date(at=due) == 1

    def step() -> None:
        done.append(erase.turn(at=due, scrub=cleaned))
        connection.close()

    meanwhile = threading.Thread(target=step)
    with transaction.atomic():
        Tally.objects.select_for_update().get(petition=petition)
        meanwhile.start()
        meanwhile.join(1)  # it has seen that nothing waits, and waits itself
        withdraw(petition.pk, rosa.id, at=due)
    meanwhile.join(60)
    is_there = Signature.objects.filter(pk=rosa.pk).exists()
    enterer.enter()
    finish(due)

    assert (done, is_there, Signature.objects.count()) == ([False], True, 0)
    assert Tally.objects.get().count == Checkpoint.objects.get(petition_id=petition.pk).count == 0


def test_another_campaign_is_left_as_it_is(tmp_path: Path) -> None:
    this, other = signed.campaign(Terms(180)), factories.petition("another")
    policy.promise(other, delivered_on=None)
    signed.by(this, ROSA)
    signed.by(other, ROSA, words="Here I stay.")
    signed.entered(tmp_path)

    erase.by_date(at=CLOSES + 180 * DAY)
    finish(CLOSES + 180 * DAY)

    assert Signature.objects.get().petition_id == other.pk
    assert (Remark.objects.count(), Letter.objects.count(), Entry.objects.count()) == (1, 1, 1)


def test_a_deletion_that_something_stands_in_the_way_of_stops_no_other(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OFFLINE = tmp_path / "offline"
    stuck, other = signed.campaign(Terms(180)), factories.petition("another", closes_at=CLOSES)
    policy.choose(other, Terms(180))
    policy.promise(other, delivered_on=None)
    batch = batches.sheets(stuck, 7, files={"scan-01.pdf": {"sha256": 64 * "0", "size": 1}})
    for petition in (stuck, other):
        signed.by(petition, ROSA)
    signed.entered(tmp_path)
    settings.OFFLINE.mkdir()
    (settings.OFFLINE / str(batch.pk)).write_bytes(b"a file where the folder should be")

    erase.by_date(at=CLOSES + 180 * DAY)
    finish(CLOSES + 180 * DAY)

    assert dict(Erasure.objects.values_list("petition__slug", "state")) == {
        stuck.slug: "erasing",
        other.slug: "done",
    }
    assert "retention.stands_still" in caplog.messages


def test_a_campaign_without_a_choice_is_never_deleted_by_date() -> None:
    petition = factories.petition(closes_at=CLOSES)
    signed.by(petition, ROSA)
    policy.promise(petition, delivered_on=None)

    assert (policy.of(petition), Policy.objects.count()) == (None, 0)
    assert erase.by_date(at=CLOSES + 3_650 * DAY) == 0


def test_nothing_is_deleted_while_people_can_sign() -> None:
    petition = signed.campaign(closes_at=None)
    signed.by(petition, ROSA)

    assert erase.by_date(at=NOW + 3_650 * DAY) == 0
    assert erase.begin(petition, by=None, at=NOW + DAY) == erase.NotOver()


def test_a_page_that_was_taken_off_is_closed_since_it_was_noticed() -> None:
    petition = signed.campaign(Terms(10), closes_at=None)
    signed.by(petition, ROSA)
    Letter.objects.all().delete()
    register.unpublish(petition)

    noticed, early, due = (erase.by_date(at=NOW + days * DAY) for days in (50, 59, 60))

    assert (noticed, early, due) == (0, 0, 1)


def test_whoever_signed_under_a_shorter_promise_is_kept_no_longer(tmp_path: Path) -> None:
    petition = signed.campaign(Terms(30))
    signed.by(petition, ROSA)
    policy.choose(petition, Terms(300))
    register.publish(petition, text=factories.TEXT, statements={"sign": "Later words."}, at=NOW + DAY)
    policy.promise(petition, delivered_on=None)
    signed.by(petition, INES, at=NOW + 2 * DAY)
    signed.entered(tmp_path)

    days = policy.days(petition)
    erase.by_date(at=CLOSES + 30 * DAY)
    finish(CLOSES + 30 * DAY)

    assert {version: one.at for version, one in days.items()} == {1: CLOSES + 30 * DAY, 2: CLOSES + 300 * DAY}
    assert [row.wording_version for row in Signature.objects.all()] == [2]


def test_a_shorter_choice_holds_for_those_who_signed_before(tmp_path: Path) -> None:
    petition = signed.campaign(Terms(300))
    signed.by(petition, ROSA)
    policy.choose(petition, Terms(30))

    assert {version: one.at for version, one in policy.days(petition).items()} == {1: CLOSES + 30 * DAY}


def test_an_initiative_keeps_the_addresses_for_news_longer_and_nothing_else_of_them(tmp_path: Path) -> None:
    petition = signed.campaign(PRESETS["eci"])
    rosa = signed.by(petition, ROSA, words="Europe!", wants_updates=True, shows_name=True, source="bluesky")
    signed.by(petition, INES)
    signed.entered(tmp_path)
    policy.promise(petition, delivered_on=CLOSES.date())
    month = CLOSES + 28 * DAY

    erase.by_date(at=month)
    finish(month)

    row = Signature.objects.get()
    opened = keyring.for_petition(petition.pk).unseal("signature", rosa.id, bytes(row.sealed or b""))
    assert opened == {"name": "", "email": ROSA.email, "postcode": "", "salt": ""}
    assert signer.confirmed(petition.pk, rosa.id) is None
    assert (row.id, row.hold_reason, row.source, row.shows_name) == (rosa.id, "address-only", "", False)
    assert (Remark.objects.count(), Entry.objects.get().signature_id) == (0, rosa.id)
    assert roll.entries(petition.pk, after=0, only_updates=False) == []
    assert Erasure.objects.get().proof["left"]["signing_signature"] == 1
    assert erase.by_date(at=month + DAY) == 0

    erase.by_date(at=CLOSES + 365 * DAY)
    finish(CLOSES + 365 * DAY)

    assert Signature.objects.count() == 0
    assert Tally.objects.get(petition=petition).count == 2


def test_whoever_has_only_an_address_left_still_withdraws_from_count_and_log(tmp_path: Path) -> None:
    petition = signed.campaign(PRESETS["eci"])
    rosa = signed.by(petition, ROSA, wants_updates=True)
    enterer = signed.entered(tmp_path)
    policy.promise(petition, delivered_on=CLOSES.date())
    erase.by_date(at=CLOSES + 28 * DAY)
    finish(CLOSES + 28 * DAY)

    withdraw(petition.pk, rosa.id, at=CLOSES + 29 * DAY)
    enterer.enter()

    newest = Checkpoint.objects.filter(petition_id=petition.pk).order_by("-size").first()
    assert newest is not None
    assert (Tally.objects.get(petition=petition).count, newest.count, newest.samples) == (0, 0, 0)


def test_what_cannot_be_opened_goes_whole_rather_than_being_kept(tmp_path: Path) -> None:
    petition = signed.campaign(PRESETS["eci"])
    signed.by(petition, ROSA, wants_updates=True)
    Signature.objects.update(sealed=b"sealed for somebody else")
    signed.entered(tmp_path)
    policy.promise(petition, delivered_on=CLOSES.date())

    erase.by_date(at=CLOSES + 28 * DAY)
    finish(CLOSES + 28 * DAY)

    assert Signature.objects.count() == 0


def test_it_waits_until_the_log_has_entered_everything(tmp_path: Path) -> None:
    petition = signed.campaign(Terms(1))
    signed.by(petition, ROSA)
    due = CLOSES + 2 * DAY

    erase.by_date(at=due)
    waits = erase.turn(at=due, scrub=cleaned)
    signed.entered(tmp_path)
    finish(due)

    assert (waits, Erasure.objects.get().state, Signature.objects.count()) == (False, "done", 0)
    assert Checkpoint.objects.get(petition_id=petition.pk).count == 1


def test_a_kill_between_two_steps_costs_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erase, "AT_ONCE", 2)
    petition = signed.campaign(Terms(1))
    for person in crowd(5):
        signed.by(petition, person)
    signed.entered(tmp_path)
    due = CLOSES + 2 * DAY

    erase.by_date(at=due)
    left = []
    for _ in range(2):
        erase.turn(at=due, scrub=cleaned)  # and dies: what comes next knows nothing but the tables
        left.append(
            (Signature.objects.count(), Entry.objects.count(), Erasure.objects.get().removed["signing_signature"])
        )
    again = erase.by_date(at=due + DAY)
    finish(due + DAY)

    assert left == [(3, 3, 2), (1, 1, 4)]
    assert again == 0
    row = Erasure.objects.get()
    assert (row.state, row.removed) == ("done", row.before)


def test_deleting_now_takes_all_whatever_was_promised_and_once(tmp_path: Path) -> None:
    petition = signed.campaign(Terms(300))
    signed.by(petition, ROSA)
    factories.signature(petition, MALLORY, state="pending")
    factories.signature(petition, THEO, is_sample=True)
    signed.entered(tmp_path)
    at = CLOSES + 2 * DAY

    told = plan.dry_run(petition, at=at, everything=True)
    begun, twice = erase.begin(petition, by=None, at=at), erase.begin(petition, by=None, at=at)
    finish(at)

    assert isinstance(begun, Erasure)
    assert twice == erase.UnderWay()
    assert Erasure.objects.get().removed == told == {"ledger_entry": 1, "mail_letter": 1, "signing_signature": 2}
    assert Signature.objects.get().is_sample


def test_a_campaign_whose_data_is_gone_never_opens_again(tmp_path: Path) -> None:
    petition = signed.campaign(Terms(1))
    signed.by(petition, ROSA)
    signed.entered(tmp_path)
    at = CLOSES + 2 * DAY
    erase.by_date(at=at)
    finish(at)

    assert policy.closes_at(petition, at + 100 * DAY) == at
    assert policy.closes_at(petition, None) == at
    assert register.has_signatures(petition)


def test_an_initiative_closes_twelve_months_after_its_start() -> None:
    petition = signed.campaign(PRESETS["eci"], closes_at=None)

    assert policy.closes_at(petition, None) == NOW + 365 * DAY
    assert policy.closes_at(petition, CLOSES) == CLOSES


def test_the_proof_can_be_read_by_people(tmp_path: Path, settings: Any) -> None:
    settings.BACKUPS_KEPT_DAYS = 30
    petition = signed.campaign(Terms(1))
    signed.by(petition, ROSA)
    signed.entered(tmp_path)
    erase.by_date(at=CLOSES + 2 * DAY)
    finish(CLOSES + 2 * DAY)

    said = proof.text(Erasure.objects.get().proof)

    assert "  signing_signature: 1, 0" in said
    assert "What stays: the count, 1. Of 1 confirmed, 0 withdrew, 0 were struck." in said
    assert "for 30 days more" in said
    assert f"petition.example/log/{petition.uuid}" in said


@pytest.mark.django_db(transaction=True)
def test_the_databases_file_is_cleaned(settings: Any) -> None:
    petition: Petition = signed.campaign(Terms(1))
    row = signed.by(petition, ROSA)
    sealed, index = bytes(row.sealed or b""), bytes(row.blind_index or b"")
    Signature.objects.all().delete()

    done = scrub.clean()

    if settings.IS_SQLITE:
        file = Path(str(connection.settings_dict["NAME"]))
        log = file.with_name(file.name + "-wal")
        bytes_left = file.read_bytes() + log.read_bytes()
        assert (sealed in bytes_left, index in bytes_left, log.stat().st_size) == (False, False, 0)
        assert done == {"database": "SQLite", "overwritten": True, "log_emptied": True, "file_written_anew": True}
    else:
        assert done == {"database": "PostgreSQL", "vacuumed": True}
