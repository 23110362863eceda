"""What every store promises of a batch: all of it or nothing, on disk before the answer, and totals that always fit."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError as DjangosIntegrityError
from django.db.utils import DatabaseErrorWrapper
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, Person, crowd
from tests.signing.commands import (
    COMMITTED,
    by_code,
    code_of,
    confirm,
    numbers,
    recounted,
    remind,
    row,
    sign,
    tally,
    withdraw,
    written,
)
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition, Signature
from undersigned.signing.postgres import PostgresStore
from undersigned.signing.signature import Command, Confirmed, Noted, Sign, Withdrawn, WrongCode
from undersigned.signing.sqlite import SqliteStore
from undersigned.signing.store import Store

pytestmark = COMMITTED

_slugs = count(1)


def _write(store: Store, commands: list[Command]) -> Any:
    """As `store.write`; a command that the schema refuses raises Django's name for it, whichever the driver."""
    from django.db import connection

    with DatabaseErrorWrapper(connection):
        return store.write(commands)


def _unsignable(of: Petition) -> Sign:
    """For a petition that there is not. Foreign keys are deferred: only the COMMIT finds out."""
    signed = sign(of, MALLORY)
    return Sign(signed.signature._replace(petition_id=of.pk + 1_000))


def _store_with(code_of: Callable[[UUID, int], str], address: str) -> Any:
    return SqliteStore(address, code_of=code_of) if settings.IS_SQLITE else PostgresStore(address, code_of=code_of)


# All of it or nothing -----------------------------------------------------------------------------------------


def test_nothing_is_written_of_no_commands(petition: Petition, store: Store) -> None:
    assert store.write([]) == []

    assert written() == (0, 0)


def test_one_command_that_the_schema_refuses_keeps_the_whole_batch_out(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])
    letter_of_another = uuid4()
    Letter.objects.update(id=letter_of_another)

    with pytest.raises(DjangosIntegrityError):
        _write(store, [sign(petition, INES), confirm(rosa), _unsignable(petition)])

    assert written() == (1, 1)
    assert (row(rosa).state, tally(petition)) == ("pending", (0, 0, 0))


def test_after_a_refused_batch_the_store_goes_on(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    with pytest.raises(DjangosIntegrityError):
        _write(store, [rosa, _unsignable(petition)])

    assert store.write([rosa, confirm(rosa)]) == [Noted(), Confirmed(rosa.signature.id, 1, True, 1, 0)]

    assert written() == (1, 1)


def test_no_signature_is_written_without_its_letter(petition: Petition, store: Store) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa])
    letter_of_another = uuid4()
    Letter.objects.update(id=letter_of_another)

    with pytest.raises(DjangosIntegrityError):
        _write(store, [Sign(ines.signature._replace(id=letter_of_another))])

    assert written() == (1, 1)


def test_a_fault_of_our_own_in_the_middle_writes_nothing(petition: Petition, address: str) -> None:
    def broken(_: UUID, __: int) -> str:
        raise RuntimeError("no code today")

    signed = sign(petition, ROSA)
    store = _store_with(broken, address)

    with pytest.raises(RuntimeError, match="no code today"):
        store.write([signed, sign(petition, INES), by_code(signed, "123456")])

    assert written() == (0, 0)
    assert store.write([signed]) == [Noted()]
    assert written() == (1, 1)
    store.close()


def test_nobody_sees_half_a_batch(petition: Petition, address: str, look: Callable[[str], Any]) -> None:
    seen: list[int] = []

    def peeping(_: UUID, __: int) -> str:
        seen.append(look("SELECT count(*) FROM signing_signature"))
        return "not this one"

    signed = sign(petition, ROSA)
    store = _store_with(peeping, address)

    assert store.write([signed, sign(petition, INES), by_code(signed, "123456")])[2] == WrongCode()

    assert seen == [0]
    assert look("SELECT count(*) FROM signing_signature") == 2
    store.close()


def test_an_unknown_command_is_a_fault(petition: Petition, store: Store) -> None:
    with pytest.raises(TypeError, match="no such command"):
        store.write([sign(petition, ROSA), "sign, please"])  # type: ignore[list-item]  # that is the point

    assert written() == (0, 0)


def test_a_store_can_be_closed_twice(store: Store) -> None:
    store.close()
    store.close()


# Killed -------------------------------------------------------------------------------------------------------

# A process that writes what it is given and dies as in a power cut: when a code is asked for, or after the answer.
DOOMED = """
import os, pickle, signal, sys
from undersigned.signing.postgres import PostgresStore
from undersigned.signing.sqlite import SqliteStore

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

kind, address, path = sys.argv[1:]
store = {"sqlite": SqliteStore, "postgres": PostgresStore}[kind](address, code_of=die)
with open(path, "rb") as file:
    outcomes = store.write(pickle.load(file))
print(len(outcomes), flush=True)
die()
"""


def _killed(address: str, folder: Path, commands: list[Command]) -> str:
    """What it had answered when it died."""
    path = folder / "commands"
    path.write_bytes(pickle.dumps(commands))
    kind = "sqlite" if settings.IS_SQLITE else "postgres"
    process = subprocess.run(
        [sys.executable, "-c", DOOMED, kind, address, path], capture_output=True, text=True, check=False, timeout=60
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    return process.stdout


def test_killed_in_the_middle_nothing_of_the_batch_is_there(
    petition: Petition, store: Store, address: str, tmp_path: Path
) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa])

    assert _killed(address, tmp_path, [confirm(rosa), ines, by_code(ines, "123456")]) == ""

    assert written() == (1, 1)
    assert (row(rosa).state, tally(petition)) == ("pending", (0, 0, 0))
    assert store.write([confirm(rosa)]) == [Confirmed(rosa.signature.id, 1, True, 1, 0)]


def test_killed_after_the_answer_all_of_the_batch_is_there(petition: Petition, address: str, tmp_path: Path) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)

    assert _killed(address, tmp_path, [rosa, ines, confirm(rosa)]) == "3\n"

    assert written() == (2, 2)
    assert tally(petition) == recounted(petition) == (1, 0, 0)


def test_the_store_needs_no_framework() -> None:
    asked = f"{DOOMED.partition('def die')[0]}\nprint([name for name in ('django', 'wagtail') if name in sys.modules])"

    answered = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ)

    assert answered.stdout == "[]\n"


# Any order of things ------------------------------------------------------------------------------------------

PEOPLE = crowd(4)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sign", "hold", "remind", "confirm", "old link", "code", "wrong code", "withdraw"]),
        st.integers(0, len(PEOPLE) - 1),
        st.sampled_from([0, 1, 60, 600, 900]),  # seconds that pass before it
    ),
    min_size=1,
    max_size=40,
)


@given(steps=STEPS, batch_size=st.integers(1, 9))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_happens_in_whatever_order_the_totals_fit_the_signatures(
    db: None, store: Store, steps: list[tuple[str, int, int]], batch_size: int
) -> None:
    petition = factories.petition(f"any-order-{next(_slugs)}")
    commands = _commands(petition, steps)

    outcomes = [
        outcome for at in range(0, len(commands), batch_size) for outcome in store.write(commands[at : at + batch_size])
    ]

    confirmed, withdrawn, _ = tally(petition)
    assert (confirmed, withdrawn, 0) == recounted(petition)
    assert numbers(petition) == list(range(1, confirmed + 1))
    news = [outcome.number for outcome in outcomes if isinstance(outcome, Confirmed) and outcome.is_news]
    assert news == list(range(1, confirmed + 1))
    assert sum(isinstance(outcome, Withdrawn) and outcome.was_counted for outcome in outcomes) == withdrawn
    last = [outcome.count for outcome in outcomes if isinstance(outcome, Confirmed | Withdrawn)][-1:]
    assert last in ([], [confirmed - withdrawn])
    _holds(petition)


def _commands(petition: Petition, steps: list[tuple[str, int, int]]) -> list[Command]:
    made: list[Command] = []
    at, signed = NOW, [[sign(petition, person)] for person in PEOPLE]
    for kind, place, seconds in steps:
        at += timedelta(seconds=seconds)
        if kind in ("sign", "hold"):
            signed[place].append(sign(petition, PEOPLE[place], at=at, hold_reason="robot" if kind == "hold" else ""))
        made.append(_command(kind, petition, PEOPLE[place], signed=signed[place], at=at))
    return made


def _command(kind: str, petition: Petition, person: Person, *, signed: list[Sign], at: datetime) -> Command:
    """About the person's newest signature, or about their first by an old link."""
    newest = signed[-1]
    match kind:
        case "sign" | "hold":
            return newest
        case "remind":
            return remind(petition, person, at=at)
        case "confirm":
            return confirm(newest, at=at)
        case "old link":
            return confirm(signed[0], at=at)
        case "code" | "wrong code":
            return by_code(newest, code_of(newest.signature.id, 1) if kind == "code" else "no code", at=at)
    return withdraw(newest, at=at)


def _holds(petition: Petition) -> None:
    """What must be true of every row, whatever came before."""
    for one in Signature.objects.filter(petition=petition):
        about = Letter.objects.filter(petition_id=petition.pk, about=one.id)
        is_withdrawn = one.state == "withdrawn"
        assert (one.blind_index is None, one.sealed is None) == (is_withdrawn, is_withdrawn)
        assert (one.number is not None) == (one.confirmed_at is not None)
        assert one.state != "confirmed" or one.number is not None
        assert one.code_tries <= 5
        assert about.filter(kind="confirm").count() <= 3
        assert about.filter(kind="already").count() <= 3
        assert not (about.exists() and (is_withdrawn or one.state == "held"))
        assert one.state != "pending" or about.count() == one.letters_count
