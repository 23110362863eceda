"""Networks that are let in: which are taken, who is in them, and that the gate limits none of them."""

import pytest

from tests.defence.test_gate import Crowd, at_once, kinds
from undersigned.defence import guests
from undersigned.defence.client import Lines
from undersigned.defence.gate import Orders
from undersigned.defence.guests import Guests


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("88.1.2.3", "88.1.2.3/32"),
        (" 88.1.2.0/24 ", "88.1.2.0/24"),
        ("88.1.2.77/24", "88.1.2.0/24"),
        ("2a01:4f8:1:2:3:4:5:6", "2a01:4f8:1:2::/64"),
        ("2a01:4f8::/48", "2a01:4f8::/48"),
        ("88.0.0.0/15", None),
        ("2a01::/32", None),
        ("0.0.0.0/0", None),
        ("10.0.0.0/24", None),
        ("127.0.0.1", None),
        ("the library", None),
        ("", None),
    ],
)
def test_a_hall_or_a_school_is_let_in_and_half_the_internet_is_not(written: str, network: str | None) -> None:
    found = guests.read(written)

    assert (str(found) if found else None) == network


def test_it_is_known_by_the_first_bytes_of_the_address() -> None:
    some = Guests(["88.1.2.0/24", "2a01:4f8:1::/48"])

    assert some.has(Lines(bytes([88, 1, 2, 9]), bytes([88, 1, 2])))
    assert not some.has(Lines(bytes([88, 1, 3, 9]), bytes([88, 1, 3])))
    assert some.has(Lines(bytes.fromhex("2a0104f800010002"), bytes.fromhex("2a0104f80001")))
    assert not some.has(Lines(bytes.fromhex("2a0104f800020002"), bytes.fromhex("2a0104f80002")))
    assert not some.has(None)
    assert not Guests().has(Lines(bytes([88, 1, 2, 9]), bytes([88, 1, 2])))


def test_the_gate_limits_no_guest_and_everybody_else_as_ever() -> None:
    crowd = Crowd()
    crowd.gate.orders = Orders(Guests(["88.1.2.0/24"]))

    assert kinds([crowd.judged("88.1.2.3") for _ in range(100)]) == ["Allow"] * 100
    assert kinds([crowd.judged("88.1.9.3") for _ in range(11)]) == ["Allow"] * 10 + ["Ask"]


def test_a_guests_mailbox_gets_no_more_letters_than_any_other() -> None:
    crowd = Crowd()
    crowd.gate.orders = Orders(Guests(["88.1.2.0/24"]))

    assert kinds([crowd.judged("88.1.2.3", email="rosa@example.org") for _ in range(4)]) == ["Allow"] * 3 + ["mailbox"]


def test_everybody_works_for_the_petition_that_asks_for_it_and_for_no_other() -> None:
    crowd = Crowd()
    crowd.gate.orders = Orders(asking=frozenset({7}))
    form = {"email": "rosa@example.org"}

    def judged(petition_id: int) -> str:
        found = crowd.gate.judge(form, email="r@x.org", peer="88.1.2.3", headers=[], petition_id=petition_id)
        return kinds([at_once(found)])[0]

    assert [judged(7), judged(8)] == ["Ask", "Allow"]


def test_a_mailbox_for_an_hour_counts_for_three_forms_and_is_not_refused() -> None:
    crowd = Crowd()

    found = kinds([crowd.judged(email=f"guest{number}@mailinator.com") for number in range(4)])

    assert found == ["Allow", "Allow", "Allow", "Ask"]
