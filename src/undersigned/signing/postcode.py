"""Postcodes as the campaign's country writes them; spaces and punctuation are forgiven."""

import re
from itertools import takewhile
from typing import Literal, get_args

Style = Literal["us", "uk", "es", "any"]
STYLES: tuple[Style, ...] = get_args(Style)


def normalise(style: str, typed: str) -> str | None:
    """The postcode in its usual writing; None where it is none."""
    letters = re.sub(r"[^0-9A-Za-z]", "", typed).upper()
    match style:
        case "us":
            return _us(letters)
        case "uk":
            return _uk(letters)
        case "es":
            return letters if re.fullmatch(r"(0[1-9]|[1-4]\d|5[0-2])\d{3}", letters) else None
        case _:
            plain = " ".join(typed.split()).upper()
            return plain if re.fullmatch(r"[0-9A-Z][0-9A-Z .-]{1,11}", plain) else None


def area(style: str, postcode: str) -> str:
    """The larger area that a normalised postcode lies in, as the country's post names it; empty: it names none.

    us: the first three digits (a sectional centre); es: the first two (a province); uk: the letters.
    """
    if style == "uk":
        return "".join(takewhile(str.isalpha, postcode))
    return postcode[: {"us": 3, "es": 2}.get(style, 0)]


def _us(digits: str) -> str | None:
    if re.fullmatch(r"\d{5}", digits):
        return digits
    return f"{digits[:5]}-{digits[5:]}" if re.fullmatch(r"\d{9}", digits) else None


def _uk(letters: str) -> str | None:
    return f"{letters[:-3]} {letters[-3:]}" if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", letters) else None
