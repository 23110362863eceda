"""Words in a picture: whether our fonts have them, where their lines break, how large they may be. Pure Pillow.

The fonts lie in `design/fonts`, since a server may have none of its own. They have Latin, Greek and Cyrillic letters.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import ImageFont

from undersigned.design import assets

Face = Literal["serif", "sans"]
FILES: dict[Face, str] = {"serif": "NotoSerif-Bold.ttf", "sans": "NotoSans-Regular.ttf"}

LEADING = 1.14  # from line to line, in sizes
NOBODYS = "\uffff"  # Unicode promises that this is no character: what is drawn for it is drawn for all that is missing
TRIED_AT = 32


@dataclass(frozen=True, slots=True)
class Setting:
    """A text in lines, at one size."""

    lines: tuple[str, ...]
    size: int

    @property
    def pitch(self) -> int:
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        return self.pitch * len(self.lines)


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(assets.HERE / "fonts" / FILES[face], size)


def drawable(text: str, face: Face) -> str:
    """`text` in one line without the signs that the font lacks, such as an emoji.

    Empty where it lacks a letter or a figure: a word with a hole in it says something else.
    """
    signs = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(sign)[0] in "LN" and not _has(sign, face) for sign in signs):
        return ""
    return " ".join("".join(sign for sign in signs if sign.isspace() or _has(sign, face)).split())


def fitted(text: str, *, face: Face, width: int, height: int, sizes: Sequence[int]) -> Setting:
    """The largest of `sizes`, which fall, at which `text` fits; at the last one it is cut where it does not."""
    for size in sizes:
        lines = _broken(text, font(face, size), width)
        setting = Setting(tuple(lines), size)
        if setting.height <= height and _width(lines, font(face, size)) <= width:
            return Setting(tuple(_balanced(text, font(face, size), width)), size)
    return _cut(text, face=face, width=width, height=height, size=sizes[-1])


def clipped(text: str, *, face: Face, size: int, width: int) -> str:
    """One line; what is too long ends in an ellipsis."""
    lettering = font(face, size)
    if lettering.getlength(text) <= width:
        return text
    kept = text
    while kept and lettering.getlength(kept.rstrip(" ,.;:–") + "…") > width:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:–") + "…"


def _broken(text: str, lettering: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """As many words in each line as it takes. A word that is wider than a line gets one of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and lettering.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _balanced(text: str, lettering: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """In as few lines, of lengths as even as can be: no last line of one short word."""
    wanted = len(_broken(text, lettering, width))
    narrow, wide = 0, width
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        lines = _broken(text, lettering, middle)
        if len(lines) > wanted or _width(lines, lettering) > middle:
            narrow = middle
        else:
            wide = middle
    return _broken(text, lettering, wide)


def _cut(text: str, *, face: Face, width: int, height: int, size: int) -> Setting:
    lines = _broken(text, font(face, size), width)
    most = max(1, height // Setting(("",), size).pitch)
    last = " ".join(lines[most - 1 :])
    kept = [*lines[: most - 1], last] if last else lines
    return Setting(tuple(clipped(line, face=face, size=size, width=width) for line in kept), size)


def _width(lines: Sequence[str], lettering: ImageFont.FreeTypeFont) -> float:
    return max((lettering.getlength(line) for line in lines), default=0.0)


@lru_cache(maxsize=4096)
def _has(sign: str, face: Face) -> bool:
    if unicodedata.category(sign)[0] == "C" or "\ufe00" <= sign <= "\ufe0f":  # tells how an emoji is to look
        return False
    return _drawn(sign, face) != _drawn(NOBODYS, face)


@lru_cache(maxsize=4096)
def _drawn(sign: str, face: Face) -> tuple[tuple[int, int], bytes]:
    mask = font(face, TRIED_AT).getmask(sign)
    return mask.size, bytes(mask)
