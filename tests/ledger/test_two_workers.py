"""Two workers enter at once: one waits for the other or leaves it alone, and the log never has two histories."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from tests.ledger.keeper import Keeper, count, key
from tests.people import crowd
from tests.signing.commands import COMMITTED, confirm, sign, withdraw
from undersigned.ledger import enter
from undersigned.ledger.enter import Enterer
from undersigned.ledger.files import Files
from undersigned.ledger.models import Checkpoint, Log, Waiting
from undersigned.signing import subject
from undersigned.signing.models import Petition
from undersigned.signing.store import Store
from undersigned.transparency.checkpoint import Checkpoint as SignedSize

pytestmark = COMMITTED


@contextmanager
def working(files: Files) -> Iterator[None]:
    """Over and over, until the block ends: with pauses, or on SQLite nobody else would find its file unlocked."""
    stop, trouble = threading.Event(), list[BaseException]()

    def run() -> None:
        enterer = Enterer(subject_of=subject.of, files=files)
        try:
            while not stop.wait(0.01):
                enterer.enter()
        except BaseException as error:
            trouble.append(error)
            raise
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert trouble == []
    assert not thread.is_alive()


@pytest.mark.parametrize("on", ["one machine", "two machines"])
def test_two_that_enter_at_once_make_one_log(
    petition: Petition, store: Store, keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, on: str
) -> None:
    monkeypatch.setattr(enter, "AT_ONCE", 7)
    keeper.enter_all()
    second = keeper.files
    if on == "two machines":
        (tmp_path / "second").mkdir()
        (tmp_path / "second" / str(petition.uuid)).write_text(keeper.files.mark_file(petition.uuid).read_text())
        second = Files(keeper.files.keys, tmp_path / "second", host="example.org")
    signed = [sign(petition, person) for person in crowd(300)]
    store.write(signed)

    roots, set_mark = list[tuple[int, bytes]](), Files.set_mark

    def noted(files: Files, uuid: UUID, mark: SignedSize, *, epoch: int = 1) -> None:
        roots.append((mark.size, mark.root))
        set_mark(files, uuid, mark, epoch=epoch)

    monkeypatch.setattr(Files, "set_mark", noted)
    with ExitStack() as both:
        both.enter_context(working(keeper.files))
        both.enter_context(working(second))
        for start in range(0, 300, 10):
            store.write([confirm(one) for one in signed[start : start + 10]])
            store.write([withdraw(signed[start])])
            keeper.audit(petition)
    keeper.enter_all()

    assert keeper.audit(petition).ledger.totals.count == count(petition) == 270
    assert not Checkpoint.objects.filter(note=None).exists()
    assert [one.size for one in keeper.seen] == sorted(one.size for one in keeper.seen)
    assert len(set(roots)) == len(dict(roots)) > 40  # no size was signed with two roots


def test_two_that_begin_a_log_at_once_agree_on_its_key(petition: Petition, keeper: Keeper) -> None:
    def race(run: Callable[[], None]) -> None:
        try:
            run()
        finally:
            connection.close()

    others = [Keeper(keeper.files.keys.parent) for _ in range(2)]
    threads = [threading.Thread(target=race, args=(one.enterer.enter,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    keeper.enter_all()

    assert Log.objects.count() == 1
    assert keeper.files.keys_of(petition.uuid)[0].verifier == key(petition)
    assert not Waiting.objects.exists()
    assert len(keeper.audit(petition).ledger) == 1
