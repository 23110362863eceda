"""The gate: who leaves the hidden field alone comes in; who fills it in is held, with the reason."""

import pytest

from undersigned.defence.gate import Allow, Hold, judge

ROSAS_FORM = {"name": "Rosa Marín", "email": "rosa@example.org", "postcode": "97201"}


@pytest.mark.parametrize("left", [{}, {"again": ""}, {"again": " \t\r\n"}, {"Website": "https://example.com"}])
def test_who_leaves_the_hidden_field_alone_comes_in(left: dict[str, str]) -> None:
    assert judge(ROSAS_FORM | left) == Allow()


@pytest.mark.parametrize("filled", ["https://example.com", "x", " 0 ", "\u200b"])
def test_who_fills_in_the_hidden_field_is_held(filled: str) -> None:
    assert judge(ROSAS_FORM | {"again": filled}) == Hold("honeypot")


def test_an_empty_form_is_nothing_to_hold() -> None:
    assert judge({}) == Allow()
