"""`undersigned log`: how each log is, a failure where one stands still, and the keys that sign it."""

import pytest
from click.testing import CliRunner

from tests import factories
from tests.factories import NOW
from undersigned.cli import main
from undersigned.ledger import reading
from undersigned.ledger.enter import Enterer
from undersigned.ledger.models import Log, Served
from undersigned.signing import samples, subject
from undersigned.signing.models import Petition
from undersigned.transparency import checkpoint
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import parse_verifier
from undersigned.transparency.strict import Refused
from undersigned.worker import log_files

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_how_each_log_is_and_fails_where_one_stands_still() -> None:
    petition = factories.petition()
    factories.petition("never-published", published=False)
    samples.add(petition, number=3, at=NOW)
    before = CliRunner().invoke(main, ["log"])
    Enterer(subject_of=subject.of, files=log_files()).enter()
    verifier = Log.objects.get().verifier
    samples.remove(petition)

    after = CliRunner().invoke(main, ["log"])
    mark = log_files().mark_file(petition.uuid)
    mark.unlink()
    refused = CliRunner().invoke(main, ["log"])

    assert before.output == "/veto-hb-7259/  0 entries, count 0, 4 waiting\n    key   none yet\n    mark  none\n"
    assert verifier.startswith(f"127.0.0.1:8000/log/{petition.uuid}+")
    assert after.output == (
        f"/veto-hb-7259/  4 entries, count 3, 3 waiting\n    key   {verifier}\n    mark  4 entries\n"
    )
    assert (before.exit_code, after.exit_code, refused.exit_code) == (0, 0, 1)
    assert f"    mark  none\n    STANDS STILL: {mark} is not there, and only it can tell" in refused.output


def test_a_log_that_would_count_fewer_begins_anew_only_if_that_is_meant() -> None:
    petition = factories.petition()
    samples.add(petition, number=3, at=NOW)
    enterer, files = Enterer(subject_of=subject.of, files=log_files()), log_files()
    enterer.enter()
    petition.signatures.first().delete()  # as one whose time is over
    begun = Log.objects.get()
    mark = files.mark_of(begun.uuid)
    assert mark is not None
    files.set_mark(begun.uuid, Checkpoint(mark.origin, 99, bytes(32)))  # the database is older than what was signed

    refused = CliRunner().invoke(main, ["log", "recover", petition.slug, "--yes"])
    done = CliRunner().invoke(main, ["log", "recover", petition.slug, "--yes", "--fewer"])
    enterer.enter()

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: The new log would count 2, and not 3: of the others nothing is left")
    assert (done.exit_code, done.output.splitlines()[0][:39]) == (0, "The old log ended with 99 entries. What")
    assert Served.objects.get().count == 2


def test_a_log_that_begins_anew_tells_of_a_key_that_the_backup_does_not_know() -> None:
    petition = factories.petition()
    enterer, files = Enterer(subject_of=subject.of, files=log_files()), log_files()
    enterer.enter()
    before = Log.objects.get()
    CliRunner().invoke(main, ["log", "rotate", petition.slug])
    CliRunner().invoke(main, ["log", "rotate", petition.slug, "--finish"])
    new = Log.objects.get().verifier
    before.save()  # as it is in the backup
    files.set_mark(before.uuid, Checkpoint(new.partition("+")[0], 99, bytes(32)))

    done = CliRunner().invoke(main, ["log", "recover", petition.slug, "--yes"])

    begun = Log.objects.get()
    assert (done.exit_code, done.output.splitlines()[2:]) == (
        0,
        [
            f"    {begun.verifier}",
            "Its key was replaced after that backup was made. Compare this one with what was published:",
            f"    {new}",
        ],
    )
    assert begun.older.splitlines() == [new, before.verifier]


def test_a_new_key_signs_beside_the_old_one_and_then_alone() -> None:
    petition = factories.petition()
    enterer = Enterer(subject_of=subject.of, files=log_files())
    enterer.enter()
    old = Log.objects.get().verifier

    alone = CliRunner().invoke(main, ["log", "keys", petition.slug])
    rotated = CliRunner().invoke(main, ["log", "rotate", petition.slug])
    new = Log.objects.get().verifier
    both = CliRunner().invoke(main, ["log", "keys", petition.slug])
    samples.add(petition, number=1, at=NOW)
    enterer.enter()
    signed_by_both = signers(petition)
    finished = CliRunner().invoke(main, ["log", "rotate", petition.slug, "--finish"])
    after = CliRunner().invoke(main, ["log", "keys", petition.slug])
    samples.add(petition, number=1, at=NOW)
    enterer.enter()

    assert new != old
    assert new.partition("+")[0] == old.partition("+")[0] == f"127.0.0.1:8000/log/{petition.uuid}"
    assert alone.output == f"signs  {old}\n"
    assert rotated.output == (
        f"Signs from now on:  {new}\n"
        "The old key signs beside it, for all who know that one alone. Make a backup of the log's key, and publish\n"
        "the new one where the old one was published. In some weeks: undersigned log rotate veto-hb-7259 --finish\n"
    )
    assert both.output == f"signs  {new}\nsigns  {old}\n"
    assert signed_by_both == [new, old]
    assert finished.output == f"No longer signs:  {old}\n"
    assert after.output == f"signs  {new}\nolder  {old}\n"
    assert signers(petition) == [new]
    assert [one.exit_code for one in (alone, rotated, both, finished, after)] == [0] * 5


def test_keys_are_replaced_one_at_a_time() -> None:
    petition = factories.petition()
    Enterer(subject_of=subject.of, files=log_files()).enter()
    file = log_files().key_file(petition.uuid)

    too_early = CliRunner().invoke(main, ["log", "rotate", petition.slug, "--finish"])
    CliRunner().invoke(main, ["log", "rotate", petition.slug])
    signing = file.read_text()
    again = CliRunner().invoke(main, ["log", "rotate", petition.slug])

    assert (too_early.exit_code, too_early.output) == (1, "Error: one key signs alone already\n")
    assert (again.exit_code, again.output) == (1, "Error: two keys sign already: let the older one go first\n")
    assert file.read_text() == signing


def test_where_the_key_is_not_there_nothing_is_replaced_and_none_is_shown() -> None:
    petition = factories.petition()
    Enterer(subject_of=subject.of, files=log_files()).enter()
    before = Log.objects.get()
    file = log_files().key_file(petition.uuid)
    file.unlink()

    asked = [
        CliRunner().invoke(main, ["log", *command, petition.slug])
        for command in (["keys"], ["rotate"], ["rotate", "--finish"])
    ]

    gone = f"Error: the log's key is not there: put {file} back, or copy it from the machine that has it\n"
    assert [(one.exit_code, one.output) for one in asked] == [(1, gone)] * 3
    after = Log.objects.get()
    assert (after.verifier, after.older) == (before.verifier, before.older)
    assert not file.exists()


@pytest.mark.parametrize("command", ["keys", "rotate"])
def test_what_has_no_log_has_no_keys(command: str) -> None:
    factories.petition()

    unknown = CliRunner().invoke(main, ["log", command, "nowhere"])
    not_begun = CliRunner().invoke(main, ["log", command, "veto-hb-7259"])

    assert (unknown.exit_code, unknown.output) == (1, "Error: There is no petition /nowhere/.\n")
    assert (not_begun.exit_code, not_begun.output) == (1, "Error: The log of /veto-hb-7259/ has not begun.\n")


def signers(petition: Petition) -> list[str]:
    """Whose signature the newest checkpoint has, of all keys that the log has ever had."""
    log, note = Log.objects.get(petition_id=petition.pk), reading.checkpoint(petition.uuid)
    assert note is not None
    return [one for one in (log.verifier, *log.older.splitlines()) if has_signed(one, note)]


def has_signed(verifier: str, note: str) -> bool:
    try:
        checkpoint.opened(note.encode(), by=[parse_verifier(verifier)])
    except Refused:
        return False
    return True
