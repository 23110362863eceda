"""What a packet has beside the signatures of the count: scans of sheets, earlier lists, the manifests of both.

A packet of some languages or areas has none of it: nobody can tell where who signed on paper lives. One without full
names has no scans: the names stand on them.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from undersigned.delivery import cells, words
from undersigned.delivery.choice import Choice, Names, initials
from undersigned.delivery.folder import Folder
from undersigned.offline import folder as offline_folder
from undersigned.offline import manifest, people
from undersigned.offline.people import Person

TABLE = "earlier.csv"


def gather(folder: Folder, petition_id: int, choice: Choice, *, scans: Path) -> list[str]:
    """Puts all but the volumes into the packet; the names of its files. Leaves `beside`, and each volume's rows."""
    made, paper, earlier = list[str](), 0, 0
    for text in people.manifests(petition_id):
        _provide(folder, "declared")
        made.append(f"declared/{manifest.digest(text).hex()}.json")
        folder.write(made[-1], text.encode())
    for number, batch in enumerate(people.sheets(petition_id), 1):
        paper += batch.standing
        if choice.names is Names.FULL:
            made += _copied(folder, offline_folder.of(scans, batch.pk), sorted(batch.files), number=number)
    volumes = 0
    for rows in _handfuls(_rows(petition_id, choice), choice.volume):
        volumes += 1
        earlier += len(rows)
        folder.write_rows(f"earlier-{volumes:06}", rows)
    if earlier:
        _provide(folder, "earlier")
        with folder.writing(TABLE) as file:
            file.write((cells.BOM + cells.lines([words.earlier_headings(choice)])).encode())
            for number in range(1, volumes + 1):
                file.write(cells.lines(folder.rows(f"earlier-{number:06}")).encode())
        made.append(TABLE)
    folder.write_rows("beside", [{"paper": paper, "earlier": earlier, "volumes": volumes}])
    return made


def told(folder: Folder) -> dict[str, int]:
    """What was gathered: people on paper, in earlier lists, and the volumes of these."""
    found: dict[str, int] = next(folder.rows("beside"), {}) if folder.work("beside") else {}
    return {"paper": 0, "earlier": 0, "volumes": 0} | found


def _copied(folder: Folder, scans: offline_folder.Folder, names: list[str], *, number: int) -> list[str]:
    made = []
    for name in names:
        _provide(folder, "paper")
        made.append(f"paper/{number:03}-{name}")
        with folder.writing(made[-1]) as file:
            file.writelines(scans.pieces(name))
    return made


def _provide(folder: Folder, name: str) -> None:
    (folder.path / name).mkdir(mode=0o700, exist_ok=True)


def _rows(petition_id: int, choice: Choice) -> Iterator[list[str]]:
    return (_cells(person, choice) for person in people.declared(petition_id))


def _cells(person: Person, choice: Choice) -> list[str]:
    by_column = {
        "name": person.name if choice.names is Names.FULL else initials(person.name),
        "postcode": person.postcode,
        "collected": person.collected,
    }
    return [by_column[column] for column in words.earlier_columns(choice)]


def _handfuls(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while handful := list(islice(rows, size)):
        yield handful
