"""The letter with the receipt: after the log has them, once, with a proof that holds; who waits to confirm is first."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

from tests import factories
from tests.factories import NOW
from tests.ledger.keeper import Keeper, key
from tests.mail import postroom
from tests.people import INES, ROSA, THEO, Person
from tests.postbox import Postbox
from undersigned import worker
from undersigned.ledger import recover, waiting
from undersigned.ledger.models import Log, Waiting
from undersigned.mail.models import Letter
from undersigned.receipts import letters, queue
from undersigned.receipts.models import Mailed
from undersigned.signing import in_log, samples, subject
from undersigned.signing.models import Petition, Signature
from undersigned.transparency import receipt
from undersigned.transparency.checkpoint import Checkpoint

pytestmark = pytest.mark.django_db


def confirmed(petition: Petition, *people: Person) -> list[Signature]:
    """Counted, and not in the log yet."""
    made = [factories.signature(petition, person) for person in people]
    for one in made:
        Waiting.objects.create(
            petition_id=petition.pk,
            signature_id=one.id,
            kind=waiting.SIGN,
            text_version=one.text_version,
            commitment=one.commitment,
        )
    return made


def turn(*, is_wanted: bool = True) -> int:
    return queue.turn(at=NOW + timedelta(seconds=1), is_wanted=is_wanted)


def deliver(at: datetime = NOW + timedelta(seconds=2)) -> int:
    return postroom.postman(lambda: at, contents_of=worker._contents).deliver()


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def about() -> list[UUID]:
    return list(Letter.objects.filter(kind="receipt").order_by("queued_at", "pk").values_list("about", flat=True))


def test_it_comes_once_and_not_before_the_log_is_served_with_the_signature(
    campaign: Petition, keeper: Keeper, smtp: Postbox
) -> None:
    rosa, ines = confirmed(campaign, ROSA, INES)
    queued = [turn()]
    keeper.enter_all()
    queued += [turn(), turn()]

    assert queued == [0, 2, 0]
    assert set(about()) == {rosa.id, ines.id}
    assert deliver() == 2
    assert sorted(postroom.recipients(smtp)) == sorted([ROSA.email, INES.email])


def test_its_file_proves_that_the_signature_is_counted(campaign: Petition, keeper: Keeper, smtp: Postbox) -> None:
    confirmed(campaign, ROSA)
    keeper.enter_all()
    turn()
    deliver()
    confirmed(campaign, THEO)
    keeper.enter_all()

    (message,) = smtp.letters
    (file,) = message.iter_attachments()
    proof = receipt.parse(file.get_content())

    assert file.get_filename() == "undersigned-1.tlog-proof"
    assert (proof.index, proof.opening.name, proof.opening.canonical_email) == (1, ROSA.name, ROSA.email)
    assert proof.check([key(campaign)]).checkpoint.size == 2
    assert keeper.audit(campaign).ledger.stands(proof.index)
    assert message["Subject"] == "Your receipt: Governor, veto HB 7259"
    said = text(message)
    assert "Your signature is entry 1 of the log." in said
    assert "/veto-hb-7259/verify\r\n" in said
    assert ROSA.name not in said


def test_who_waits_to_confirm_is_written_to_first(campaign: Petition, keeper: Keeper, smtp: Postbox) -> None:
    confirmed(campaign, ROSA)
    keeper.enter_all()
    turn()
    postroom.letter(campaign, INES, at=NOW - timedelta(days=1))

    deliver()

    assert postroom.recipients(smtp) == [INES.email, ROSA.email]


def test_who_does_not_count_any_more_when_its_turn_comes_gets_none(
    campaign: Petition, keeper: Keeper, smtp: Postbox
) -> None:
    rosa, ines = confirmed(campaign, ROSA, INES)
    keeper.enter_all()
    turn()
    Signature.objects.filter(id=rosa.id).update(state=Signature.State.STRUCK)

    deliver()

    assert postroom.recipients(smtp) == [INES.email]
    assert about() == [ines.id]


def test_while_a_log_that_began_anew_is_not_signed_it_waits_and_is_not_lost(
    campaign: Petition, keeper: Keeper, smtp: Postbox, tmp_path: Path
) -> None:
    (rosa,) = confirmed(campaign, ROSA)
    keeper.enter_all()
    turn()
    log = Log.objects.get()
    keeper.files.set_mark(log.uuid, Checkpoint(key(campaign).name, 99, bytes(32)))  # more was signed for, and is lost
    with transaction.atomic():
        of, kept = subject.of(campaign.pk), tmp_path / "ended"
        recover.recover(log, of, rows=lambda: in_log.rows(campaign), files=keeper.files, kept=kept)

    sent = [deliver()]
    waits = Letter.objects.filter(kind="receipt").values_list("about", "state", "attempts", "due_at").get()
    keeper.enterer.enter()
    sent.append(deliver(NOW + timedelta(seconds=2) + letters.WAIT))

    assert sent == [0, 1]
    assert waits == (rosa.id, "waiting", 0, NOW + timedelta(seconds=2) + letters.WAIT)
    (file,) = smtp.letters[0].iter_attachments()
    assert (
        receipt.parse(file.get_content()).check([key(campaign)]).checkpoint.origin
        == f"{log.verifier.partition('+')[0]}/2"
    )


def test_samples_and_the_struck_get_none_and_hold_nobody_up(campaign: Petition, keeper: Keeper) -> None:
    samples.add(campaign, number=2, at=NOW)
    rosa, ines = confirmed(campaign, ROSA, INES)
    Signature.objects.filter(id=rosa.id).update(state=Signature.State.STRUCK)
    keeper.enter_all()

    assert turn() == 1

    assert about() == [ines.id]
    assert Mailed.objects.get(petition=campaign).up_to == 4


def test_numbers_that_begin_again_after_samples_are_gone_have_their_letters(campaign: Petition, keeper: Keeper) -> None:
    samples.add(campaign, number=5, at=NOW)
    keeper.enter_all()
    turn()
    samples.remove(campaign)
    (rosa,) = confirmed(campaign, ROSA)
    keeper.enter_all()
    while turn():
        pass
    turn()

    assert rosa.number == 1
    assert about() == [rosa.id]


def test_where_the_installation_wants_none_nobody_gets_one_later(campaign: Petition, keeper: Keeper) -> None:
    confirmed(campaign, ROSA)
    keeper.enter_all()

    assert turn(is_wanted=False) == 0

    (ines,) = confirmed(campaign, INES)
    keeper.enter_all()
    assert (turn(), about()) == (1, [ines.id])


def test_one_who_was_counted_before_there_was_a_log_holds_nobody_up(campaign: Petition, keeper: Keeper) -> None:
    factories.signature(campaign, ROSA)
    (ines,) = confirmed(campaign, INES)
    keeper.enter_all()

    assert (turn(), about()) == (1, [ines.id])


def test_who_confirms_while_it_looks_has_the_next_turn(
    campaign: Petition, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rosa,) = confirmed(campaign, ROSA)
    keeper.enter_all()
    rows = queue._rows

    def meanwhile(petition_id: int, **bounds: int) -> Iterable[queue.Row]:
        confirmed(campaign, INES)
        return rows(petition_id, **bounds)

    with monkeypatch.context() as patched:
        patched.setattr(queue, "_rows", meanwhile)
        assert (turn(), about()) == (1, [rosa.id])
    keeper.enter_all()

    assert turn() == 1
    assert set(about()) == set(Signature.objects.values_list("id", flat=True))


def test_the_worker_takes_the_turns() -> None:
    assert [chore.every_s for chore in worker.Worker()._chores if chore.name == "receipts"] == [2]
