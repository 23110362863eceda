"""It dies between any two steps, and runs again: one log, nothing twice, and what was shown stays its beginning."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.ledger.keeper import Keeper, count
from tests.people import crowd
from tests.signing.commands import COMMITTED, confirm, sign, withdraw
from undersigned.ledger import durable, enter
from undersigned.ledger.enter import Enterer
from undersigned.ledger.files import Files
from undersigned.ledger.models import Checkpoint, Waiting
from undersigned.ledger.tables import Tables
from undersigned.signing.models import Petition
from undersigned.signing.store import Store
from undersigned.transparency import checkpoint

pytestmark = COMMITTED


class Killed(BaseException):
    """As a power cut: nothing catches it."""


def before(_: Callable[..., Any]) -> Callable[..., Any]:
    def die(*_args: object, **_kwargs: object) -> None:
        raise Killed

    return die


def after(step: Callable[..., Any]) -> Callable[..., Any]:
    def die(*args: object, **kwargs: object) -> None:
        step(*args, **kwargs)
        raise Killed

    return die


@dataclass(frozen=True, slots=True)
class Step:
    """Where it dies."""

    where: object
    name: str
    when: Callable[..., Any]


STEPS = {
    "before anything": Step(Enterer, "_append", before),
    "the tiles are not written": Step(Tables, "write", before),
    "the tiles are written, in a transaction that ends": Step(Tables, "write", after),
    "the transaction is about to commit": Step(enter, "_write", after),
    "entered, and no mark": Step(Files, "set_mark", before),
    "the mark is written, in a folder that is not": Step(durable, "_sync", before),
    "the mark is there, and nothing signed": Step(checkpoint, "sign", before),
    "signed, and the note nowhere": Step(checkpoint, "sign", after),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("was_shown", [False, True])
def test_a_crash_leaves_what_the_next_run_goes_on_from(
    petition: Petition,
    store: Store,
    keeper: Keeper,
    monkeypatch: pytest.MonkeyPatch,
    *,
    step: Step,
    was_shown: bool,
) -> None:
    signed = [sign(petition, person) for person in crowd(9)]
    store.write([*signed, *map(confirm, signed[:4])])
    if was_shown:
        keeper.enter_all()
        keeper.audit(petition)
    store.write([confirm(signed[4]), withdraw(signed[0])])

    with monkeypatch.context() as crash:
        crash.setattr(step.where, step.name, step.when(getattr(step.where, step.name)))
        with pytest.raises(Killed):
            keeper.enterer.enter()
    assert transaction.get_autocommit()
    if Checkpoint.objects.filter(note__isnull=False).exists():
        keeper.audit(petition)  # what is shown holds, also before it goes on
    again = Keeper(keeper.files.keys.parent)
    again.seen = keeper.seen
    store.write([confirm(one) for one in signed[5:]])
    again.enter_all()
    again.enterer.enter()

    audited = again.audit(petition)
    assert audited.ledger.totals.count == count(petition) == 8
    assert audited.ledger.totals.signed == 9
    assert len(audited.ledger) == 11
    assert not Checkpoint.objects.filter(note=None).exists()
    assert not Waiting.objects.exists()


def test_what_was_entered_when_it_died_is_signed_as_it_is_though_nobody_comes_any_more(
    petition: Petition, store: Store, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa = sign(petition, crowd(1)[0])
    store.write([rosa, confirm(rosa)])
    with monkeypatch.context() as crash:
        crash.setattr(Files, "set_mark", before(Files.set_mark))
        with pytest.raises(Killed):
            keeper.enterer.enter()
    root = bytes(Checkpoint.objects.get(note=None).root)

    Keeper(keeper.files.keys.parent).enterer.enter()

    assert keeper.audit(petition).opened.checkpoint.root == root
    assert Checkpoint.objects.count() == 1
