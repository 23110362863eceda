"""When a letter is due and a code is alive: the tables, second by second."""

import pickle
from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import NOW
from undersigned.signing.models import Signature
from undersigned.signing.signature import Confirmed, Noted, State, code_is_alive, letter_due

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("letters_count", "since_last", "is_due"),
    [
        (0, timedelta(0), True),
        (1, timedelta(0), False),
        (1, 59 * SECOND, False),
        (1, 60 * SECOND, True),
        (2, 60 * SECOND, False),
        (2, 10 * MINUTE - SECOND, False),
        (2, 10 * MINUTE, True),
        (3, 10 * MINUTE, False),
        (3, timedelta(days=7), False),
        (4, timedelta(days=700), False),
    ],
)
@pytest.mark.parametrize(
    ("state", "kind"),
    [("pending", "confirm"), ("confirmed", "already"), ("held", None), ("withdrawn", None), ("unheard of", None)],
)
def test_the_letter_that_is_due(
    state: str, kind: str | None, letters_count: int, since_last: timedelta, *, is_due: bool
) -> None:
    due = letter_due(state, letters_count=letters_count, last_at=NOW, at=NOW + since_last)

    assert due == (kind if is_due else None)


def test_a_letter_is_due_where_none_was_ever_sent() -> None:
    assert letter_due("pending", letters_count=0, last_at=None, at=NOW) == "confirm"


@pytest.mark.parametrize(
    ("tries", "age", "is_alive"),
    [
        (0, timedelta(0), True),
        (4, timedelta(0), True),
        (5, timedelta(0), False),
        (6, timedelta(0), False),
        (0, 15 * MINUTE - SECOND, True),
        (0, 15 * MINUTE, False),
        (5, 15 * MINUTE, False),
    ],
)
def test_a_code_lives_a_quarter_of_an_hour_and_five_tries(tries: int, age: timedelta, *, is_alive: bool) -> None:
    assert code_is_alive(tries=tries, last_at=NOW, at=NOW + age) is is_alive


def test_there_is_no_code_where_no_letter_was_sent() -> None:
    assert code_is_alive(tries=0, last_at=None, at=NOW) is False


def test_the_states_are_those_of_the_table() -> None:
    assert [str(state) for state in State] == Signature.State.values


def test_what_crosses_to_another_thread_is_a_value() -> None:
    outcome = Confirmed(UUID(int=7), 1, True, 1, 0)

    assert pickle.loads(pickle.dumps(outcome)) == outcome
    assert Noted() == Noted()
    with pytest.raises(AttributeError):
        outcome.number = 2  # type: ignore[misc]  # frozen: that is what is tested
