"""Contrast as WCAG reckons it, and the nearest shade of a hue that can be read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.design import colour
from undersigned.design.colour import Shade

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000", 21.0),
        ("#777777", "#ffffff", 4.48),  # the best known of those that just fail
        ("#767676", "#fff", 4.54),
        ("#0a5c50", "#0a5c50", 1.0),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_a_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert round(colour.contrast(one, other), 2) == ratio


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("#0a5c50", True),
        ("#0A5C50", False),
        ("0a5c50", False),
        ("#fff", False),
        ("#0a5c50;", False),
        ("#0a5c50\n", False),
        ("red", False),
        ("", False),
        ("#０a5c50", False),
    ],
)
def test_a_colour_is_spelled_in_one_way_only(text: str, is_one: bool) -> None:  # noqa: FBT001 – parametrize hands it over
    assert colour.is_spelled(text) is is_one


def test_a_shade_is_where_css_has_it() -> None:
    # CSS Color 4: red is oklch(62.8% 0.25768 29.234deg).
    red = colour.shade_of("#ff0000")

    assert (round(red.lightness, 3), round(red.chroma, 4), round(math.degrees(red.hue), 1)) == (0.628, 0.2577, 29.2)


@given(COLOURS)
def test_a_colour_goes_to_a_shade_and_back(one: str) -> None:
    assert colour.spelled(colour.shade_of(one)) == one


def test_what_no_screen_shows_becomes_the_strongest_that_one_does() -> None:
    assert colour.spelled(Shade(0.628, 0.4, math.radians(29.234))) == "#ff0000"
    assert colour.spelled(Shade(1.4, 0.2, 1.0)) == "#ffffff"
    assert colour.spelled(Shade(-0.4, 0.2, 1.0)) == "#000000"


def test_a_colour_that_can_be_read_is_its_own_nearest() -> None:
    assert colour.nearest("#0a5c50", ["#ffffff"]) == "#0a5c50"


@pytest.mark.parametrize(
    ("one", "grounds", "offered"),
    [
        ("#e63946", ["#ffffff"], "#df3140"),
        ("#777777", ["#ffffff"], "#767676"),
        ("#0a5c50", ["#12313a"], "#5aa092"),
        ("#ffffff", ["#ffffff"], "#767676"),
    ],
)
def test_the_nearest_shade_has_the_hue_and_just_enough_contrast(one: str, grounds: list[str], offered: str) -> None:
    assert colour.nearest(one, grounds) == offered


@given(COLOURS, st.sampled_from([["#ffffff", "#f4f1ea"], ["#12313a", "#0b2229"]]))
def test_there_is_a_nearest_for_every_colour(one: str, grounds: list[str]) -> None:
    offered = colour.nearest(one, grounds)

    assert colour.is_spelled(offered)
    assert colour.least(offered, grounds) >= colour.TEXT


def test_no_shade_stands_out_from_black_and_white_and_what_lies_between() -> None:
    with pytest.raises(LookupError, match="no shade of #0a5c50"):
        colour.nearest("#0a5c50", ["#000000", "#767676", "#ffffff"])
