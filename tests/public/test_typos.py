"""A slip in a provider's name is hinted at; a name that is merely rare is left alone."""

import pytest

from undersigned.public import typos


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rosa@gmial.com", "rosa@gmail.com"),  # two swapped
        ("rosa@gmai.com", "rosa@gmail.com"),  # one too few
        ("rosa@gmail.co", "rosa@gmail.com"),
        ("rosa@gmaill.com", "rosa@gmail.com"),  # one too many
        ("rosa@gnail.com", "rosa@gmail.com"),  # a wrong one
        ("Rosa.M@Homtail.com", "Rosa.M@hotmail.com"),
        ("rosa@hotmail.con", "rosa@hotmail.com"),
        ("rosa@yaho.com", "rosa@yahoo.com"),
    ],
)
def test_one_slip_is_hinted_at(typed: str, meant: str) -> None:
    assert typos.meant(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "rosa@gmail.com",
        "rosa@ymail.com",
        "rosa@mail.com",
        "rosa@hotmail.fr",
        "rosa@example.org",
        "rosa@gm.com",
        "rosa@googl.com",
    ],
)
def test_what_may_be_right_is_left_alone(typed: str) -> None:
    assert typos.meant(typed) == ""


def test_a_provider_is_no_slip_of_another() -> None:
    assert [name for name in typos.PROVIDERS if typos.meant(f"rosa@{name}")] == []
