"""The gate: who comes in, who is asked for a little work first, who is held, and how many letters anybody gets."""

import json
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from altcha.v2 import Challenge, solve_challenge

from undersigned.defence import work
from undersigned.defence.gate import HOUR, Allow, Ask, Gate, Hold, Verdict
from undersigned.defence.limits import Memory

ROSAS_FORM = {"name": "Rosa Marín", "email": "rosa@example.org", "postcode": "97201"}
KEY = bytes(range(32))
T = TypeVar("T")


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Crowd:
    """Forms that come to one gate."""

    def __init__(self, **how: bool) -> None:
        self.clock = Clock()
        self.gate = Gate(KEY, limits=Memory(clock=self.clock), **how)
        self.people = 0

    def judged(self, peer: str | None = "88.1.2.3", *, email: str = "", **fields: str) -> Verdict:
        """Somebody else each time, unless `email` says who."""
        self.people += 1
        email = email or f"person{self.people}@example.org"
        return at_once(self.gate.judge({**ROSAS_FORM, **fields}, email=email, peer=peer, headers=[]))

    def may_write_to(self, email: str, times: int) -> list[bool]:
        return [at_once(self.gate.may_write_to(email)) for _ in range(times)]

    def may_ask_for(self, email: str, times: int) -> list[bool]:
        return [at_once(self.gate.may_ask_for(email)) for _ in range(times)]

    def may_ask(self, peer: str | None, times: int) -> list[bool]:
        return [at_once(self.gate.may_ask(peer, [])) for _ in range(times)]

    def worked(self, peer: str = "88.1.2.3", **more: str) -> Verdict:
        """Whoever is asked does the work and sends the form again."""
        verdict = self.judged(peer, **more)
        return self.judged(peer, **_solved(verdict), **more) if isinstance(verdict, Ask) else verdict


def at_once(answer: Coroutine[Any, Any, T]) -> T:
    """What comes from this process's own memory: nobody waits for it, and it needs no loop."""
    try:
        answer.send(None)
    except StopIteration as found:
        result: T = found.value
        return result
    raise AssertionError("it waited")


def _solved(asked: Ask) -> dict[str, str]:
    found = solve_challenge(Challenge.from_dict(json.loads(asked.task.challenge)))
    assert found is not None
    return {"challenge": asked.task.challenge, "solution": json.dumps(found.to_dict())}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COST", 1)


def kinds(verdicts: list[Verdict]) -> list[str]:
    return [one.reason if isinstance(one, Hold) else type(one).__name__ for one in verdicts]


@pytest.mark.parametrize("left", [{}, {"again": ""}, {"again": " \t\r\n"}, {"Website": "https://example.com"}])
def test_who_leaves_the_hidden_field_alone_comes_in(left: dict[str, str]) -> None:
    assert Crowd().judged(**left) == Allow()


@pytest.mark.parametrize("filled", ["https://example.com", "x", " 0 ", "\u200b"])
def test_who_fills_in_the_hidden_field_is_held(filled: str) -> None:
    assert Crowd().judged(again=filled) == Hold("honeypot")


def test_ten_at_once_from_one_line_and_then_work_is_asked() -> None:
    crowd = Crowd()

    assert kinds([crowd.judged() for _ in range(12)]) == ["Allow"] * 10 + ["Ask"] * 2
    assert crowd.judged("88.1.2.4") == Allow()  # the neighbour
    crowd.clock.now += HOUR / 30
    assert kinds([crowd.judged() for _ in range(2)]) == ["Allow", "Ask"]


def test_who_does_the_work_comes_in() -> None:
    crowd = Crowd()

    assert kinds([crowd.worked() for _ in range(60)]) == ["Allow"] * 60


def test_more_than_people_can_be_is_held_work_or_not() -> None:
    crowd = Crowd()

    assert kinds([crowd.worked() for _ in range(72)]) == ["Allow"] * 70 + ["network"] * 2


def test_a_neighbourhood_is_asked_for_work_before_it_is_held() -> None:
    crowd = Crowd()
    lines = [f"88.1.2.{number % 200}" for number in range(62)]

    assert kinds([crowd.judged(line) for line in lines]) == ["Allow"] * 60 + ["Ask"] * 2


def test_patience_opens_the_gate_more_slowly() -> None:
    crowd = Crowd()
    for _ in range(10):
        crowd.judged()
    seen = []
    for _ in range(5):
        asked = crowd.judged()
        assert isinstance(asked, Ask)
        crowd.gate._work._clock = lambda: work.time.time() + work.PATIENCE_S
        seen.append(crowd.judged(waited=asked.task.waited))
        crowd.gate._work._clock = work.time.time

    assert kinds(seen) == ["Allow"] * 3 + ["Ask"] * 2


def test_whose_address_nobody_knows_is_not_limited_with_all_the_others() -> None:
    crowd = Crowd()

    assert kinds([crowd.judged(None) for _ in range(100)]) == ["Allow"] * 100
    assert kinds([crowd.judged("127.0.0.1") for _ in range(100)]) == ["Allow"] * 100


def test_work_can_be_asked_of_everybody() -> None:
    crowd = Crowd(always_asks=True)

    assert kinds([crowd.judged(None), crowd.worked()]) == ["Ask", "Allow"]


def test_a_mailbox_gets_three_letters_and_then_one_each_twelve_hours() -> None:
    crowd = Crowd()

    assert kinds([crowd.judged(None, email="Rosa+1@example.org") for _ in range(2)]) == ["Allow"] * 2
    assert kinds([crowd.judged(None, email="rosa@EXAMPLE.org") for _ in range(2)]) == ["Allow", "mailbox"]
    assert crowd.judged(None, email="ines@example.org") == Allow()
    crowd.clock.now += 12 * HOUR
    assert crowd.may_write_to("rosa@example.org", 2) == [True, False]


def test_asking_for_her_page_spends_nothing_of_what_her_signature_needs() -> None:
    crowd = Crowd()

    assert crowd.may_ask_for("Rosa+1@example.org", 4) == [True] * 3 + [False]
    assert kinds([crowd.judged(None, email="rosa@example.org") for _ in range(4)]) == ["Allow"] * 3 + ["mailbox"]
    crowd.clock.now += 12 * HOUR
    assert crowd.may_ask_for("rosa@example.org", 2) == [True, False]


def test_where_no_letter_leaves_the_machine_there_may_be_any_number() -> None:
    crowd = Crowd(spares_mailboxes=True)

    assert kinds([crowd.judged(None, email="rosa@example.org") for _ in range(20)]) == ["Allow"] * 20
    assert crowd.may_ask_for("rosa@example.org", 20) == [True] * 20


def test_a_victim_gets_five_letters_in_a_day_however_large_the_botnet() -> None:
    crowd = Crowd()
    letters = 0
    for number in range(100_000):
        network = number % 10_000
        peer = f"{11 + network // 250}.{network % 250}.7.7"
        verdict = crowd.judged(peer, email=f"victim+{number}@example.org")
        letters += verdict == Allow()
        crowd.clock.now += 24 * HOUR / 100_001

    assert letters == 5 - 1  # the fifth is due in the 24th hour's last second


def test_the_work_of_one_form_is_not_spent_by_a_form_that_is_held_for_its_hidden_field() -> None:
    crowd = Crowd(always_asks=True)
    asked = crowd.judged()
    assert isinstance(asked, Ask)
    done = _solved(asked)

    assert kinds([crowd.judged(again="x", **done), crowd.judged(**done)]) == ["honeypot", "Allow"]


def test_a_network_asks_for_five_letters_and_then_for_one_in_three_minutes() -> None:
    crowd = Crowd()

    assert crowd.may_ask("11.1.7.7", 6) == [True] * 5 + [False]
    assert crowd.may_ask("12.1.7.7", 1) == [True]
    crowd.clock.now += HOUR / 20
    assert crowd.may_ask("11.1.7.7", 2) == [True, False]


def test_of_all_whose_network_nobody_knows_sixty_ask_at_once() -> None:
    crowd = Crowd()

    assert crowd.may_ask(None, 61) == [True] * 60 + [False]
