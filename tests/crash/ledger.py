"""What the crowd wrote down: everything it tried, and everything it was promised."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Account:
    """One of the crowd's files: who signed, by number; whose signature was confirmed, whose withdrawn, by its id."""

    signs: set[int] = field(default_factory=set)
    confirms: set[str] = field(default_factory=set)
    withdraws: set[str] = field(default_factory=set)
    number_of: dict[str, int] = field(default_factory=dict)

    def add(self, line: str) -> None:
        verb, number, *rest = line.split()
        if verb == "sign":
            self.signs.add(int(number))
            return
        (self.confirms if verb == "confirm" else self.withdraws).add(rest[0])
        self.number_of[rest[0]] = int(number)

    def __len__(self) -> int:
        return len(self.signs) + len(self.confirms) + len(self.withdraws)


class Ledger:
    """Reads on where it stopped. `attempted` and `acknowledged` are filled by calls, `notes` counts the rest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.attempted = Account()
        self.acknowledged = Account()
        self.notes: list[list[str]] = []
        self._read: Counter[str] = Counter()
        for name in ("attempts", "acks", "notes", "ids"):
            (folder / name).touch()

    def read_attempts(self) -> None:
        for line in self._new_lines("attempts"):
            self.attempted.add(line)

    def read_acknowledgements(self) -> None:
        for line in self._new_lines("acks"):
            self.acknowledged.add(line)

    def read_notes(self) -> None:
        self.notes += [line.split() for line in self._new_lines("notes")]

    def noted(self, kind: str) -> list[list[str]]:
        """`lost` and `torn`: no whole answer came; `refused`: 503; `strange`: any other status."""
        self.read_notes()
        return [note for note in self.notes if note[0] == kind]

    def tell_ids(self, ids: dict[int, str]) -> None:
        """The crowd's people get their links."""
        with (self.folder / "ids").open("a") as file:
            file.write("".join(f"{number} {found}\n" for number, found in ids.items()))

    def _new_lines(self, name: str) -> list[str]:
        with (self.folder / name).open("rb") as file:
            file.seek(self._read[name])
            fresh = file.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read[name] += len(whole)
        return whole.decode().splitlines()
