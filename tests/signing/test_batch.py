"""Group commit, over the real store: answered after the commit, in order, refused at the bound, nobody left waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.people import INES, MALLORY, ROSA, THEO, crowd
from tests.signing.commands import COMMITTED, confirm, numbers, recounted, row, sign, tally, written
from tests.signing.conftest import OpenStore
from undersigned.signing import batch as batches
from undersigned.signing.batch import Batch, Full
from undersigned.signing.models import Petition, Tally
from undersigned.signing.signature import Command, Confirmed, Noted, Outcome, Sign
from undersigned.signing.statements import MissingRow
from undersigned.signing.store import Store, StoreUnavailable

pytestmark = COMMITTED

Locked = Callable[[], AbstractContextManager[None]]
SIGNATURES = "SELECT count(*) FROM signing_signature"


async def _waiting(batch: Batch, commands: list[Any]) -> list[asyncio.Task[Outcome]]:
    """Submitted one after the other; the first is on its way to the database, the others gather."""
    tasks = []
    for command in commands:
        tasks.append(asyncio.create_task(batch.submit(command)))
        await asyncio.sleep(0.01)
    return tasks


def _run(work: Callable[[], Awaitable[None]]) -> None:
    """Under a time limit: who waits in vain shall fail and not hang."""

    async def limited() -> None:
        async with asyncio.timeout(30):
            await work()

    asyncio.run(limited())


def test_a_signature_is_on_disk_when_it_is_answered(
    petition: Petition, store: Store, look: Callable[[str], Any]
) -> None:
    signed = [sign(petition, person) for person in crowd(5)]

    async def work() -> None:
        batch = Batch(store, most_waiting=10)
        for place, one in enumerate(signed):
            assert await batch.submit(one) == Noted()
            assert look(SIGNATURES) == place + 1
        await batch.close()

    _run(work)


def test_nobody_is_answered_before_the_commit(
    petition: Petition, store: Store, locked: Locked, look: Callable[[str], Any]
) -> None:
    signed = [sign(petition, person) for person in (ROSA, INES)]

    async def work() -> None:
        batch = Batch(store, most_waiting=10)
        with locked():
            tasks = await _waiting(batch, list(signed))
            await asyncio.sleep(0.1)
            assert [task.done() for task in tasks] == [False, False]
            assert look(SIGNATURES) == 0
        assert await asyncio.gather(*tasks) == [Noted(), Noted()]
        assert look(SIGNATURES) == 2
        await batch.close()

    _run(work)


@pytest.mark.parametrize("most_at_once", [1, 3, 500])
def test_commands_are_committed_in_the_order_of_arrival(petition: Petition, store: Store, most_at_once: int) -> None:
    signed = [sign(petition, person) for person in crowd(8)]
    commands: list[Command] = [command for one in signed for command in (one, confirm(one))]

    async def work() -> None:
        batch = Batch(store, most_waiting=100, most_at_once=most_at_once)
        outcomes = await asyncio.gather(*(batch.submit(command) for command in commands))
        assert outcomes[::2] == [Noted()] * 8
        assert outcomes[1::2] == [
            Confirmed(one.signature.id, place, True, place, 0) for place, one in enumerate(signed, start=1)
        ]
        await batch.close()

    _run(work)
    assert numbers(petition) == list(range(1, 9))


def test_who_comes_alone_waits_as_long_whatever_is_written(
    petition: Petition, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "EVEN_S", 0.2)
    commands = [sign(petition, person) for person in (ROSA, ROSA, INES)]  # the second finds a row that is there

    async def work() -> None:
        batch, clock = Batch(store, most_waiting=10), asyncio.get_running_loop().time
        for command in commands:
            began = clock()
            await batch.submit(command)
            assert clock() - began >= 0.2
        await batch.close()

    _run(work)


def test_past_the_bound_it_refuses_at_once_and_takes_nothing(petition: Petition, store: Store, locked: Locked) -> None:
    signed = [sign(petition, person) for person in crowd(6)]

    async def work() -> None:
        batch = Batch(store, most_waiting=3)
        with locked():
            tasks = await _waiting(batch, list(signed[:4]))  # one on its way, three wait
            for one in signed[4:]:
                with pytest.raises(Full):
                    await batch.submit(one)
            assert [task.done() for task in tasks] == [False] * 4
            assert (batch.is_full(), batch.is_full(beside=1)) == (True, True)
        assert await asyncio.gather(*tasks) == [Noted()] * 4
        assert [batch.is_full(beside=others) for others in (0, 2, 3)] == [False, False, True]
        assert await batch.submit(signed[4]) == Noted()
        await batch.close()

    _run(work)
    assert written() == (5, 5)


def test_a_refused_command_fails_alone(petition: Petition, store: Store, locked: Locked) -> None:
    good = [sign(petition, person) for person in (ROSA, INES, THEO)]
    bad = _for_no_petition(sign(petition, MALLORY))

    async def work() -> None:
        batch = Batch(store, most_waiting=10)
        with locked():  # so that those after the first come together in one batch
            tasks = await _waiting(batch, [good[0], good[1], bad, good[2], confirm(good[1])])
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert answers[:2] + answers[3:] == [
            Noted(),
            Noted(),
            Noted(),
            Confirmed(good[1].signature.id, 1, True, 1, 0),
        ]
        assert type(answers[2]).__name__ in ("IntegrityError", "ForeignKeyViolation")
        await batch.close()

    _run(work)
    assert written() == (3, 3)
    assert tally(petition) == recounted(petition) == (1, 0, 0)


def _for_no_petition(signed: Sign) -> Sign:
    return Sign(signed.signature._replace(petition_id=signed.signature.petition_id + 1_000))


def test_a_fault_of_our_own_reaches_the_one_it_concerns(petition: Petition, store: Store, locked: Locked) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa])
    Tally.objects.all().delete()

    async def work() -> None:
        batch = Batch(store, most_waiting=10)
        with locked():
            tasks = await _waiting(batch, [sign_of_theo, confirm(rosa), ines])
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert (answers[0], type(answers[1]), answers[2]) == (Noted(), MissingRow, Noted())
        await batch.close()

    sign_of_theo = sign(petition, THEO)
    _run(work)
    assert (written(), row(rosa).state) == ((3, 3), "pending")


def test_a_visitor_who_goes_away_has_signed_all_the_same(petition: Petition, store: Store, locked: Locked) -> None:
    signed = [sign(petition, person) for person in (ROSA, INES, THEO)]

    async def work() -> None:
        batch = Batch(store, most_waiting=10)
        with locked():
            tasks = await _waiting(batch, list(signed))
            tasks[0].cancel()  # on its way to the database
            tasks[1].cancel()  # still waiting
            await asyncio.sleep(0)
        assert await tasks[2] == Noted()
        assert [task.cancelled() for task in tasks] == [True, True, False]
        await batch.close()

    _run(work)
    assert written() == (3, 3)


def test_a_visitor_who_goes_away_from_a_refused_command_takes_nobody_along(
    petition: Petition, store: Store, locked: Locked
) -> None:
    good, bad = sign(petition, ROSA), _for_no_petition(sign(petition, MALLORY))

    async def work() -> None:
        batch = Batch(store, most_waiting=10)
        with locked():
            tasks = await _waiting(batch, [bad, good])
            tasks[0].cancel()
        assert await tasks[1] == Noted()
        assert await batch.submit(confirm(good)) == Confirmed(good.signature.id, 1, True, 1, 0)
        await batch.close()

    _run(work)


def test_while_the_store_is_away_all_are_told_and_later_ones_are_served(
    petition: Petition, open_store: OpenStore, locked: Locked
) -> None:
    signed = [sign(petition, person) for person in (ROSA, INES, THEO)]
    impatient = open_store(is_patient=False)

    async def work() -> None:
        batch = Batch(impatient, most_waiting=10)
        with locked():
            tasks = await _waiting(batch, list(signed))
            answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 3
        assert await batch.submit(signed[0]) == Noted()
        await batch.close()

    _run(work)
    assert written() == (1, 1)


def test_closing_commits_what_waits_and_takes_nothing_more(petition: Petition, store: Store, locked: Locked) -> None:
    signed = [sign(petition, person) for person in crowd(7)]

    async def work() -> None:
        batch = Batch(store, most_waiting=10, most_at_once=2)
        with locked():
            tasks = await _waiting(batch, list(signed[:6]))
            closing = asyncio.create_task(batch.close())
            await asyncio.sleep(0.01)
            with pytest.raises(Full):
                await batch.submit(signed[6])
            assert not closing.done()
        assert await asyncio.gather(*tasks) == [Noted()] * 6
        await closing

    _run(work)
    assert written() == (6, 6)


def test_closing_a_batch_that_never_had_work_ends_it(store: Store) -> None:
    async def work() -> None:
        batch = Batch(store, most_waiting=1)
        await batch.close()
        with pytest.raises(Full):
            await batch.submit("anything")  # type: ignore[arg-type]  # it does not come to look at it

    _run(work)


def test_a_crowd_at_once_is_counted_exactly(petition: Petition, store: Store) -> None:
    signed = [sign(petition, person) for person in crowd(100)]

    async def visit(batch: Batch, one: Sign) -> None:
        assert await batch.submit(one) == Noted()
        answers = await asyncio.gather(*(batch.submit(confirm(one)) for _ in range(3)))
        assert sorted(answer.is_news for answer in answers if isinstance(answer, Confirmed)) == [False, False, True]

    async def work() -> None:
        batch = Batch(store, most_waiting=1_000, most_at_once=37)
        await asyncio.gather(*(visit(batch, one) for one in signed))
        await batch.close()

    _run(work)
    assert written() == (100, 100)
    assert numbers(petition) == list(range(1, 101))
    assert tally(petition) == recounted(petition) == (100, 0, 0)
