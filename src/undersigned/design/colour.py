"""Colours as numbers: how far one stands out from others (WCAG 2.2), and the nearest shade of the same hue that does.

Pure. Shades are taken in OKLCH, where a step of lightness looks like a step and the hue stays what it was.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

TEXT = 4.5  # the ratio that text needs (WCAG 2.2, 1.4.3)
SHAPE = 3.0  # and what is not text (1.4.11)
STEP = 0.002  # of lightness: finer than what two hexadecimal digits can tell apart
ROUNDINGS = 1e-4
_SPELLED = re.compile(r"#[0-9a-f]{6}")

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour in OKLCH: 0 black to 1 white; 0 grey to about 0.3; the hue in radians."""

    lightness: float
    chroma: float
    hue: float


def is_spelled(text: str) -> bool:
    """Whether it is a colour as we keep it, `#0a5c50`, and nothing else."""
    return _SPELLED.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least(colour: str, grounds: Iterable[str]) -> float:
    """The contrast with that ground from which it stands out least."""
    return min(contrast(colour, ground) for ground in grounds)


def nearest(colour: str, grounds: Iterable[str], *, ratio: float = TEXT) -> str:
    """`colour`, or the shade of its hue with the nearest lightness that stands out from all `grounds`.

    Raises `LookupError` where some grounds are light and others dark, so that none does.
    """
    grounds, shade = list(grounds), shade_of(colour)
    if least(colour, grounds) >= ratio:
        return colour
    for step in range(1, round(1 / STEP) + 1):
        for lightness in (shade.lightness - step * STEP, shade.lightness + step * STEP):
            candidate = spelled(replace(shade, lightness=lightness))
            if least(candidate, grounds) >= ratio:
                return candidate
    raise LookupError(f"no shade of {colour} reaches {ratio} on {grounds}")


def shade_of(colour: str) -> Shade:
    # https://bottosson.github.io/posts/oklab/
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Shade(lightness, math.hypot(a, b), math.atan2(b, a))


def spelled(shade: Shade) -> str:
    """As `#0a5c50`. Where a screen has no colour so strong, the strongest it has of this hue and lightness."""
    shade = replace(shade, lightness=min(1.0, max(0.0, shade.lightness)))
    if not _is_on_screens(_light(shade)):
        weak, strong = 0.0, shade.chroma
        while strong - weak > ROUNDINGS:
            between = (weak + strong) / 2
            is_there = _is_on_screens(_light(replace(shade, chroma=between)))
            weak, strong = (between, strong) if is_there else (weak, between)
        shade = replace(shade, chroma=weak)
    return "#" + "".join(f"{_level(value):02x}" for value in _light(shade))


def _light(shade: Shade) -> Triple:
    """Red, green, blue as amounts of light; outside of 0 to 1 where no screen shows it."""
    a, b = shade.chroma * math.cos(shade.hue), shade.chroma * math.sin(shade.hue)
    long = (shade.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (shade.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (shade.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_on_screens(light: Triple) -> bool:
    return all(-ROUNDINGS <= value <= 1 + ROUNDINGS for value in light)


def _level(light: float) -> int:
    """0 to 255, as sRGB writes an amount of light."""
    light = min(1.0, max(0.0, light))
    return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


def _linear(colour: str) -> Triple:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return _amount(red), _amount(green), _amount(blue)


def _amount(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    # WCAG 2.2, relative luminance.
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
