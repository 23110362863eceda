"""A log for tests: its keeper's key, its entries, and a signed checkpoint whenever one is asked for."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from tests.people import ROSA
from undersigned.transparency import checkpoint, entry, log, sources, storage
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import SigningKey
from undersigned.transparency.receipt import Opening, Receipt
from undersigned.transparency.storage import Folder, Memory, Storage
from undersigned.transparency.tree import Tree

ORIGIN = "example.org/log/5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f10"
KEY = SigningKey(ORIGIN, bytes(range(32)))
MALLORYS_KEY = SigningKey(ORIGIN, bytes(range(32, 64)))
TEXT_HASH = bytes.fromhex("4d482ef4574ab61b6b625d55f55cfdf6b0ff02e3d6eb0d0936e70c7318fe56b6")
ROSAS = Opening(bytes(range(1, 33)), TEXT_HASH, ROSA.email, ROSA.name)


def crowd(size: int) -> list[bytes]:
    """The entries of the specification's vectors: a text, then signatures that nobody can open."""
    text = [entry.encode(entry.Text(TEXT_HASH))]
    return (text + [entry.encode(entry.Sign(sha256(str(n).encode()).digest())) for n in range(1, size)])[:size]


class Log:
    """Kept in memory unless told otherwise."""

    def __init__(
        self,
        entries: Sequence[bytes] = (),
        *,
        kept: Storage | None = None,
        by: SigningKey = KEY,
        origin: str = ORIGIN,
    ) -> None:
        self.kept = kept or Memory()
        self.by = by
        self.now = log.empty(origin)
        self.add(entries)

    def add(self, entries: Sequence[bytes]) -> None:
        self.now = log.extend(self.kept, self.now, entries)

    def note(self, now: Checkpoint | None = None, *, also_by: Iterable[SigningKey] = ()) -> bytes:
        return checkpoint.sign(now or self.now, [self.by, *also_by]).encode()

    def at(self, size: int) -> Checkpoint:
        """What was signed when the log had this size."""
        return Checkpoint(self.now.origin, size, Tree(self.kept.read, size).root())

    def receipt(self, opening: Opening, index: int, *, size: int | None = None) -> Receipt:
        now = self.now if size is None else self.at(size)
        return Receipt(opening, index, tuple(Tree(self.kept.read, now.size).inclusion(index)), self.note(now))

    def write(self, folder: Path) -> Path:
        """As static files, with its checkpoint."""
        storage.copy(self.kept, to=Folder(folder), size=self.now.size)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "checkpoint").write_bytes(self.note())
        return folder

    def fetch(self, path: str) -> bytes:
        """As it would be served."""
        from undersigned.transparency import tiles

        if path == "checkpoint":
            return self.note()
        place, width = tiles.parse_path(path)
        data = self.kept.read(place)
        if not data:
            raise sources.Missing(f"{path} is not there")
        return tiles.cut(place, data, width)
