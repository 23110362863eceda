"""A log whose end is lost begins anew: it says so for good, counts what stands, and the old one never goes on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

from tests.factories import NOW
from tests.ledger.keeper import Keeper, count, fetch, key, logged, standing
from tests.ledger.test_mark import backup, enter
from tests.offline import batches
from tests.people import INES, ROSA, THEO, crowd
from tests.signing.commands import COMMITTED, confirm, sign
from undersigned.ledger import reading, recover, status
from undersigned.ledger.compose import Row
from undersigned.ledger.enter import Enterer
from undersigned.ledger.files import Files, keys_for
from undersigned.ledger.models import Checkpoint, Cosigned, Entry, Log, Served, Waiting
from undersigned.ledger.recover import Recovered
from undersigned.offline import in_log as declared
from undersigned.signing import decide, in_log, receipts, subject
from undersigned.signing.models import Petition
from undersigned.signing.store import Store
from undersigned.transparency import checkpoint, entry, sources
from undersigned.transparency.audit import audit
from undersigned.transparency.entry import Stage, State
from undersigned.transparency.keys import SigningKey, parse_signer, parse_verifier
from undersigned.transparency.strict import Refused

pytestmark = COMMITTED

DORA, EMIL = crowd(2)


def again(
    petition: Petition, keeper: Keeper, folder: Path, meanwhile: Callable[[], object] = lambda: None
) -> Recovered:
    """`meanwhile`: between the look at the signatures and the one at what is declared."""

    def rows() -> list[Row]:
        signed = in_log.rows(petition)
        meanwhile()
        return signed + declared.rows(petition)

    with transaction.atomic():
        log = Log.objects.get(petition_id=petition.pk)
        return recover.recover(log, subject.of(petition.pk), rows=rows, files=keeper.files, kept=folder)


def backed_up() -> list[object]:
    """What a recovery changes."""
    return [list(table.objects.order_by("pk").values()) for table in (Log, Checkpoint, Entry, Waiting)]


@pytest.fixture
def lost(petition: Petition, store: Store, keeper: Keeper) -> Callable[[], None]:
    """Rosa and Theo are counted, Ines was struck; the database is of before Theo, but for the signatures."""
    rosa, theo, ines = sign(petition, ROSA), sign(petition, THEO), sign(petition, INES)
    store.write([rosa, theo, ines, confirm(rosa), confirm(ines)])
    keeper.enter_all()
    assert decide.strike(petition.pk, ines.signature.id, reason=decide.Reason.NOBODY, at=NOW)
    keeper.enter_all()
    restore = backup()
    store.write([confirm(theo)])
    keeper.enter_all()
    keeper.audit(petition)
    return restore


def test_it_goes_on_under_a_name_of_its_own_and_counts_what_stands(
    petition: Petition, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    old, last = key(petition), keeper.seen[-1]
    lost()
    shown = Served.objects.get()

    found = again(petition, keeper, tmp_path / "ended")

    assert Served.objects.get().count == shown.count  # until it is signed
    keeper.enterer.enter()
    new = parse_verifier(found.verifier)
    assert (new.name, new.public) == (f"{old.name}/2", old.public)
    audited = audit(fetch(petition), by=[new, old], older=[last])
    assert audited.ledger.totals.count == count(petition) == Served.objects.get().count == 2
    assert logged(audited) == standing(petition)
    assert audited.ledger.totals.states == [(0, Stage.NEW_EPOCH)]
    assert fetch(petition)("tile/entries/000.p/6")[2:36] == entry.encode(State(Stage.NEW_EPOCH, last.digest))
    assert (found.ended_at, found.unknown) == (last.size, "")
    ended = reading.ended(petition.uuid, 2)
    assert ended is not None
    assert checkpoint.opened(ended.encode(), by=[old]).checkpoint == last


def test_it_goes_on_growing_and_gives_receipts(
    petition: Petition, store: Store, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    lost()
    again(petition, keeper, tmp_path)
    keeper.enterer.enter()
    keeper.seen.clear()
    keeper.audit(petition)
    dora = sign(petition, DORA)
    store.write([dora, confirm(dora)])
    ines = petition.signatures.get(state="struck")

    assert decide.reinstate(petition.pk, ines.id, at=NOW)
    keeper.enter_all()

    audited = keeper.audit(petition)
    assert audited.ledger.totals.count == count(petition) == 4
    proof = receipts.of(petition.pk, petition.uuid, dora.signature.id)
    assert proof is not None
    assert proof.check([key(petition)]).checkpoint == audited.opened.checkpoint
    assert audited.ledger.stands(proof.index)


def test_an_auditor_who_has_seen_more_refuses_it(
    petition: Petition, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    old, last = key(petition), keeper.seen[-1]
    lost()
    found = again(petition, keeper, tmp_path)
    keeper.enterer.enter()
    more = checkpoint.Checkpoint(last.origin, last.size + 1, bytes(32))
    another = checkpoint.Checkpoint(last.origin, last.size, bytes(32))

    for older in (more, another):
        with pytest.raises(Refused, match=r"than it says|is not the one"):
            audit(fetch(petition), by=[parse_verifier(found.verifier), old], older=[older])


def test_what_there_was_of_the_old_log_is_kept_for_auditors(
    petition: Petition, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    old = key(petition)
    lost()
    size = Checkpoint.objects.order_by("-size")[0].size

    found = again(petition, keeper, tmp_path / "ended")

    kept = audit(sources.folder(found.kept), by=[old])
    assert (kept.opened.checkpoint.size, kept.ledger.totals.count) == (size, 1)


def test_a_log_that_can_go_on_does_not_begin_anew(
    petition: Petition, keeper: Keeper, lost: object, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="Nothing needs to begin again"):
        again(petition, keeper, tmp_path)


@pytest.mark.parametrize("when", ["while it looks", "after it looked"])
def test_what_is_declared_meanwhile_is_in_the_new_log_once(
    petition: Petition,
    keeper: Keeper,
    lost: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    when: str,
) -> None:
    lost()
    todo, set_keys = [40, 2], Files.set_keys

    def declare() -> None:
        if todo:
            batches.sheets(petition, todo.pop())

    def meanwhile(files: Files, uuid: UUID, signers: Sequence[SigningKey], *, epoch: int = 1) -> None:
        declare()
        set_keys(files, uuid, signers, epoch=epoch)

    with monkeypatch.context() as patched:
        if when == "after it looked":
            patched.setattr(Files, "set_keys", meanwhile)
        again(petition, keeper, tmp_path, declare if when == "while it looks" else lambda: None)
    keeper.enterer.enter()
    keeper.enter_all()

    keeper.seen.clear()
    assert keeper.audit(petition).ledger.totals.offline == 42 - sum(todo)
    assert todo == ([] if when == "while it looks" else [40])


def test_a_database_of_before_the_key_was_replaced_goes_on_with_the_new_one_and_says_so(
    petition: Petition, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    old, last = key(petition), keeper.seen[-1]
    new = parse_verifier(recover.rotate(Log.objects.get(), files=keeper.files))
    recover.retire(Log.objects.get(), files=keeper.files)
    lost()
    assert "undersigned log recover" in status.of(petition.pk, files=keeper.files).trouble

    found = again(petition, keeper, tmp_path)

    keeper.enterer.enter()
    third = parse_verifier(found.verifier)
    assert found.unknown == str(new)
    assert (third.name, third.public) == (f"{old.name}/2", new.public)
    assert reading.keys(petition.uuid) == reading.Keys(str(third), [str(new), str(old)], 2)
    assert audit(fetch(petition), by=[third, new], older=[last]).ledger.totals.count == 2


def test_it_does_not_begin_where_nobody_could_check_how_the_last_one_ended(
    petition: Petition, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    lost()
    again(petition, keeper, tmp_path)
    keeper.enterer.enter()
    lost()
    file, before = keeper.files.key_file(petition.uuid, epoch=2), backed_up()
    second = file.read_text()

    file.unlink()  # the backup of the keys is older than the second log
    with pytest.raises(Refused, match=f"{file} is not there, the key of the log that ended last"):
        again(petition, keeper, tmp_path)
    file.write_text(keeper.files.key_file(petition.uuid).read_text())
    with pytest.raises(Refused, match=f"{file} is the key of another log, {key(petition).name}: put the one of"):
        again(petition, keeper, tmp_path)

    assert backed_up() == before
    assert not keeper.files.key_file(petition.uuid, epoch=3).exists()
    file.write_text(second)
    again(petition, keeper, tmp_path)
    ended = reading.ended(petition.uuid, 3)
    assert ended is not None
    assert checkpoint.opened(ended.encode(), by=[parse_signer(second.strip()).verifier]).checkpoint.size == 6


def test_it_does_not_begin_where_the_mark_is_that_of_another_log(
    petition: Petition, keeper: Keeper, lost: Callable[[], None], tmp_path: Path
) -> None:
    lost()
    file, before = keeper.files.mark_file(petition.uuid), backed_up()
    file.write_text(file.read_text().replace("example.org", "elsewhere.org"))

    with pytest.raises(Refused, match=f"{file} belongs to another log, elsewhere.org/.*: put the one of example.org/"):
        again(petition, keeper, tmp_path)

    assert backed_up() == before


def test_a_database_of_before_the_new_log_is_refused_and_the_next_one_is_the_third(
    petition: Petition,
    keeper: Keeper,
    lost: Callable[[], None],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lost()
    again(petition, keeper, tmp_path)
    keeper.enterer.enter()
    second = key(petition)
    keeper.seen.clear()
    last = keeper.audit(petition).opened.checkpoint
    lost()
    Waiting.objects.create(petition_id=petition.pk, kind=3, text_version=1)

    (told,) = enter(keeper, caplog)

    assert "the log has ended and begun again since" in told
    found = again(petition, keeper, tmp_path)
    keeper.enterer.enter()
    third = parse_verifier(found.verifier)
    assert third.name == f"{second.name.removesuffix('/2')}/3"
    assert audit(fetch(petition), by=[third, second], older=[last]).ledger.totals.count == 2


def test_two_keys_sign_for_a_while_and_either_will_do(
    petition: Petition, store: Store, keeper: Keeper, lost: object
) -> None:
    old, log = key(petition), Log.objects.get()
    before = keeper.audit(petition)

    new = parse_verifier(recover.rotate(log, files=keeper.files))
    dora = sign(petition, DORA)
    store.write([dora, confirm(dora)])
    keeper.enter_all()
    both = [
        audit(fetch(petition), by=[one], older=[before.opened.checkpoint]).ledger.totals.count for one in (old, new)
    ]
    assert recover.retire(Log.objects.get(), files=keeper.files) == str(old)
    emil = sign(petition, EMIL)
    store.write([emil, confirm(emil)])
    keeper.enter_all()

    assert both == [3, 3]
    assert audit(fetch(petition), by=[new]).ledger.totals.count == 4
    with pytest.raises(Refused, match="signed by no key"):
        audit(fetch(petition), by=[old])
    assert reading.keys(petition.uuid) == reading.Keys(str(new), [str(old)], 1)
    with pytest.raises(Refused, match="one key signs alone"):
        recover.retire(Log.objects.get(), files=keeper.files)


def test_what_is_served_is_signed_by_the_new_key_at_once_and_still_by_the_old_one(
    petition: Petition, keeper: Keeper, lost: object
) -> None:
    old, before = key(petition), reading.checkpoint(petition.uuid)
    rosa = petition.signatures.get(number=1)
    assert before is not None
    Cosigned.objects.create(petition_id=petition.pk, witness="w", size=5, note=before, line="— w AAAAAAAA\n")

    new = parse_verifier(recover.rotate(Log.objects.get(), files=keeper.files))

    last = keeper.seen[-1]
    for one in (old, new):
        assert audit(fetch(petition), by=[one], older=[last]).opened.checkpoint == last
    proof = receipts.of(petition.pk, petition.uuid, rosa.id)
    assert proof is not None
    assert proof.check([new]).checkpoint == last
    witnessed = reading.witnessed(petition.uuid)
    assert witnessed is not None
    assert witnessed == reading.checkpoint(petition.uuid)
    assert checkpoint.opened(witnessed.encode(), by=[new]).checkpoint == last
    assert witnessed.endswith("\n— w AAAAAAAA\n")


def test_what_is_entered_and_not_signed_when_a_key_is_replaced_is_signed_by_the_new_one(
    petition: Petition, store: Store, keeper: Keeper, lost: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora, append = sign(petition, DORA), Enterer._append
    store.write([dora, confirm(dora)])

    def meanwhile(enterer: Enterer, opened: Log, origin: str) -> int:
        taken = append(enterer, opened, origin)
        recover.rotate(opened, files=keeper.files)
        return taken

    with monkeypatch.context() as patched:
        patched.setattr(Enterer, "_append", meanwhile)
        keeper.enterer.enter()

    assert keeper.audit(petition).ledger.totals.count == 3


def test_a_database_that_is_not_what_was_signed_for_is_not_signed_by_a_new_key(
    petition: Petition, keeper: Keeper, lost: Callable[[], None]
) -> None:
    signing = keeper.files.key_file(petition.uuid).read_text()
    lost()
    before = Log.objects.get().verifier, Checkpoint.objects.get().note

    with pytest.raises(Refused, match="Nothing is signed, for the log would get a second history"):
        recover.rotate(Log.objects.get(), files=keeper.files)

    assert (Log.objects.get().verifier, Checkpoint.objects.get().note) == before
    assert keeper.files.key_file(petition.uuid).read_text() == signing


def test_a_new_key_whose_making_was_killed_is_published_the_next_time(
    petition: Petition, store: Store, keeper: Keeper, lost: object
) -> None:
    log = Log.objects.get()
    [old] = keys_for(keeper.files, log)
    keeper.files.set_keys(log.uuid, [keeper.files.another(old.name), old], epoch=log.epoch)  # and killed

    new = parse_verifier(recover.rotate(log, files=keeper.files))
    dora = sign(petition, DORA)
    store.write([dora, confirm(dora)])
    keeper.enter_all()

    assert reading.keys(petition.uuid) == reading.Keys(str(new), [str(old.verifier)], 1)
    assert audit(fetch(petition), by=[new]).ledger.totals.count == 3
    with pytest.raises(Refused, match="two keys sign already"):
        recover.rotate(Log.objects.get(), files=keeper.files)
