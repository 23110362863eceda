"""What is asked of a crowd: a calculation or patience, each good once, for a while, and only if it is ours."""

import base64
import json

import pytest
from altcha.v2 import Challenge, solve_challenge

from undersigned.defence import work
from undersigned.defence.work import GOOD_FOR_S, PATIENCE_S, Done, Task, Work

KEY = bytes(range(32))


class Clock:
    def __init__(self) -> None:
        import time

        self.now = time.time()  # ALTCHA's own

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(work, "COST", 1)
    return Work(KEY, clock=clock)


def solved(task: Task) -> dict[str, str]:
    found = solve_challenge(Challenge.from_dict(json.loads(task.challenge)))
    assert found is not None
    return {"challenge": task.challenge, "solution": json.dumps(found.to_dict())}


def test_a_solution_is_good_once(desk: Work) -> None:
    form = solved(desk.task())

    assert [desk.done(form), desk.done(form)] == [Done.WORK, Done.NOTHING]


def test_every_task_is_another(desk: Work) -> None:
    assert desk.done(solved(desk.task())) is Done.WORK
    assert desk.done(solved(desk.task())) is Done.WORK


def test_a_task_of_another_house_is_not_ours(desk: Work) -> None:
    assert desk.done(solved(Work(bytes(32)).task())) is Done.NOTHING


def test_an_easier_task_than_was_set_is_refused(desk: Work) -> None:
    task = desk.task()
    asked = json.loads(task.challenge)
    asked["parameters"]["keyPrefix"] = ""

    assert desk.done(solved(Task(json.dumps(asked), task.waited))) is Done.NOTHING


def test_a_task_grows_old(desk: Work, clock: Clock) -> None:
    clock.now -= GOOD_FOR_S + 1

    assert desk.done(solved(desk.task())) is Done.NOTHING


@pytest.mark.parametrize(
    "solution",
    ["x", "[]", "{}", "null", '{"counter": 1}', '{"counter": -1, "derivedKey": ""}',
     '{"counter": "1", "derivedKey": "00"}', '{"counter": 1e99, "derivedKey": "00"}',
     '{"counter": 4294967296, "derivedKey": "00"}', "[" * 9_000],
)  # fmt: skip
def test_a_solution_that_is_none_is_nothing_done(desk: Work, solution: str) -> None:
    assert desk.done({"challenge": desk.task().challenge, "solution": solution}) is Done.NOTHING


@pytest.mark.parametrize("challenge", ["", "x", "{}", "[]", '{"parameters": 1}', '{"parameters": {}, "signature": ""}'])
def test_a_challenge_that_is_none_is_nothing_done(desk: Work, challenge: str) -> None:
    solution = solved(desk.task())["solution"]

    assert desk.done({"challenge": challenge, "solution": solution}) is Done.NOTHING


@pytest.mark.parametrize(
    ("after_s", "done"),
    [(0, Done.NOTHING), (PATIENCE_S - 2, Done.NOTHING), (PATIENCE_S, Done.PATIENCE), (GOOD_FOR_S - 1, Done.PATIENCE),
     (GOOD_FOR_S + 1, Done.NOTHING), (-1_000, Done.NOTHING)],
)  # fmt: skip
def test_patience_is_taken_once_it_has_lasted(desk: Work, clock: Clock, after_s: float, done: Done) -> None:
    waited = desk.task().waited
    clock.now += after_s

    assert desk.done({"waited": waited, "solution": ""}) is done
    assert desk.done({"waited": waited}) is Done.NOTHING


@pytest.mark.parametrize(
    "waited", ["", ".", "..", "a.1.b", "a.99999999999999999999.b", "ä.1.ß", "a.².", f"a.{'1' * 5_000}.b"]
)
def test_patience_that_is_none_is_nothing_done(desk: Work, waited: str) -> None:
    assert desk.done({"waited": waited}) is Done.NOTHING


def test_every_changed_character_of_patience_is_refused(desk: Work, clock: Clock) -> None:
    waited = desk.task().waited
    clock.now += PATIENCE_S
    changed = [waited[:at] + ("0" if waited[at] != "0" else "1") + waited[at + 1 :] for at in range(len(waited))]

    assert {desk.done({"waited": one}) for one in changed} == {Done.NOTHING}
    assert desk.done({"waited": waited}) is Done.PATIENCE


def test_no_more_is_taken_than_can_be_remembered(desk: Work, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_SPENT", 2)
    forms = [solved(desk.task()) for _ in range(4)]

    assert [desk.done(form) for form in forms[:3]] == [Done.WORK, Done.WORK, Done.NOTHING]
    clock.now += GOOD_FOR_S + 1
    assert desk.done(forms[3]) is Done.WORK


def test_a_form_without_a_task_has_done_nothing(desk: Work) -> None:
    assert desk.done({"name": "Rosa", "solution": base64.b64encode(b"{}").decode()}) is Done.NOTHING
