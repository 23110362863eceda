"""What an organiser chooses of a packet, and what that makes of a signer's row."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from undersigned.signing.roll import Entry

VOLUME = 2_500  # signatures: about fifty pages, and a file that opens at once


class Names(StrEnum):
    FULL = "full"
    INITIALS = "initials"
    NONE = "none"


class Order(StrEnum):
    NUMBER = "number"
    POSTCODE = "postcode"


COLUMNS = ("number", "name", "postcode", "date", "language")  # in the order in which they stand


@dataclass(frozen=True, slots=True)
class Choice:
    """`languages`, `areas` (how a postcode begins): none means all."""

    columns: tuple[str, ...] = ("number", "postcode", "date")  # beside the name, which `names` tells of
    names: Names = Names.FULL
    order: Order = Order.NUMBER
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    remarks: bool = True
    volume: int = VOLUME

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def shown(self) -> list[str]:
        """The columns."""
        named = () if self.names is Names.NONE else ("name",)
        return [column for column in COLUMNS if column in (*self.columns, *named)]

    @property
    def is_whole(self) -> bool:
        """Nobody is left out."""
        return not (self.languages or self.areas)

    def takes(self, entry: Entry) -> bool:
        if self.languages and entry.language not in self.languages:
            return False
        return not self.areas or entry.postcode_to_hand_over.startswith(self.areas)

    def cells(self, entry: Entry) -> list[str]:
        """Empty where it was not said before signing that this is handed over."""
        name = entry.name_to_hand_over
        by_column = {
            "number": str(entry.number),
            "name": name if self.names is Names.FULL else initials(name),
            "postcode": entry.postcode_to_hand_over,
            "date": entry.confirmed_at.date().isoformat(),
            "language": entry.language,
        }
        return [by_column[column] for column in self.shown]


def parse(stored: dict[str, Any]) -> Choice:
    lists = {name: tuple(stored[name]) for name in ("columns", "languages", "areas")}
    return Choice(**{**stored, **lists, "names": Names(stored["names"]), "order": Order(stored["order"])})


def initials(name: str) -> str:
    """`Rosa María López` is R. M. L."""
    return " ".join(f"{word[0].upper()}." for word in name.split())
