"""Makes entries of what waits: signatures under their text, in no order that anybody could read a name from."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from undersigned.ledger import waiting
from undersigned.transparency import entry
from undersigned.transparency.entry import Offline, Reason, Reinstate, Sign, Text, Void
from undersigned.transparency.strict import Refused

log = logging.getLogger(__name__)

CHANGES = (waiting.VOID, waiting.REINSTATE)  # of a signature that is in the log


class Row(NamedTuple):
    """See `models.Waiting`."""

    id: int
    signature_id: UUID | None
    kind: int
    reason: int
    text_version: int
    commitment: bytes | None

    @property
    def is_sample(self) -> bool:
        return self.commitment == waiting.NO_COMMITMENT

    @property
    def is_declaration(self) -> bool:
        return self.commitment is not None and len(self.commitment) == waiting.DECLARATION


@dataclass(slots=True)
class Composed:
    """Entries to be put behind the first `size`. `text_version`: of the last text in the log then."""

    size: int
    text_version: int
    entries: list[bytes] = field(default_factory=list)
    indexes: dict[UUID, int] = field(default_factory=dict)  # of the signatures that are entered
    count: int = 0  # by how much it changes; that of `samples`, too
    samples: int = 0

    def put(self, made: entry.Entry) -> int:
        """Its index."""
        self.entries.append(entry.encode(made))
        return self.size + len(self.entries) - 1


def composed(
    rows: Iterable[Row],
    *,
    size: int,
    text_version: int,
    texts: Mapping[int, bytes],
    entered: Mapping[UUID, int],
    shuffle: Callable[[list[Row]], None],
) -> Composed:
    """Signatures text by text, first those under the text that the log is at; then what is declared, void or back.

    `texts`: their hashes by version. `entered`: the index of each signature that was entered before and changes now.
    Raises `Refused` for a text that nobody published.
    """
    made = Composed(size, text_version)
    sections: dict[int, list[Row]] = {}
    changes = []
    for row in rows:
        if row.kind in CHANGES or row.kind == waiting.OFFLINE:
            changes.append(row)
        else:
            sections.setdefault(row.text_version, []).append(row)
    for version in sorted(sections, key=lambda version: (version != text_version, version)):
        _section(made, version, sections[version], texts=texts, shuffle=shuffle)
    for row in changes:
        if row.kind == waiting.OFFLINE:
            _declare(made, row)
        else:
            _change(made, row, entered)
    return made


def _section(
    made: Composed, version: int, rows: list[Row], *, texts: Mapping[int, bytes], shuffle: Callable[[list[Row]], None]
) -> None:
    if version not in texts:
        raise Refused(f"version {version} of the petition's text is not there")
    if made.text_version != version or not made.size + len(made.entries):
        made.put(Text(texts[version]))
        made.text_version = version
    signed = [row for row in rows if row.kind == waiting.SIGN]
    shuffle(signed)
    for row in signed:
        if row.signature_id is None or row.commitment is None:
            raise Refused(f"waiting row {row.id} is of no signature")
        made.indexes[row.signature_id] = made.put(Sign(row.commitment))
        made.count += 1
        made.samples += row.is_sample


def _declare(made: Composed, row: Row) -> None:
    if row.signature_id is None or row.commitment is None or not row.is_declaration:
        raise Refused(f"waiting row {row.id} declares nothing")
    number, manifest = int.from_bytes(row.commitment[:4], "big"), row.commitment[4:]
    made.indexes[row.signature_id] = made.put(Offline(number, manifest))


def _change(made: Composed, row: Row, entered: Mapping[UUID, int]) -> None:
    if row.signature_id is None:
        raise Refused(f"waiting row {row.id} is of no signature")
    index = made.indexes.get(row.signature_id, entered.get(row.signature_id))
    if index is None:
        # Counted by a server that was older than the log: never in it, so nothing of it can be void.
        log.warning("ledger.change_of_nothing", extra={"signature": row.signature_id})
        return
    is_back = row.kind == waiting.REINSTATE
    made.put(Reinstate(index) if is_back else Void(index, Reason(row.reason)))
    if row.is_declaration:
        return
    made.count += 1 if is_back else -1
    made.samples += row.is_sample * (1 if is_back else -1)
