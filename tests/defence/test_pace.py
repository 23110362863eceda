"""How fast letters go to one domain: a few at once, then one after the other; large providers take what comes."""

from undersigned.defence import pace
from undersigned.defence.pace import Pace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_few_go_at_once_and_the_others_get_their_turn_one_after_the_other() -> None:
    clock = Clock()
    to = Pace(300, clock=clock)

    waits = [to.wait("small.example") for _ in range(33)]

    assert waits == [0.0] * 30 + [12.0, 24.0, 36.0]
    clock.now = 12.0
    assert to.wait("small.example") == 0.0


def test_one_domain_keeps_no_other_waiting() -> None:
    to = Pace(300, clock=Clock())
    for _ in range(40):
        to.wait("small.example")

    assert to.wait("other.example") == 0.0


def test_large_providers_take_what_comes() -> None:
    to = Pace(300, clock=Clock())

    assert {to.wait("gmail.com") for _ in range(1_000)} == {0.0}


def test_all_of_a_large_crowd_leave_in_the_hours_that_the_rate_says() -> None:
    """Whoever has waited is asked again, among those that come new."""
    clock = Clock()
    to, due, rounds = Pace(300, clock=clock), [0.0] * 400, 0
    while due:
        clock.now = min(due)
        due = sorted(again for at in due if (again := at if at > clock.now else _next(to, clock)) >= 0)
        rounds += 1

    assert clock.now <= 370 * 12 + 12
    assert rounds < 800


def _next(to: Pace, clock: Clock) -> float:
    """When it is asked again; -1: it has left."""
    wait = to.wait("small.example")
    return clock.now + wait if wait else -1.0


def test_what_is_remembered_of_domains_has_an_end() -> None:
    clock = Clock()
    to = Pace(300, clock=clock)
    for number in range(pace.MOST_KNOWN + 10):
        for _ in range(31):
            to.wait(f"d{number}.example")
        clock.now += 100

    assert len(to._last) <= pace.MOST_KNOWN
