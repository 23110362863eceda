"""Which column of a list holds what: guessed by its heading, decided by an organiser."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Column(StrEnum):
    NAME = "name"
    FIRST = "first_name"
    LAST = "last_name"
    EMAIL = "email"
    POSTCODE = "postcode"
    NEWS = "news"


# As the headings of other platforms have them, in letters and digits alone.
_HEADINGS = {
    Column.NAME: "name fullname signername nombrecompleto nombreyapellidos vollername nom",
    Column.FIRST: "firstname first givenname forename nombre vorname prenom",
    Column.LAST: "lastname last surname familyname apellido apellidos nachname nomdefamille",
    Column.EMAIL: "email emailaddress mail address correo correoelectronico direcciondecorreo emailadresse courriel",
    Column.POSTCODE: "postcode zip zipcode postalcode primaryzip codigopostal cp plz postleitzahl codepostal",
    Column.NEWS: "news newsletter wantsnews optin emailoptin subscribed consent updates recibirnoticias novedades",
}
_YES = "1 y yes true x si s ja j oui o on optin optedin subscribed suscrito subscribe"


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Never the column of consent: that one an organiser names knowingly."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        for column, known in _HEADINGS.items():
            if column is not Column.NEWS and _plain(heading) in known.split():
                found.setdefault(column, place)
    if {Column.FIRST, Column.LAST} <= found.keys():
        found.pop(Column.NAME, None)
    return found


def is_enough(columns: Mapping[str, int]) -> bool:
    """Without an address nobody can be told from others, without a name nobody has signed."""
    return Column.EMAIL in columns and bool({Column.NAME, Column.FIRST, Column.LAST} & columns.keys())


def name(cells: Sequence[str], columns: Mapping[str, int]) -> str:
    parts = (cell(cells, columns, column) for column in (Column.NAME, Column.FIRST, Column.LAST))
    return " ".join(part for part in parts if part)


def cell(cells: Sequence[str], columns: Mapping[str, int], column: Column) -> str:
    place = columns.get(column)
    return cells[place].strip() if place is not None and place < len(cells) else ""


def says_yes(typed: str) -> bool:
    """In English, Spanish, German and French; anything else is no."""
    return _plain(typed) in _YES.split()


def _plain(typed: str) -> str:
    bare = unicodedata.normalize("NFKD", typed.casefold())
    return re.sub(r"[^a-z0-9]", "", bare)
