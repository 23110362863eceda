"""A campaign's own look: what follows from the two colours and the kind of headings that an organiser picks. Pure.

The action colour is on buttons, links and the meter, and gives the page's top its tone; the accent stands on that top.
All else is derived, so that text can be read on every ground, by day and by night. Nothing picked: the house's look.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from undersigned.design import assets, colour
from undersigned.design.colour import Shade

Pair = tuple[str, str]  # by day, by night
Headings = Literal["serif", "sans", "slab"]

GROUNDS = ("paper", "surface", "raised", "success-back")  # what links stand on
# Fonts that systems bring along; names in no need of quotes.
SLAB = "Rockwell, Rockwell Nova, Roboto Slab, DejaVu Serif, Sitka Small, Noto Serif, Georgia, serif"
# A logo is drawn for white paper: in the dark it brings its own.
LOGO = ".top img{background:light-dark(#0000,#fff);outline:4px solid light-dark(#0000,#fff)}"
DISPLAY: Mapping[Headings, str] = {"serif": "", "sans": "var(--sans)", "slab": SLAB}

NIGHT = 0.78  # how light an action is in the dark
NIGHT_CHROMA = 0.13
HERO, HERO_NIGHT = 0.295, 0.24
HERO_CHROMA = 0.06
HOVER = 0.08
TINT = 0.018  # of what is nearly white


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `colour.is_spelled` has them; empty: the house's."""

    action: str = ""
    accent: str = ""
    headings: Headings = "serif"


@dataclass(frozen=True, slots=True)
class Faint:
    """A colour that cannot be read where it has to: its contrast, and the nearest shade of it that can."""

    ratio: float
    offer: str


HOUSE = Theme()


def faint_action(action: str) -> Faint | None:
    """By day it stands as a link on the page, and under white as a button. What it is at night is derived."""
    grounds = [house()[name][0] for name in GROUNDS]
    return _faint(action, grounds)


def faint_accent(accent: str, *, action: str) -> Faint | None:
    """It is written on the page's top, which is dark in a tone of the action."""
    return _faint(accent, tokens(Theme(action=action))["hero"])


def tokens(theme: Theme) -> dict[str, Pair]:
    """Every colour of the page."""
    return {**house(), **_own(theme)}


def style(theme: Theme, *, has_logo: bool = False) -> str:
    """The rules that stand after the house's style; empty where nothing differs. Nothing in them means a thing to html.

    They are in no layer, so that they win over those that are.
    """
    own = [f"--{name}:{_value(pair)}" for name, pair in _own(theme).items()]
    if DISPLAY[theme.headings]:
        own.append(f"--display:{DISPLAY[theme.headings]}")
    return (f":root{{{';'.join(own)}}}" if own else "") + (LOGO if has_logo else "")


@lru_cache(maxsize=1)
def house() -> Mapping[str, Pair]:
    """The colours of `design/css/tokens.css`."""
    css = (assets.HERE / "css" / "tokens.css").read_text()
    same = re.findall(r"--([\w-]+): (#[0-9a-f]+);", css)
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", css)
    return {name: (one, one) for name, one in same} | {name: (day, night) for name, day, night in pairs}


def _faint(picked: str, grounds: Pair | list[str]) -> Faint | None:
    ratio = colour.least(picked, grounds)
    return None if ratio >= colour.TEXT else Faint(ratio, colour.nearest(picked, grounds))


@lru_cache(maxsize=64)
def _own(theme: Theme) -> Mapping[str, Pair]:
    own = _of_action(theme.action) if theme.action else {}
    if theme.accent:
        deep = colour.nearest(theme.accent, [house()["surface"][0]], ratio=colour.SHAPE)
        own |= {"accent": (theme.accent, theme.accent), "accent-deep": (deep, theme.accent)}
    return own


def _of_action(action: str) -> dict[str, Pair]:
    day = colour.shade_of(action)
    night_action = colour.nearest(
        colour.spelled(Shade(NIGHT, min(day.chroma, NIGHT_CHROMA), day.hue)), [house()[name][1] for name in GROUNDS]
    )
    night = colour.shade_of(night_action)
    # What is nearly black cannot get darker under the pointer.
    hover = day.lightness - HOVER if day.lightness > 2 * HOVER else day.lightness + 2 * HOVER
    tone = Shade(HERO, min(day.chroma / 2, HERO_CHROMA), day.hue)
    on_hero = Shade(0.91, min(day.chroma, TINT), day.hue)
    return {
        "action": (action, night_action),
        "on-action": ("#ffffff", colour.spelled(replace(tone, lightness=0.23))),
        "action-hover": (_at(day, hover), _at(night, night.lightness + HOVER)),
        "link": (action, _at(night, night.lightness + HOVER / 2)),
        "hero": (colour.spelled(tone), _at(tone, HERO_NIGHT)),
        "on-hero-muted": (colour.spelled(on_hero), _at(on_hero, 0.87)),
    }


def _at(shade: Shade, lightness: float) -> str:
    return colour.spelled(replace(shade, lightness=lightness))


def _value(pair: Pair) -> str:
    day, night = pair
    return day if day == night else f"light-dark({day},{night})"
