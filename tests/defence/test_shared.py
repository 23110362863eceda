"""Limits that processes have in common: two let in as many as one, and with the store away each as many as alone."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import httpx
import pytest

from tests.defence.test_gate import KEY, ROSAS_FORM, _solved, kinds
from tests.people import ROSA, Person, crowd
from tests.product import Product
from tests.store import Store
from undersigned.defence import shared, work
from undersigned.defence.gate import Ask, Gate, Verdict
from undersigned.defence.limits import Limit
from undersigned.defence.shared import DAY_S, Shared

if TYPE_CHECKING:
    from tests.conftest import Making

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "veto-hb-7259"
PATIENT_S = 60
HOME, LINE = "88.1.2.3", bytes([88, 1, 2, 3])
T = TypeVar("T")


@pytest.fixture(autouse=True)
def _cheap_and_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no store that is away."""
    monkeypatch.setattr(work, "COST", 1)
    monkeypatch.setattr(shared, "WITHIN_S", PATIENT_S)
    monkeypatch.setattr(shared, "CONNECTED_WITHIN_S", PATIENT_S)


class House:
    """Two processes' gates over one store."""

    def __init__(self, url: str, *, always_asks: bool = False) -> None:
        self.limits = [Shared(url, key=KEY) for _ in range(2)]
        self.gates = [Gate(KEY, limits=one, always_asks=always_asks) for one in self.limits]
        self.people = 0

    async def judged(self, at: int, *, peer: str | None = HOME, email: str = "", **fields: str) -> Verdict:
        """Somebody else each time, unless `email` says who."""
        self.people += 1
        email = email or f"person{self.people}@example.org"
        return await self.gates[at].judge({**ROSAS_FORM, **fields}, email=email, peer=peer, headers=[])


def visiting(store: Store, visit: Callable[[House], Awaitable[T]], **how: bool) -> T:
    async def run() -> T:
        house = House(store.url, **how)
        keepers = [asyncio.create_task(one.keep()) for one in house.limits]
        try:
            async with asyncio.timeout(PATIENT_S):
                for one in house.limits:
                    await one.look()
                return await visit(house)
        finally:
            for keeper in keepers:
                keeper.cancel()
            for one in house.limits:
                await one.close()

    return asyncio.run(run())


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "undersigned.defence.shared"]


def test_two_gates_let_in_as_many_from_one_line_as_one(store: Store) -> None:
    async def visit(house: House) -> list[Verdict]:
        return [await house.judged(number % 2) for number in range(12)]

    assert kinds(visiting(store, visit)) == ["Allow"] * 10 + ["Ask"] * 2


def test_a_crowd_that_comes_at_once_is_counted_one_by_one(store: Store) -> None:
    async def visit(house: House) -> list[Verdict]:
        return list(await asyncio.gather(*(house.judged(number % 2, peer=f"88.1.2.{number}") for number in range(250))))

    found = kinds(visiting(store, visit))

    assert (found.count("Allow"), found.count("Ask")) == (60, 190)


def test_a_mailbox_gets_three_letters_of_all_gates_together(store: Store) -> None:
    async def visit(house: House) -> list[Verdict]:
        return [await house.judged(number % 2, peer=None, email="Rosa+1@example.org") for number in range(4)]

    assert kinds(visiting(store, visit)) == ["Allow"] * 3 + ["mailbox"]


def test_askings_are_counted_together_and_a_letter_that_was_not_written_is_given_back(store: Store) -> None:
    async def visit(house: House) -> list[list[bool]]:
        one, two = house.gates
        networks = [await gate.may_ask(HOME, []) for gate in (one, two, one, two, one, two)]
        asked = [await gate.may_ask_for(ROSA.email) for gate in (one, two, one, two)]
        written = [await gate.may_write_to(ROSA.email) for gate in (one, two, one, two)]
        await two.wrote_nothing_to(ROSA.email)
        return [networks, asked, written, [await gate.may_write_to(ROSA.email) for gate in (one, two)]]

    assert visiting(store, visit) == [
        [True] * 5 + [False],
        [True] * 3 + [False],
        [True] * 3 + [False],
        [True, False],
    ]


def test_one_work_is_good_at_one_gate(store: Store) -> None:
    async def visit(house: House) -> list[Verdict]:
        asked = await house.judged(0)
        assert isinstance(asked, Ask)
        done = _solved(asked)
        return [await house.judged(at, **done) for at in (0, 1, 1)]

    assert kinds(visiting(store, visit, always_asks=True)) == ["Allow", "Ask", "Ask"]


def test_one_patience_is_good_at_one_gate(store: Store) -> None:
    async def visit(house: House) -> list[Verdict]:
        asked = await house.judged(0)
        assert isinstance(asked, Ask)
        for gate in house.gates:
            gate._work._clock = lambda: work.time.time() + work.PATIENCE_S
        return [await house.judged(at, waited=asked.task.waited) for at in (1, 0)]

    assert kinds(visiting(store, visit, always_asks=True)) == ["Allow", "Ask"]


def test_a_store_that_is_killed_keeps_nobody_waiting_and_is_taken_up_again(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def visit(house: House) -> list[list[str]]:
        found = [[await _kind(house.judged(number % 2)) for number in range(11)]]
        store.kill()
        # Each gate for itself, from nothing.
        found.append([await _kind(house.judged(0)) for _ in range(11)])
        found.append([await _kind(house.judged(1)) for _ in range(11)])
        await asyncio.to_thread(store.start)
        await _until(lambda: all(one._is_there for one in house.limits))
        found.append([await _kind(house.judged(number % 2)) for number in range(11)])
        return found

    assert visiting(store, visit) == [["Allow"] * 10 + ["Ask"]] * 4
    assert sorted(told(caplog)) == ["shared_limits.away"] * 2 + ["shared_limits.back"] * 2  # each gate, once


def test_a_store_that_hangs_keeps_nobody_waiting(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visit(house: House) -> list[str]:
        await house.judged(0)
        store.hang()
        monkeypatch.setattr(shared, "WITHIN_S", 0.1)
        return [await _kind(house.judged(0)) for _ in range(11)]

    try:
        assert visiting(store, visit) == ["Allow"] * 10 + ["Ask"]
    finally:
        store.go_on()
    assert told(caplog) == ["shared_limits.away"]


def test_without_a_store_from_the_start_each_gate_counts_for_itself(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    store.kill()

    async def visit(house: House) -> list[str]:
        return [await _kind(house.judged(number % 2)) for number in range(22)]

    assert visiting(store, visit) == ["Allow"] * 20 + ["Ask"] * 2
    assert told(caplog) == ["shared_limits.away"] * 2


def test_nothing_in_the_store_tells_who_came(store: Store) -> None:
    async def visit(house: House) -> list[Verdict]:
        return [await house.judged(0, email=ROSA.email), await house.judged(1, peer="2a02:1:2:3::9", email=ROSA.email)]

    assert kinds(visiting(store, visit)) == ["Allow", "Allow"]
    held = store.holds()

    names = re.compile(r"undersigned:(easy-near|easy-wide|letters):([0-9a-f]{32})")
    found = [names.fullmatch(key) for key in held]
    assert sorted(match[1] for match in found if match) == ["easy-near"] * 2 + ["easy-wide"] * 2 + ["letters"]
    assert len(held) == 5
    assert all(value.isdecimal() for value in held.values())
    plain = [ROSA.email.encode(), HOME.encode(), LINE, LINE[:3]]
    traces = [one.hex() for one in plain] + [sha256(one).hexdigest()[:8] for one in plain] + [ROSA.email, HOME]
    written = "\n".join(f"{key} {value}" for key, value in held.items())
    assert [trace for trace in traces if trace in written] == []


def test_what_is_in_the_store_goes_by_itself(store: Store) -> None:
    short, half_a_day_ms = Limit("short", 1, 0.2), 12 * 3_600_000

    async def visit(house: House) -> bool:
        await house.judged(0)
        kept = store.expiries_ms()
        assert len(kept) == 3
        assert all(0 < left <= half_a_day_ms for left in kept)
        assert await house.limits[0].take([(short, b"x")]) == 1
        await _until(lambda: not any(":short:" in key for key in store.holds()))
        return await house.limits[0].take([(short, b"x")]) == 1

    assert visiting(store, visit)


def test_no_mailbox_begins_anew_at_midnight_and_the_hashes_are_others(store: Store) -> None:
    letters = Limit("letters", 3, 12 * 3_600)
    seen: list[set[str]] = []

    async def taken(day: int) -> list[int]:
        limits = Shared(store.url, key=KEY, clock=lambda: day * DAY_S + 1.0)
        await limits.look()
        found = [await limits.take([(letters, b"rosa@example.org")]) for _ in range(2)]
        await limits.close()
        seen.append(set(store.holds()))
        return found

    async def run() -> list[list[int]]:
        return [await taken(day) for day in (20_000, 20_001, 20_002)]

    assert asyncio.run(run()) == [[1, 1], [1, 0], [0, 0]]
    assert [len(keys) for keys in seen] == [1, 2, 2]


def test_another_installation_over_the_same_store_has_its_own(store: Store) -> None:
    async def run() -> list[int]:
        found = []
        for key in (KEY, bytes(32), KEY):
            limits = Shared(store.url, key=key)
            await limits.look()
            found.append(await limits.take([(Limit("once", 1, 600), b"x")]))
            await limits.close()
        return found

    assert asyncio.run(run()) == [1, 1, 0]


def test_two_servers_let_in_as_many_as_one(store: Store, serving: Callable[..., Product], making: "Making") -> None:
    one = making("limited", _furnish)
    servers = [serving(like=one, shared_limits=store.url) for _ in range(2)]  # copies of one: the same keys

    def signed(line: int) -> list[int]:
        return [_sign(servers[number % 2], person, f"88.{line}.2.3") for number, person in enumerate(crowd(11))]

    for line in range(1, 20):  # on a busy machine the store may seem away: then once more, from another line
        before = _settled(servers)
        found = signed(line)
        if [_away(one) for one in servers] == before:
            break

    assert found == [303] * 10 + [429]


def _sign(server: Product, person: Person, line: str) -> int:
    form = {"name": person.name, "email": person.email, "postcode": person.postcode}
    return httpx.post(f"{server.url}/veto-hb-7259/sign", data=form, headers={"x-forwarded-for": line}).status_code


def _away(server: Product) -> int:
    return server.output().count("shared_limits.away")


def _settled(servers: list[Product]) -> list[int]:
    """How often each found the store away, once each has found it back."""
    give_up_at = time.monotonic() + PATIENT_S
    while any(_away(one) != one.output().count("shared_limits.back") for one in servers):
        assert time.monotonic() < give_up_at
        time.sleep(0.05)
    return [_away(one) for one in servers]


def _furnish(product: Product) -> None:
    product.run("load", EXAMPLE)


async def _until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENT_S
    while not is_so():
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.05)


async def _kind(verdict: Awaitable[Verdict]) -> str:
    return kinds([await verdict])[0]


def test_what_was_taken_before_midnight_is_given_back_after_it(store: Store) -> None:
    """Else a mailbox would be held for a letter that was never written."""
    day = 20_000.0

    async def run() -> list[int]:
        nonlocal day
        limits, step = Shared(store.url, key=KEY, clock=lambda: day * DAY_S), (Limit("letters", 1, 3_600.0), b"rosa")
        await limits.look()
        taken = [await limits.take([step])]
        day += 1
        await limits.give_back(step)
        taken += [await limits.take([step]), await limits.take([step])]
        await limits.close()
        return taken

    assert asyncio.run(run()) == [1, 1, 0]


def test_a_crowd_that_is_judged_takes_the_places_of_the_queue(store: Store) -> None:
    async def visit(house: House) -> list[int]:
        gate = house.gates[0]
        before = gate.judging
        crowd = [asyncio.create_task(house.judged(0, peer=None)) for _ in range(7)]
        await asyncio.sleep(0)
        under_way = gate.judging
        await asyncio.gather(*crowd)
        return [before, under_way, gate.judging]

    assert visiting(store, visit) == [0, 7, 0]
