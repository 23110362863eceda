"""The auditor: goes through a whole log as a stranger would, and believes nothing but the log's key.

Every entry is read, every tile is made again from them and compared with what is served, and the root with what was
signed. Checkpoints that were kept from earlier must be beginnings of this log: so nothing that was ever shown can be
dropped, put in or changed.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from undersigned.transparency import checkpoint, entry, merkle, tiles
from undersigned.transparency.checkpoint import Checkpoint, Opened
from undersigned.transparency.entry import Stage, State
from undersigned.transparency.keys import VerifierKey
from undersigned.transparency.ledger import Ledger
from undersigned.transparency.sources import Fetch, Missing
from undersigned.transparency.strict import Refused
from undersigned.transparency.tiles import ENTRIES, WIDTH, Place
from undersigned.transparency.tree import Tree

CHECKPOINT, ENDED = "checkpoint", "ended"

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Audited:
    """`note`: the checkpoint as it was served; kept, it is what the next audit starts from.

    `ended`: of the log before, where some of `older` was of that one.
    """

    note: bytes
    opened: Opened
    ledger: Ledger
    ended: Checkpoint | None = None


def audit(fetch: Fetch, *, by: Iterable[VerifierKey], older: Iterable[Checkpoint] = (), at_once: int = 1) -> Audited:
    """Raises `Refused`. `by`: the log's keys, and witnesses'. `older`: believed already."""
    note, by, older = fetch(CHECKPOINT), list(by), list(older)
    opened = checkpoint.opened(note, by=by)
    before = [one for one in older if _is_of_an_earlier_epoch(one, opened.checkpoint)]
    ended = _compare_epochs(fetch, opened.checkpoint, before, by=by) if before else None
    replay = _Replay(fetch, opened.checkpoint, [one for one in older if one not in before])
    for bundle, tile in _ahead(replay.fetched, range(0, opened.checkpoint.size, WIDTH), at_once=at_once):
        replay.add(bundle, tile)
    replay.finish()
    return Audited(note, opened, replay.ledger, ended)


def _is_of_an_earlier_epoch(older: Checkpoint, now: Checkpoint) -> bool:
    """`…/2` goes on from `…`, `…/3` from that."""
    base, _, epoch = now.origin.rpartition("/")
    return epoch.isdigit() and older.origin != now.origin and base in (older.origin, older.origin.rpartition("/")[0])


def _compare_epochs(
    fetch: Fetch, now: Checkpoint, before: Iterable[Checkpoint], *, by: Iterable[VerifierKey]
) -> Checkpoint:
    """How the log before ended: this one's first entry holds it, and it was no shorter than what was seen.

    What the old log held between is not there any more: of that nothing is proved.
    """
    ended = checkpoint.opened(fetch(ENDED), by=by).checkpoint
    if not now.size:
        raise Refused(f"{now.origin!a} has no entry that holds how {ended.origin!a} ended")
    begins = tiles.split(served(fetch, Place(ENTRIES, 0), min(WIDTH, now.size)), min(WIDTH, now.size))[0]
    if begins != entry.encode(State(Stage.NEW_EPOCH, ended.digest)):
        raise Refused(f"the first entry of {now.origin!a} does not hold how {ended.origin!a} ended")
    for one in before:
        if one.origin != ended.origin:
            raise Refused(
                f"the older checkpoint is of {one.origin!a}, and this log says only how {ended.origin!a} ended"
            )
        if one.size > ended.size:
            raise Refused(
                f"the log before this one had {one.size} entries, more than it says it ended with: {ended.size}"
            )
        if one.size == ended.size and one.root != ended.root:
            raise Refused(f"the log before this one is not the one that had these {one.size} entries")
    return ended


def served(fetch: Fetch, place: Place, width: int) -> bytes:
    """A partial tile may be gone once the full one is there."""
    try:
        return fetch(tiles.path(place, width))
    except Missing:
        return tiles.cut(place, fetch(tiles.path(place)), width)


class _Replay:
    """Holds the right edge of the tree that it has come to, and a byte for each entry."""

    def __init__(self, fetch: Fetch, now: Checkpoint, older: Iterable[Checkpoint]) -> None:
        self.ledger = Ledger()
        self._fetch = fetch
        self._now = now
        self._edge: dict[int, tuple[Place, bytes]] = {}
        self._older = sorted(older, key=lambda one: one.size, reverse=True)
        for one in self._older:
            if one.origin != now.origin:
                raise Refused(f"the older checkpoint is of {one.origin!a}, this log is {now.origin!a}")
            if one.size > now.size:
                raise Refused(f"the log went back: it had {one.size} entries and has {now.size}")
        self._compare_older()

    def fetched(self, start: int) -> tuple[bytes, bytes]:
        """The bundle and the tile of the entries from there on. May run on another thread."""
        width = min(WIDTH, self._now.size - start)
        n = start // WIDTH
        return served(self._fetch, Place(ENTRIES, n), width), served(self._fetch, Place(0, n), width)

    def add(self, bundle: bytes, tile: bytes) -> None:
        start = len(self.ledger)
        entries = tiles.split(bundle, min(WIDTH, self._now.size - start))
        self.ledger.read(entries)
        hashes = [merkle.leaf_hash(entry) for entry in entries]
        _compare(Place(0, start // WIDTH), tile, b"".join(hashes))
        for place, data in tiles.grown_hashes(self._read, size=start, hashes=hashes).items():
            self._edge[place.level] = place, data
            if place.level and len(data) == tiles.FULL:
                _compare(place, served(self._fetch, place, WIDTH), data)
        self._compare_older()

    def finish(self) -> None:
        for place, data in self._edge.values():
            if place.level and len(data) < tiles.FULL:
                _compare(place, served(self._fetch, place, len(data) // merkle.LENGTH), data)
        if self._root(self._now.size) != self._now.root:
            raise Refused(f"the {self._now.size} entries do not make the tree that was signed")

    def _compare_older(self) -> None:
        """Those that the tree has come past."""
        while self._older and self._older[-1].size <= len(self.ledger):
            one = self._older.pop()
            if self._root(one.size) != one.root:
                raise Refused(f"the first {one.size} entries are not what they were: the log was rewritten")

    def _root(self, size: int) -> bytes:
        return Tree(self._read, size).root()

    def _read(self, place: Place) -> bytes:
        found, data = self._edge.get(place.level, (place, b""))
        return data if found == place else b""


def _compare(place: Place, found: bytes, made: bytes) -> None:
    if found != made:
        raise Refused(f"{tiles.path(place)} is not what the entries make")


def _ahead(do: Callable[[T], U], items: Iterable[T], *, at_once: int) -> Iterator[U]:
    """In their order; while one is worked on, the next are on their way."""
    if at_once == 1:
        yield from map(do, items)
        return
    with ThreadPoolExecutor(at_once) as pool:
        waiting: deque[Future[U]] = deque()
        for item in items:
            waiting.append(pool.submit(do, item))
            if len(waiting) == 2 * at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
