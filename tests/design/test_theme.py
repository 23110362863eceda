"""What follows from an organiser's two colours: it can be read everywhere, and nothing but colours comes of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.design.test_colour import COLOURS
from tests.design.test_colours import PAIRS, _contrast, _tokens
from undersigned.design import assets, colour, theme
from undersigned.design.theme import Theme

RED = Theme(action="#b3261e", accent="#ffd166", headings="sans")


def readable(action: str, accent: str) -> Theme:
    """The two, each replaced by what would be offered for it."""
    faint = theme.faint_action(action)
    action = faint.offer if faint else action
    faint = theme.faint_accent(accent, action=action)
    return Theme(action=action, accent=faint.offer if faint else accent)


def test_the_house_is_what_its_tokens_say() -> None:
    assert {name: pair[0] for name, pair in theme.house().items()} == _tokens(0)
    assert {name: pair[1] for name, pair in theme.house().items()} == _tokens(1)


def test_nothing_picked_changes_nothing() -> None:
    assert theme.style(theme.HOUSE) == ""
    assert theme.tokens(theme.HOUSE) == dict(theme.house())
    assert theme.faint_action(theme.house()["action"][0]) is None
    assert theme.faint_accent(theme.house()["accent"][0], action="") is None


def test_a_colour_that_cannot_be_read_is_told_with_its_contrast_and_a_shade_that_can() -> None:
    faint = theme.faint_action("#e63946")

    assert faint is not None
    assert round(faint.ratio, 2) == 3.70
    assert faint.offer == "#d42337"
    assert theme.faint_action(faint.offer) is None


def test_an_accent_is_measured_on_the_tone_that_the_action_gives_the_top() -> None:
    faint = theme.faint_accent("#8a6d00", action="#b3261e")

    assert faint is not None
    assert round(faint.ratio, 2) == 2.88
    assert theme.faint_accent(faint.offer, action="#b3261e") is None


@given(COLOURS, COLOURS)
def test_whatever_is_picked_can_be_read_by_day_and_by_night(action: str, accent: str) -> None:
    tokens = theme.tokens(readable(action, accent))

    for scheme in (0, 1):
        too_close = [
            (front, back)
            for front, back, least in PAIRS
            if _contrast(tokens[front][scheme], tokens[back][scheme]) < least
        ]
        assert too_close == []
        for ground in ("hero", "action"):
            tones = [_contrast(tokens[tone][scheme], tokens[ground][scheme]) for tone in ("focus", "on-accent")]
            assert max(tones) >= colour.SHAPE


@given(COLOURS)
def test_a_button_changes_under_the_pointer(action: str) -> None:
    tokens = theme.tokens(readable(action, "#f5b82e"))

    assert [tokens["action"][scheme] != tokens["action-hover"][scheme] for scheme in (0, 1)] == [True, True]


def test_the_rule_holds_only_tokens_that_the_page_uses() -> None:
    rule = theme.style(RED)
    declared = re.findall(r"(--[\w-]+):", rule)

    assert rule.startswith(":root{--action:light-dark(#b3261e,#")
    assert [name for name in declared if f"var({name})" not in assets.STYLE] == []
    assert declared == [
        "--action",
        "--on-action",
        "--action-hover",
        "--link",
        "--hero",
        "--on-hero-muted",
        "--accent",
        "--accent-deep",
        "--display",
    ]
    assert rule.endswith(";--accent-deep:light-dark(#af8500,#ffd166);--display:var(--sans)}")


@given(COLOURS, COLOURS, st.sampled_from(sorted(theme.DISPLAY)), st.booleans())
def test_no_sign_in_the_rule_means_anything_to_html(action: str, accent: str, headings: str, has_logo: bool) -> None:  # noqa: FBT001
    rule = theme.style(Theme(action, accent, headings), has_logo=has_logo)  # type: ignore[arg-type]  # a key of DISPLAY

    assert re.fullmatch(r"[\w :;,#(){}.-]+", rule)


def test_a_logo_alone_brings_its_ground_for_the_dark() -> None:
    assert theme.style(theme.HOUSE, has_logo=True) == theme.LOGO


@pytest.mark.parametrize("headings", ["sans", "slab"])
def test_other_headings_leave_the_petitions_own_words_in_their_font(headings: str) -> None:
    rule = theme.style(Theme(headings=headings))  # type: ignore[arg-type]  # one of the three

    assert rule.startswith(":root{--display:")
    assert "--serif:" not in rule
    assert ".words{font:var(--s2)/1.55 var(--serif)}" in assets.STYLE
