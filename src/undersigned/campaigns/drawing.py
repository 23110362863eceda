"""Draws the picture that chat apps and social networks show beside a link. Pure: values in, PNG out.

The ask, how many have signed, who runs it, in the colours of the page's top. A photograph stands at the right and
never under words; it is printed in those colours, which is also what keeps the file small.
"""

import io
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageOps

from undersigned.campaigns import lettering
from undersigned.campaigns.lettering import Face
from undersigned.design import theme
from undersigned.design.colour import shade_of, spelled
from undersigned.design.theme import Headings, Theme

SIZE = WIDTH, HEIGHT = 1200, 630  # what all of them ask for
MOST_BYTES = 60_000
MARGIN = 72
PHOTO = 408  # the width it gets
ASK_SIZES = (92, 86, 80, 74, 68, 62, 56, 50, 46, 42, 38, 34)
ASK_HEIGHT = 282
COUNT_SIZES = (68, 60, 52, 46, 40)
# How a photograph is printed: in so many tones, after so much smoothing (px). The first that keeps the file small.
PRINTS = ((40, 0.0), (28, 0.0), (20, 0.7), (14, 1.2), (10, 2.0), (7, 4.0))
NO_PRINT = 0, 0.0
DARK, HALF = 0.22, 0.59  # how light its darkest and its middle tones are, in the hue of the page's top
LINE = 512  # where one signs
# The scribble of the page's icon: a point, and three curves of three points each.
STROKE = ((8, 18), (12, 4), (15, 9), (12, 16), (9, 23), (18, 18), (19, 14), (20, 10), (20, 21), (24, 17))
STROKE_SCALE = 8, 7  # px a unit, across and down
LINE_AT = 25  # the height of the line, in the icon
SCRIBBLE_SIZE = 180, 140  # what it takes of the picture, above the line's right end
FACES: dict[Headings, Face] = {"serif": "serif", "sans": "sans", "slab": "serif"}  # of the fonts that we have
BOLDER = 36  # our sans has one weight: at this part of its size it gets an outline
FINE = 4  # what Pillow draws with hard edges is drawn so much larger, and reduced

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says, in the campaign's language. Never a signer's name."""

    to: str
    ask: str
    count: str  # a whole sentence; empty where there is nothing to say of it
    number: str  # the part of `count` that is set large; empty where it names none
    sponsor: str
    sample: str  # the word that marks a count with sample signatures in it


@dataclass(frozen=True, slots=True)
class Photo:
    image: Image.Image
    centre: Point  # what must stay in view, as shares of width and height


def png(card: Card, photo: Photo | None, dress: Theme = theme.HOUSE) -> bytes:
    """At most `MOST_BYTES`, unless the photograph is noise."""
    for print_ in PRINTS if photo else (NO_PRINT,):
        sheet = _sheet(card, photo, *print_, dress=dress)
        file = io.BytesIO()
        sheet.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if len(file.getvalue()) <= MOST_BYTES:
            break
    return file.getvalue()


@lru_cache(maxsize=256)
def colour(token: str, dress: Theme = theme.HOUSE) -> str:
    """Of the page, as it is by day."""
    found = theme.tokens(dress).get(token)
    if found is None:
        raise LookupError(f"no colour --{token} in tokens.css")
    return found[0]


def _sheet(
    card: Card, photo: Photo | None, tones: int = 0, smooth: float = 0.0, *, dress: Theme = theme.HOUSE
) -> Image.Image:
    sheet = Image.new("RGB", SIZE, colour("hero", dress))
    pen = ImageDraw.Draw(sheet)
    right = WIDTH - MARGIN
    _rules(pen, dress)
    if photo:
        sheet.paste(_printed(photo, tones, smooth, dress), (WIDTH - PHOTO, 0))
        right = WIDTH - PHOTO - MARGIN * 2 // 3
    _words(pen, card, dress, width=right - MARGIN)
    pen.line((MARGIN, LINE, right, LINE), fill=colour("accent", dress), width=3)
    if not photo:
        _scribble(sheet, dress, right=right)
        right -= SCRIBBLE_SIZE[0]
    _count(sheet, card, dress, right=right)
    return sheet


def _words(pen: ImageDraw.ImageDraw, card: Card, dress: Theme, *, width: int) -> None:
    to = lettering.clipped(card.to, face="sans", size=28, width=width)
    pen.text((MARGIN, 82), to, fill=colour("accent", dress), font=lettering.font("sans", 28), anchor="ls")
    face = FACES[dress.headings]
    ask = lettering.fitted(card.ask, face=face, width=width, height=ASK_HEIGHT, sizes=ASK_SIZES)
    for place, line in enumerate(ask.lines):
        at = MARGIN, 106 + ask.size + place * ask.pitch
        white, font = colour("on-hero", dress), lettering.font(face, ask.size)
        pen.text(at, line, fill=white, font=font, anchor="ls", stroke_width=_outline(face, ask.size))
    sponsor = lettering.clipped(card.sponsor, face="sans", size=28, width=width)
    pen.text((MARGIN, 570), sponsor, fill=colour("on-hero-muted", dress), font=lettering.font("sans", 28), anchor="ls")


def _outline(face: Face, size: int) -> int:
    return size // BOLDER if face == "sans" else 0


def _count(sheet: Image.Image, card: Card, dress: Theme, *, right: int) -> None:
    """On the line where one signs, as large as there is room. Without an ask it is all that the picture says."""
    pen, cross = ImageDraw.Draw(sheet), lettering.font("sans", 52)
    pen.text((MARGIN - 4, LINE - 12), "×", fill=colour("accent", dress), font=cross, anchor="ls")
    left = MARGIN + 44
    sizes = COUNT_SIZES if card.ask else (150, 120, 96, *COUNT_SIZES)
    for size in sizes:
        runs = _runs(card, size, FACES[dress.headings])
        if left + sum(width for *_, width in runs) <= right:
            break
    for text, face, set_at, tone, width in runs:
        fill, font = colour(tone, dress), lettering.font(face, set_at)
        if tone == "on-accent":
            _chip(sheet, (left + 14, LINE - 50, left + width, LINE - 12), colour("accent", dress))
            pen.text((left + 30, LINE - 23), text, fill=fill, font=font, anchor="ls")
        else:
            outline = _outline(face, set_at) if tone == "on-hero" else 0
            pen.text((left, LINE - 18), text, fill=fill, font=font, anchor="ls", stroke_width=outline)
        left += width


def _runs(card: Card, size: int, display: Face) -> list[tuple[str, Face, int, str, int]]:
    """The sentence of the count in parts: the words, their font, its size, their colour, their width."""
    before, number, after = card.count.partition(card.number) if card.number else ("", "", "")
    small = round(size * 0.54)
    parts: list[tuple[str, Face, int, str]] = [
        (before, "sans", small, "on-hero-muted"),
        (number, display, size, "on-hero"),
        (after, "sans", small, "on-hero-muted"),
        ("" if card.number else card.count, display, round(size * 0.62), "on-hero"),
        (card.sample, "sans", 26, "on-accent"),
    ]
    return [
        (*part, round(lettering.font(part[1], part[2]).getlength(part[0])) + (46 if part[3] == "on-accent" else 0))
        for part in parts
        if part[0]
    ]


def _rules(pen: ImageDraw.ImageDraw, dress: Theme) -> None:
    """Faint lines that come up to the right, as on the page's top."""
    steps = 14
    ground, ink = _rgb(colour("hero", dress)), _rgb(colour("on-hero", dress))
    for y in range(47, HEIGHT, 48):
        for step in range(1, steps + 1):
            share = 0.13 * step / steps
            shade = tuple(round(low + (high - low) * share) for low, high in zip(ground, ink, strict=True))
            begin = WIDTH * (0.38 + 0.62 * (step - 1) / steps) + (HEIGHT / 2 - y) * 0.47  # they begin along a slope
            pen.line((begin, y, WIDTH, y), fill=shade)


def _printed(photo: Photo, tones: int, smooth: float, dress: Theme) -> Image.Image:
    """In a few tones between the page's dark and its light."""
    shape = (PHOTO, HEIGHT)
    grey = ImageOps.fit(photo.image.convert("L"), shape, centering=photo.centre)
    grey = ImageOps.autocontrast(grey.filter(ImageFilter.GaussianBlur(smooth)), cutoff=1)
    grey = grey.point([round(round(level * (tones - 1) / 255) * 255 / (tones - 1)) for level in range(256)])
    tone = shade_of(colour("hero", dress))
    dark, half = spelled(replace(tone, lightness=DARK)), spelled(replace(tone, lightness=HALF))
    return ImageOps.colorize(grey, black=dark, mid=half, white=colour("on-hero-muted", dress), midpoint=120)


def _chip(sheet: Image.Image, box: tuple[int, int, int, int], fill: str) -> None:
    left, top, right, bottom = box
    mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
    ImageDraw.Draw(mask).rounded_rectangle(((0, 0), (mask.width - 1, mask.height - 1)), mask.height // 2, fill=255)
    sheet.paste(fill, box, mask.resize((right - left, bottom - top), Image.Resampling.LANCZOS))


def _scribble(sheet: Image.Image, dress: Theme, *, right: int) -> None:
    """On the line, towards its right end."""
    (across, down), (width, height) = STROKE_SCALE, SCRIBBLE_SIZE
    points = [
        ((x - STROKE[0][0] + 2) * across * FINE, (height - (LINE_AT - y) * down) * FINE)
        for first in range(0, len(STROKE) - 1, 3)
        for x, y in _curve(STROKE[first : first + 4])
    ]
    mask = Image.new("L", (width * FINE, height * FINE))
    ImageDraw.Draw(mask).line(points, fill=255, width=5 * FINE, joint="curve")
    place = (right - width, LINE - height, right, LINE)
    sheet.paste(colour("accent", dress), place, mask.resize((width, height), Image.Resampling.LANCZOS))


def _curve(of: tuple[Point, ...]) -> list[Point]:
    """Points along a cubic curve."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = of
    shares = [step / 40 for step in range(41)]
    return [
        (
            (1 - t) ** 3 * ax + 3 * (1 - t) ** 2 * t * bx + 3 * (1 - t) * t * t * cx + t**3 * dx,
            (1 - t) ** 3 * ay + 3 * (1 - t) ** 2 * t * by + 3 * (1 - t) * t * t * cy + t**3 * dy,
        )
        for t in shares
    ]


def _rgb(name: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(name)[:3]
    return red, green, blue
