"""Draws the example campaigns' pictures: a wide, quiet scene without words, `python scripts/landscape.py NAME FILE`.

NAME is `capitol` (hills and a domed building) or `library` (a branch library at a street). Needs Pillow.
"""

import math
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 900)
FINE = 2  # drawn at twice the size, so that edges come out smooth

SKY = ("#f7e7c4", "#f2c98a")
SUN, FAR, MIDDLE, NEAR = "#fbe9bd", "#8fb0a8", "#4f8479", "#1f5a52"
STONE, STONE_DARK, ROOF, DEEP, LIGHT = "#fbf4e6", "#e3d7bd", "#12313a", "#0d242b", "#f5b82e"

Pen = ImageDraw.ImageDraw


def main() -> None:
    scene, target = SCENES[sys.argv[1]], Path(sys.argv[2])
    picture = _sky()
    scene(ImageDraw.Draw(picture))
    picture = picture.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.SMOOTH)
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, quality=84, optimize=True, progressive=True)
    print(target, target.stat().st_size)


def _capitol(pen: Pen) -> None:
    _disc(pen, 1180, 330, 120, SUN)
    _hill(pen, FAR, height=470, swing=60, length=620, shift=0.4)
    _hill(pen, MIDDLE, height=600, swing=70, length=760, shift=2.1)
    _columns(pen, left=520, top=415, width=560, count=9)
    _dome(pen, middle=800, top=415)
    _hill(pen, NEAR, height=790, swing=26, length=900, shift=4.2)
    _hill(pen, DEEP, height=855, swing=16, length=700, shift=1.1)


def _library(pen: Pen) -> None:
    _disc(pen, 320, 300, 110, SUN)
    _hill(pen, FAR, height=520, swing=44, length=560, shift=1.2)
    _hill(pen, MIDDLE, height=640, swing=34, length=820, shift=3.0)
    for x, tall in ((170, 230), (290, 170), (1330, 250), (1460, 180)):
        _tree(pen, x, 770, tall)
    _hall(pen, left=480, top=430, width=660)
    _box(pen, 0, 770, 1600, 900, NEAR)
    _box(pen, 0, 822, 1600, 900, DEEP)


def _sky() -> Image.Image:
    strip = Image.new("RGB", (1, 2))
    for row, colour in enumerate(SKY):
        strip.paste(Image.new("RGB", (1, 1), colour), (0, row))
    return strip.resize((SIZE[0] * FINE, SIZE[1] * FINE), Image.Resampling.BICUBIC)


def _hill(pen: Pen, colour: str, *, height: int, swing: int, length: int, shift: float) -> None:
    def crest(x: int) -> float:
        return height + swing * (math.sin(x / length * math.tau + shift) + 0.4 * math.sin(x / length * 5 + shift * 2))

    outline = [(x * FINE, crest(x) * FINE) for x in range(0, SIZE[0] + 8, 8)]
    pen.polygon([(0, SIZE[1] * FINE), *outline, (SIZE[0] * FINE, SIZE[1] * FINE)], fill=colour)


def _columns(pen: Pen, *, left: int, top: int, width: int, count: int) -> None:
    """A long front with columns, a gable in the middle and steps below."""
    bottom = top + 300
    _box(pen, left, top + 60, left + width, bottom, STONE_DARK)
    gap = width / count
    for number in range(count):
        _box(pen, left + gap * (number + 0.25), top + 90, left + gap * (number + 0.75), bottom - 20, STONE)
    _box(pen, left - 14, top + 50, left + width + 14, top + 92, STONE)
    middle = left + width / 2
    _shape(pen, [(middle - 170, top + 52), (middle, top - 20), (middle + 170, top + 52)], STONE)
    for step in range(3):
        _box(pen, left - 20 * step, bottom - 24 + 22 * step, left + width + 20 * step, bottom + 22 * step, STONE)
        _box(pen, left - 20 * step, bottom - 4 + 22 * step, left + width + 20 * step, bottom + 22 * step, STONE_DARK)


def _dome(pen: Pen, *, middle: int, top: int) -> None:
    _box(pen, middle - 92, top - 110, middle + 92, top - 10, STONE)
    for number in range(5):
        _box(pen, middle - 74 + number * 34, top - 92, middle - 62 + number * 34, top - 16, STONE_DARK)
    _box(pen, middle - 106, top - 124, middle + 106, top - 104, STONE_DARK)
    pen.pieslice(_scaled(middle - 90, top - 226, middle + 90, top - 22), 180, 360, fill=LIGHT)
    _box(pen, middle - 15, top - 258, middle + 15, top - 218, STONE)
    _shape(pen, [(middle - 18, top - 256), (middle, top - 304), (middle + 18, top - 256)], ROOF)


def _hall(pen: Pen, *, left: int, top: int, width: int) -> None:
    """A low building whose windows are full of books."""
    bottom = top + 340
    _box(pen, left, top, left + width, bottom, STONE)
    _shape(
        pen, [(left - 40, top), (left + 60, top - 90), (left + width - 60, top - 90), (left + width + 40, top)], ROOF
    )
    for offset in (40, 165, width - 280, width - 155):
        _window(pen, left + offset, top + 60)
    door = left + width / 2
    _box(pen, door - 38, bottom - 150, door + 38, bottom, ROOF)
    _box(pen, door - 24, bottom - 134, door + 24, bottom - 6, LIGHT)
    _box(pen, left - 20, bottom - 14, left + width + 20, bottom, STONE_DARK)


def _window(pen: Pen, x: float, y: float) -> None:
    _box(pen, x, y, x + 115, y + 190, LIGHT)
    spines = (NEAR, ROOF, MIDDLE, "#b8622f", FAR)
    for shelf in range(3):
        floor = y + 62 + shelf * 62
        for book in range(7):
            tall = 30 + (book * 7 + shelf * 5) % 17
            colour = spines[(book + 2 * shelf) % len(spines)]
            _box(pen, x + 8 + book * 14.5, floor - tall, x + 19 + book * 14.5, floor, colour)
        _box(pen, x, floor, x + 115, floor + 5, STONE_DARK)


def _tree(pen: Pen, x: int, ground: int, tall: int) -> None:
    _box(pen, x - 8, ground - tall * 0.5, x + 8, ground, ROOF)
    _disc(pen, x, ground - tall * 0.68, tall * 0.36, NEAR)


def _disc(pen: Pen, x: float, y: float, radius: float, colour: str) -> None:
    pen.ellipse(_scaled(x - radius, y - radius, x + radius, y + radius), fill=colour)


def _box(  # noqa: PLR0917  four numbers in the order of Pillow, a hundred times
    pen: Pen, left: float, top: float, right: float, bottom: float, colour: str
) -> None:
    pen.rectangle(_scaled(left, top, right, bottom), fill=colour)


def _shape(pen: Pen, corners: list[tuple[float, float]], colour: str) -> None:
    pen.polygon([(x * FINE, y * FINE) for x, y in corners], fill=colour)


def _scaled(*numbers: float) -> tuple[float, ...]:
    return tuple(number * FINE for number in numbers)


SCENES: dict[str, Callable[[Pen], None]] = {"capitol": _capitol, "library": _library}


if __name__ == "__main__":
    main()
