"""A process that has imported everything and bears workers that seal once, and die where they are told to.

    python -m tests.crash.sealing SLUG

A line on standard input, the step's name: three people confirm, one of them leaves again, and what waits is sealed up
to that step. An empty line: nobody comes, and it is sealed to the end. The exit code is printed.
"""

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import unwrap
from pkgutil import resolve_name
from typing import Any

DIED = 77
COME, STAY = 3, 2  # at each step


@dataclass(frozen=True, slots=True)
class Step:
    """Where it dies."""

    where: str
    name: str
    when: Callable[[Callable[..., Any]], Callable[..., Any]]


def before(_: Callable[..., Any]) -> Callable[..., Any]:
    def die(*_args: object, **_kwargs: object) -> None:
        os._exit(DIED)

    return die


def after(step: Callable[..., Any]) -> Callable[..., Any]:
    def die(*args: object, **kwargs: object) -> None:
        step(*args, **kwargs)
        os._exit(DIED)

    return die


def about_to_commit(step: Callable[..., Any]) -> Callable[..., Any]:
    """`step` is a transaction; all of it is done."""
    from django.db import transaction

    return transaction.atomic(after(unwrap(step)))


ENTERER, FILES = "undersigned.ledger.enter:Enterer", "undersigned.ledger.files:Files"
TABLES, ROWS = "undersigned.ledger.tables:Tables", "undersigned.ledger.rows"
DURABLE, CHECKPOINT = "undersigned.ledger.durable", "undersigned.transparency.checkpoint"

STEPS = {
    "the key is made, and no log": Step(FILES, "make_key", after),
    "the log has begun, and nothing is taken": Step(ENTERER, "_append", before),
    "it is taken, and nothing written": Step(TABLES, "write", before),
    "the tiles are written": Step(TABLES, "write", after),
    "where each stands is written": Step(ROWS, "entered", after),
    "the checkpoint is written, and what waited is there": Step(ROWS, "gone", before),
    "what waited is gone": Step(ROWS, "gone", after),
    "entering is about to commit": Step(ENTERER, "_append", about_to_commit),
    "entered": Step(ENTERER, "_append", after),
    "nothing is marked": Step(FILES, "set_mark", before),
    "the mark lies beside": Step(DURABLE, "_written", after),
    "the mark is in its place, and the folder not on disk": Step(DURABLE, "_sync", before),
    "marked": Step(FILES, "set_mark", after),
    "nothing is signed": Step(CHECKPOINT, "sign", before),
    "signed, and the note nowhere": Step(CHECKPOINT, "sign", after),
    "signing is about to commit": Step(ENTERER, "_sign", about_to_commit),
    "served": Step(ENTERER, "_sign", after),
}


def seal(slug: str, name: str, people: range) -> None:
    from undersigned.ledger.enter import Enterer
    from undersigned.signing import subject
    from undersigned.worker import log_files

    enterer = Enterer(subject_of=subject.of, files=log_files())
    if name:
        _come(slug, people)
        step, place = STEPS[name], resolve_name(STEPS[name].where)
        setattr(place, step.name, step.when(getattr(place, step.name)))
    enterer.enter()


def _come(slug: str, people: range) -> None:
    from tests.people import crowd
    from tests.signing import commands
    from undersigned.public.front import open_store
    from undersigned.signing.models import Petition

    petition, store, at = Petition.objects.get(slug=slug), open_store(), datetime.now(UTC)
    signed = [commands.sign(petition, one, at=at) for one in crowd(people.stop)[people.start :]]
    store.write([*signed, *(commands.confirm(one, at=at) for one in signed)])
    store.write([commands.withdraw(one) for one in signed[STAY:]])
    store.close()


def main() -> None:
    import django

    django.setup()
    import undersigned.worker  # noqa: F401  with the stores, this is what takes the time

    for number, line in enumerate(sys.stdin):
        child = os.fork()
        if child == 0:
            try:
                seal(sys.argv[1], line.strip(), range(COME * number, COME * (number + 1)))
            except BaseException:  # noqa: BLE001  a child never goes on as its mother
                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
